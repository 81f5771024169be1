"""The fields of the downloaded event log; see `data_dictionary`."""

from __future__ import annotations

from core.domain import event_domain, event_fields
from core.domain.downloads import exported_event_domain
from core.domain.downloads.data_dictionary import Field, Table

_FILES = ('Event log (JSON lines)', 'Event log (xAPI statements)')

_EVENT_TYPES = ', '.join(
    f'{event_type} ({event_class.meaning})'
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
)


def _own_field(name: str, exported: event_fields.Exported) -> Field:
    """Returns the entry of a field that only some types of events have."""
    types = [
        event_type
        for event_type, fields in exported_event_domain.FIELDS_OF.items()
        if name in fields
    ]
    others = [
        event_type
        for event_type in exported_event_domain.FIELDS_OF
        if event_type not in types
    ]
    missing = (
        f'the event is no {" or ".join(types)}'
        if len(types) <= len(others)
        else f'the event is {" or ".join(others)}'
    )
    return Field(
        name,
        exported.type,
        exported.meaning,
        exported.unit,
        '; or '.join(filter(None, (exported.null_when, missing))),
    )


_OWN_FIELDS = [
    _own_field(name, exported)
    for name, exported in {
        name: exported
        for fields in exported_event_domain.FIELDS_OF.values()
        for name, exported in fields.items()
    }.items()
]

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
        Field('event_type', 'text', f'{_EVENT_TYPES}.'),
        Field(
            'session',
            'text',
            "A pseudonym for one learner's play of the exploration, over "
            'reloads and days. Each download has pseudonyms of its own; the '
            'key that they are made with is not stored.',
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
            'is_excluded',
            'boolean',
            'Whether an owner has left the play out of all figures, so that '
            'this event counts nowhere.',
        ),
        *_OWN_FIELDS,
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
