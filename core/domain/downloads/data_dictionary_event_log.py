"""The fields of the downloaded event log; see `data_dictionary`."""

from __future__ import annotations

from core import feconf
from core.domain.downloads.data_dictionary import Field, Table

_FILES = ('Event log (JSON lines)', 'Event log (xAPI statements)')
_ANSWER_ONLY = 'the event is no answer_submitted'
_K = feconf.ANSWERS_K_ANONYMITY

_RECORD = Field(
    'record',
    'text',
    'What the line is: header (the first), event, or end (the last).',
)

HEADER = Table(
    'event_log_header',
    'Event log: first line',
    'What the file is, and of when. In xAPI it stands in the last statement.',
    _FILES,
    (
        _RECORD,
        Field('schema', 'text', 'The name of the format.'),
        Field(
            'schema_version',
            'integer',
            'Raised when a field of the format changes its meaning or goes.',
        ),
        Field('exp_id', 'text', 'The exploration.'),
        Field('title', 'text', 'What it is called in its latest version.'),
        Field(
            'versions',
            'list',
            'All its versions, each with version and saved_at.',
        ),
        Field('exported_at', 'moment', 'When the download began.'),
        Field('from', 'day', 'The first day asked for.', '', 'none was'),
        Field('to', 'day', 'The last day asked for.', '', 'none was'),
        Field(
            'time_zone',
            'text',
            'Where the days of the latest version are days. Each event is of '
            'a day in the time zone of the version that was played.',
        ),
        Field(
            'part',
            'integer',
            'Which part of the download this file is, from 1.',
        ),
        Field(
            'min_sessions_per_open_answer',
            'integer',
            "Answers in a learner's own words that fewer sessions gave are "
            'withheld.',
            'sessions',
        ),
        Field(
            'answers_counted_at',
            'moment',
            'When those sessions were last counted; later answers count as '
            'rare.',
            '',
            'they never were: all such answers are withheld',
        ),
    ),
)

EVENT = Table(
    'event_log',
    'Event log: one event',
    'One thing that a learner did. Lines stand in no order: sort by session, '
    'then by sequence_number. In xAPI, fields that the standard has no place '
    'for are extensions with the address of their entry here.',
    _FILES,
    (
        _RECORD,
        Field(
            'event_type',
            'text',
            'exploration_start (first card shown), exploration_actual_start '
            '(first answer), state_hit (card entered), state_complete (an '
            'answer led on), answer_submitted, solution_hit (solution '
            'opened), leave_for_refresher_exp, exploration_complete (end '
            'reached), exploration_maybe_leave (page hidden or left).',
        ),
        Field(
            'session',
            'text',
            'A pseudonym for one page load of the player. It is drawn anew '
            'for each download; the key it comes from is not kept.',
        ),
        Field('sequence_number', 'integer', 'Place in the session, from 0.'),
        Field(
            'occurred_at',
            'moment',
            'When it happened, by the clock of this site, rounded down to '
            'the second.',
        ),
        Field('exp_version', 'integer', 'The version that was played.'),
        Field(
            'state_name',
            'text',
            'The card that the event is about, as named in that version.',
        ),
        Field(
            'time_spent_in_state_secs',
            'number',
            'Time since the card was entered or, for answers, since the last '
            'answer; rounded to a tenth.',
            'seconds',
            'the event is exploration_start, exploration_actual_start or '
            'state_hit',
        ),
        Field(
            'refresher_exp_id',
            'text',
            'The exploration that the learner went to.',
            '',
            'the event is no leave_for_refresher_exp',
        ),
        Field(
            'interaction_id',
            'text',
            'How the card is answered: TextInput, MultipleChoiceInput …',
            '',
            'the version has no such card',
        ),
        Field(
            'answer',
            'JSON',
            'The answer. A choice is its place in the list of choices, from 0.',
            '',
            'it is withheld, or nothing was said',
        ),
        Field(
            'is_answer_withheld',
            'boolean',
            f'Whether the answer is not told because fewer than {_K} sessions '
            'were counted that gave it in their own words.',
            '',
            _ANSWER_ONLY,
        ),
        Field(
            'is_answer_right',
            'boolean',
            'Whether the answer was right.',
            '',
            'the card asks nothing right or wrong',
        ),
        Field(
            'answer_group_index',
            'integer',
            'Which answer group of the card matched, from 0; the number of '
            'groups stands for “all other answers”.',
            '',
            _ANSWER_ONLY,
        ),
        Field(
            'rule_spec_index',
            'integer',
            'Which rule of the group matched, from 0.',
            '',
            'none did',
        ),
        Field(
            'classification_categorization',
            'text',
            'How the answer was classified: explicit or default_outcome.',
            '',
            _ANSWER_ONLY,
        ),
        Field(
            'is_feedback_useful',
            'boolean',
            'Whether the feedback was more than “all other answers” that '
            'stays on the card.',
            '',
            _ANSWER_ONLY,
        ),
    ),
)

END = Table(
    'event_log_end',
    'Event log: last line',
    'What the file came to. A file without it was cut off on its way. In xAPI '
    'it is the last statement, with these as extensions of its result.',
    _FILES,
    (
        _RECORD,
        Field('num_events', 'integer', 'Events in this file.'),
        Field(
            'num_answers_withheld',
            'integer',
            'Answers among them that are not told.',
        ),
        Field(
            'num_left_out',
            'integer',
            'Entries of the log that are no events, and not in the file.',
        ),
        Field('left_out', 'object', 'The same by what is wrong with them.'),
        Field(
            'is_complete',
            'boolean',
            'Whether nothing more follows in another part.',
        ),
        Field(
            'continue',
            'text',
            'The next part: ask the same address with continue= and this, '
            'within a day. Pseudonyms stay the same over all parts.',
            '',
            'the download is complete',
        ),
    ),
)

TABLES = (HEADER, EVENT, END)
