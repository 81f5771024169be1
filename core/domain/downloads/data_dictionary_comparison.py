"""The fields of a comparison's download; see `data_dictionary`."""

from __future__ import annotations

from core.domain.downloads.data_dictionary import Field, Table, rate

_OF_WHOLE = 'it is about the whole exploration'
_UNKNOWN = 'there are too few on one side'
_SHARE = 'share, -1 to 1'

COMPARISON = Table(
    'comparison',
    'Comparison: two versions or ranges of days',
    'One row a rate: first those of the whole exploration, then those of each '
    'card. In the JSON file the rates of a card stand below it, and a, b and '
    'difference are objects.',
    ('CSV', 'JSON'),
    (
        Field('exp_id', 'text', 'The exploration.'),
        Field(
            'a',
            'text',
            'The side before: v3 is what was played of version 3, '
            '2026-10-01..2026-10-31 what was played on these days.',
        ),
        Field('b', 'text', 'The side after, in the same way.'),
        Field(
            'state_name',
            'text',
            'The card, as it is called after; before, where it was deleted.',
            '',
            _OF_WHOLE,
        ),
        Field(
            'a_state_name',
            'text',
            'What the card is called before.',
            '',
            f'{_OF_WHOLE}, or the card is not there',
        ),
        Field(
            'b_state_name',
            'text',
            'What the card is called after.',
            '',
            f'{_OF_WHOLE}, or the card is not there',
        ),
        Field(
            'changed',
            'text',
            'What became of the card: same, edited, added, deleted or renamed.',
            '',
            _OF_WHOLE,
        ),
        Field('metric', 'text', 'Which rate it is.'),
        *rate('a', 'those before that show it', 'those before that could'),
        *rate('b', 'those after that show it', 'those after that could'),
        Field(
            'difference',
            'number',
            'Rate after less rate before.',
            _SHARE,
            'n is 0 on one side',
        ),
        Field(
            'difference_low',
            'number',
            'Lower bound of its 95 % interval (Newcombe).',
            _SHARE,
        ),
        Field(
            'difference_high',
            'number',
            'Upper bound of its 95 % interval (Newcombe).',
            _SHARE,
        ),
        Field('unit', 'text', 'What n counts: sessions, visits or answers.'),
        Field(
            'p_value',
            'number',
            'How likely so large a difference is by chance.',
            'probability',
            _UNKNOWN,
        ),
        Field(
            'adjusted_p_value',
            'number',
            'The same, raised for looking at all cards at once (Benjamini and '
            'Hochberg).',
            'probability',
            f'{_OF_WHOLE}, or {_UNKNOWN}',
        ),
        Field(
            'higher_is',
            'text',
            'Whether learners fare better or worse where the rate is higher.',
        ),
        Field(
            'verdict',
            'text',
            'What may be claimed: better, worse, no_difference_seen or '
            'cannot_tell_yet.',
        ),
        Field(
            'num_more_sessions',
            'integer',
            'How many more sessions the side that is still played needs to '
            'tell, about.',
            'sessions',
            'none are needed, or none would help',
        ),
    ),
)

TABLES = (COMPARISON,)
