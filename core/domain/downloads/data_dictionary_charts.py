"""The fields of the files of single charts and tables; see `data_dictionary`.

Charts of one kind share their columns: the name of a file says which chart of
which card it is of.
"""

from __future__ import annotations

from core import feconf
from core.domain.downloads import data_dictionary_tables
from core.domain.downloads.data_dictionary import Field, Table

# Each line of the chart has a colour of its own, so there are just these.
_IN_THE_DAY_CHART = (
    'day',
    'num_starts',
    'num_actual_starts',
    'num_completions',
)

_FILES = ('CSV', 'JSON')
_SHARE = 'share, 0 to 1'
_MSECS = 'milliseconds'
_LAST_BIN = 'it is the last, without an end'
_OF_TIMES = 'the values are no times'
_NO_TIMES = 'the values are times'
_WILSON = 'bound of the 95 % interval (Wilson) of the share'

_LOW = Field('share_low', 'number', f'Lower {_WILSON}.', _SHARE)
_HIGH = Field('share_high', 'number', f'Upper {_WILSON}.', _SHARE)
_AS_RECORDED = Field(
    'answer_json',
    'JSON',
    'The same as it is recorded; a choice is its place in the list, from 0.',
)

_COUNTS = (
    Field('count', 'integer', 'How often it was given.', 'answers'),
    Field(
        'count_at_most',
        'integer',
        'The same, or more where too many different answers were given to '
        'keep them all.',
        'answers',
    ),
)
_IS_ADDRESSED = Field(
    'is_addressed',
    'boolean',
    'Whether a response of its own answers it now.',
    '',
    'the table does not tell, or it is not known',
)

DAY_CHART = Table(
    'day_chart',
    'Chart: starts and completions by day',
    'One row a day of the period that is shown, also without plays.',
    _FILES,
    (
        *(
            field
            for field in data_dictionary_tables.DAYS.fields
            if field.name in _IN_THE_DAY_CHART
        ),
        Field(
            'versions_saved',
            'text',
            'The versions that were saved on the day.',
            '',
            'none was',
        ),
    ),
)

HISTOGRAM = Table(
    'histogram',
    'Chart: how often which value occurred',
    'One row a bar, from the first with a value to the last. Times have '
    'from_msecs and to_msecs, other values from and to.',
    _FILES,
    (
        Field(
            'from_msecs',
            'integer',
            'The least time of the bar.',
            _MSECS,
            _OF_TIMES,
        ),
        Field('from', 'integer', 'The least value of the bar.', '', _NO_TIMES),
        Field(
            'to_msecs',
            'integer',
            'Times of the bar are below it.',
            _MSECS,
            f'{_OF_TIMES}, or {_LAST_BIN}',
        ),
        Field(
            'to',
            'integer',
            'Values of the bar are below it; where it equals from, they are '
            'that value.',
            '',
            f'{_NO_TIMES}, or {_LAST_BIN}',
        ),
        Field('count', 'integer', 'How many values there are.'),
    ),
)

BARS = Table(
    'bars',
    'Chart: named values as bars',
    'One row a bar, in the order of the chart.',
    _FILES,
    (
        Field('label', 'text', 'What the bar is about.'),
        Field('value', 'number', 'How long it is.'),
        Field(
            'share',
            'number',
            'Part of the whole that it is.',
            _SHARE,
            'the chart has no shares',
        ),
    ),
)

WAYS = Table(
    'ways',
    'Flow: the ways between cards',
    'One row for each way from a card to another, or back to itself.',
    _FILES,
    (
        Field('from', 'text', 'The card left.'),
        Field('to', 'text', 'The card entered.'),
        Field(
            'count',
            'integer',
            'How often learners went.',
            'times',
            'nothing was summed up yet',
        ),
        Field(
            'is_in_version',
            'boolean',
            'Whether the version shown has the way; else only plays of '
            'earlier ones took it.',
        ),
    ),
)

CARD_ANSWERS = Table(
    'card_answers',
    'Card: answers',
    'One row for each answer that a table or chart of answers shows. Answers '
    f'that fewer than {feconf.ANSWERS_K_ANONYMITY} sessions gave are left out.',
    _FILES,
    (
        Field('answer', 'text', 'The answer in words.'),
        _AS_RECORDED,
        Field(
            'is_shortened',
            'boolean',
            'Whether it was too long to be kept whole.',
        ),
        *_COUNTS,
        Field(
            'num_sessions',
            'integer',
            'How many sessions gave it.',
            'sessions',
            'parts of answers are counted',
        ),
        Field(
            'share_of_answers',
            'number',
            'Part of all answers to the card that it is.',
            _SHARE,
            'parts of answers are counted, or there are none',
        ),
        _IS_ADDRESSED,
    ),
)

CLICKS = Table(
    'clicks',
    'Card: clicks on the image',
    'One row for each place by region. Places where fewer than '
    f'{feconf.ANSWERS_K_ANONYMITY} sessions clicked are one row by region.',
    _FILES,
    (
        Field('regions', 'text', 'The regions clicked, by name.'),
        Field(
            'from_left',
            'number',
            'Where the middle of the place is, from the left edge.',
            'share of the width',
            'several places are one row',
        ),
        Field(
            'from_top',
            'number',
            'The same from the top edge.',
            'share of the height',
            'several places are one row',
        ),
        *_COUNTS,
        Field(
            'num_sessions',
            'integer',
            'How many sessions clicked there.',
            'sessions',
            'several places are one row',
        ),
        Field(
            'share_of_answers',
            'number',
            'Part of all clicks on the image that it is.',
            _SHARE,
            'there are none',
        ),
        _IS_ADDRESSED,
    ),
)

FIRST_ANSWERS = Table(
    'first_answers',
    'Card: first answers',
    'One row for each answer with which sessions began at the card.',
    _FILES,
    (
        Field('first_answer', 'text', 'The answer in words.'),
        _AS_RECORDED,
        Field('is_right', 'boolean', 'Whether it is right.'),
        Field(
            'num_sessions',
            'integer',
            'How many sessions gave it first.',
            'sessions',
        ),
        Field(
            'share_of_first_answers',
            'number',
            'Part of all first answers that it is.',
            _SHARE,
            'there are none',
        ),
        _LOW,
        _HIGH,
        Field(
            'mean_rest_score',
            'number',
            'Mean share of right first answers that these sessions gave at '
            'the other questions.',
            _SHARE,
            'none of them answered another question',
        ),
    ),
)

CONFUSION = Table(
    'confusion',
    'Card: signs of confusion',
    'One row for each part of the confusion index, heaviest first.',
    _FILES,
    (
        Field('sign', 'text', 'The sign.'),
        Field(
            'num_sessions', 'integer', 'How many sessions show it.', 'sessions'
        ),
        Field('n', 'integer', 'How many could.', 'sessions'),
        Field('share', 'number', 'Part of them that do.', _SHARE, 'n is 0'),
        _LOW,
        _HIGH,
        Field(
            'weight',
            'number',
            'With which the share goes into the index; weights add up to 1.',
        ),
    ),
)

AUDIT = Table(
    'audit',
    'Audit: counts that differed from the event log',
    'One row for each count that the last audit corrected, or could not.',
    _FILES,
    (
        Field('state_name', 'text', 'The card, or the whole exploration.'),
        Field('counter', 'text', 'What is counted.'),
        Field('exp_version', 'integer', 'The version that was played.'),
        Field('counted', 'integer', 'What the counter said before.'),
        Field('recomputed', 'integer', 'What the event log says.'),
        Field(
            'num_sessions',
            'integer',
            'How many sessions differed.',
            'sessions',
            'the audit was made before this was noted',
        ),
    ),
)

TABLES = (
    DAY_CHART,
    HISTOGRAM,
    BARS,
    WAYS,
    CARD_ANSWERS,
    CLICKS,
    FIRST_ANSWERS,
    CONFUSION,
    AUDIT,
)
