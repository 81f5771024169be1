"""The fields of the tables of the statistics tab; see `data_dictionary`."""

from __future__ import annotations

import dataclasses
from typing import Any

from core.domain import stats_computation, stats_domain
from core.domain.downloads.data_dictionary import Field, Table, moments, rate

_CSV_AND_JSON = ('CSV', 'JSON')
_MSECS = 'milliseconds'


def _counters(level: type[Any], addition: str = '') -> list[Field]:
    """Returns the entries of the counters of a level.

    Args:
        level: `StateStats` or `AggregatedStats`.
        addition: What to say of each beside its meaning.
    """
    return [
        Field(
            field.metadata['column'] or field.name,
            'integer',
            field.metadata['meaning'] + addition,
            field.metadata['unit'],
        )
        for field in dataclasses.fields(level)
        if 'meaning' in field.metadata
        # The stars of ratings have a table of their own.
        and field.name not in stats_computation.ALL_LAST_ONLY
    ]


_EXPLORATION = (
    Field('exp_id', 'text', 'The exploration.'),
    Field(
        'exp_version',
        'integer',
        'The version whose cards are shown; plays of all versions up to it '
        'count, told in its cards.',
    ),
    Field('as_of', 'moment', 'When the figures were read.'),
)

_CARD = (
    Field('position', 'integer', 'Place in reading order, from 1.'),
    Field('state_name', 'text', 'The card.'),
    Field('is_first_card', 'boolean', 'Whether learners begin here.'),
    Field('is_end_card', 'boolean', 'Whether the exploration ends here.'),
    *_counters(stats_domain.StateStats),
    Field(
        'left_here',
        'integer',
        'Times the card was entered and not completed.',
        'times',
        'it is an end card',
    ),
)

CARDS = Table(
    'cards',
    'Cards: live counters',
    'One row a card, in reading order, as of now.',
    _CSV_AND_JSON,
    (*_EXPLORATION, *_CARD),
)

STATISTICS = Table(
    'statistics',
    'Totals: live counters',
    'The exploration as a whole; the JSON file of the cards begins with it.',
    ('JSON',),
    (
        *_EXPLORATION,
        *_counters(stats_domain.AggregatedStats),
        Field(
            'num_passers_by',
            'integer',
            'Starts that are no actual starts.',
            'sessions',
        ),
        Field(
            'num_drop_outs',
            'integer',
            'Actual starts without completion.',
            'sessions',
        ),
        Field(
            'completion_rate_of_actual_starts',
            'number',
            'Completions among actual starts.',
            'share, 0 to 1',
            'there is no actual start',
        ),
        Field(
            'completion_rate_95_percent_interval',
            'object',
            'low and high of its 95 % interval (Wilson).',
            'share, 0 to 1',
            'there is no actual start',
        ),
        Field(
            'mean_rating',
            'number',
            'Mean of the stars that sessions gave last.',
            'stars, 1 to 5',
            'nobody has rated',
        ),
        Field('cards', 'list', 'The cards; their fields are those of Cards.'),
        Field(
            'unrecognised_states',
            'object',
            'Counts for names that the version has no card for, by the names '
            'that several sessions reported; under "" the sum of the others.',
        ),
        Field(
            'unrecognised_counters',
            'object',
            'Sums of counters that only a later version of this program knows.',
        ),
        Field(
            'num_automated_visits',
            'integer',
            'How often robots and other programs opened the exploration; they '
            'are in no other number.',
            'visits',
        ),
        Field(
            'invariant_violations',
            'list',
            'Rules that the counts break; empty if all is well.',
        ),
    ),
)

CARD_FIGURES = Table(
    'card_figures',
    'Cards: times, attempts, item analysis',
    'One row a card, from sessions that jobs have summed up.',
    _CSV_AND_JSON,
    (
        Field('state_name', 'text', 'The card.'),
        Field('num_sessions', 'integer', 'Sessions at the card.', 'sessions'),
        Field(
            'num_answered',
            'integer',
            'Sessions that answered there.',
            'sessions',
        ),
        *moments('time', 'the time of a visit that an answer ended', _MSECS),
        *moments('session_time', 'the time of a session at the card', _MSECS),
        *moments(
            'time_before_leaving',
            'the time at the card of who then left the exploration',
            _MSECS,
        ),
        *moments('attempts', 'the answers in a visit', 'answers'),
        *moments(
            'self_loops', 'the answers in a visit that led back', 'answers'
        ),
        *rate(
            'first_try',
            'First answers that are right',
            'sessions that answered the question',
        ),
        *rate(
            'eventual_success',
            'Sessions that were right at last',
            'sessions that answered',
        ),
        *moments(
            'tries_to_right',
            'the answers of a session up to its first right one',
            'answers',
        ),
        Field(
            'discrimination_value',
            'number',
            'Correlation of a right first answer with the share of right '
            'ones at the other questions.',
            'correlation, -1 to 1',
            'too few sessions answered other questions',
        ),
        Field(
            'discrimination_n',
            'integer',
            'Sessions that it comes from.',
            'sessions',
        ),
        Field(
            'discrimination_low',
            'number',
            'Lower bound of its 95 % interval (Fisher).',
            'correlation, -1 to 1',
            'the value is',
        ),
        Field(
            'discrimination_high',
            'number',
            'Upper bound of its 95 % interval (Fisher).',
            'correlation, -1 to 1',
            'the value is',
        ),
        Field(
            'confusion_index',
            'number',
            'How confused learners are at the card; see docs/statistics.md.',
            'index, 0 to 1',
            'nobody entered the card',
        ),
        Field(
            'confusion_low',
            'number',
            'Lower bound of its 95 % interval.',
            'index, 0 to 1',
            'the index is',
        ),
        Field(
            'confusion_high',
            'number',
            'Upper bound of its 95 % interval.',
            'index, 0 to 1',
            'the index is',
        ),
    ),
)

DAYS = Table(
    'days',
    'Days',
    'One row a day on which something happened.',
    _CSV_AND_JSON,
    (
        Field('day', 'day', 'The day, in the zone of the exploration.'),
        *_counters(stats_domain.AggregatedStats, ' On that day.'),
    ),
)

RATINGS = Table(
    'ratings',
    'Ratings: live counters',
    'One row for each number of stars, the most first, as of now.',
    _CSV_AND_JSON,
    (
        Field('stars', 'integer', 'The rating.', 'stars, 1 to 5'),
        Field(
            'num_sessions',
            'integer',
            'Sessions whose last rating it is.',
            'sessions',
        ),
    ),
)

VERSIONS = Table(
    'versions',
    'Versions',
    'One row a version.',
    _CSV_AND_JSON,
    (
        Field('version', 'integer', 'Its number, from 1.'),
        Field('saved_at', 'moment', 'When it was saved.', '', 'unknown'),
        Field(
            'commit_type',
            'text',
            'How it came about: create, edit or revert.',
            '',
            'unknown',
        ),
        Field(
            'commit_message',
            'text',
            'What its author said about it.',
            '',
            'unknown',
        ),
    ),
)

TRANSITIONS = Table(
    'transitions',
    'Ways from card to card',
    'One row for each pair of cards that learners saw one after the other.',
    _CSV_AND_JSON,
    (
        Field('from', 'text', 'The card left; empty for one that is gone.'),
        Field('to', 'text', 'The card entered; empty for one that is gone.'),
        Field('count', 'integer', 'How often.', 'times'),
    ),
)

PATHS = Table(
    'paths',
    'Paths',
    'One row for each of the most common ways through the exploration.',
    _CSV_AND_JSON,
    (
        Field(
            'state_names',
            'text',
            'The cards in order, as a JSON list; empty for one that is gone.',
        ),
        Field('end', 'text', 'How it ended: completed, left or refresher.'),
        Field(
            'is_cut',
            'boolean',
            'Whether it is the beginning of a longer path.',
        ),
        Field('num_sessions', 'integer', 'Sessions that took it.', 'sessions'),
    ),
)

ENDS = Table(
    'ends',
    'Where sessions ended',
    'One row for each way to end at each card.',
    _CSV_AND_JSON,
    (
        Field('end', 'text', 'How: completed, left or refresher.'),
        Field(
            'state_name', 'text', 'At which card; empty for one that is gone.'
        ),
        Field('num_sessions', 'integer', 'Sessions.', 'sessions'),
    ),
)

TASKS = Table(
    'tasks',
    'To do',
    'One row for each thing that deserves a change, most valuable first.',
    _CSV_AND_JSON,
    (
        Field('task_id', 'text', 'Stays the same when the card is renamed.'),
        Field('task_type', 'text', 'The rule that raised it.'),
        Field(
            'state_name',
            'text',
            'The card that it is about.',
            '',
            'it is about the exploration, or about several cards',
        ),
        Field(
            'num_sessions_affected',
            'integer',
            'Sessions that the change could help.',
            'sessions',
        ),
        Field('status', 'text', 'open, resolved or dismissed.'),
        Field('threshold_name', 'text', 'The limit that was passed, by name.'),
        Field('threshold_value', 'number', 'That limit.'),
        Field('threshold_unit', 'text', 'Its unit.'),
        Field(
            'changed_since',
            'boolean',
            'Whether the card was changed since.',
        ),
    ),
)

TABLES = (
    STATISTICS,
    CARDS,
    CARD_FIGURES,
    DAYS,
    RATINGS,
    VERSIONS,
    TRANSITIONS,
    PATHS,
    ENDS,
    TASKS,
)
