"""Rulings where the official emulators disagree or are both wrong.

There are two official emulators: that of Datastore and that of Firestore in
Datastore mode. If both agree, the embedded store must answer the same. If they
differ, a ruling names the one that follows the documentation, or gives the
documented answer itself. An unused ruling fails the suite.
"""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Mapping
from typing import Any, Literal

from tests.conformance.session import Failed

Judge = Literal['datastore', 'firestore']


@dataclasses.dataclass(frozen=True, eq=False)
class Ruling:
    """The right answer in the cases whose names match.

    Attributes:
        cases: A glob pattern of case names.
        reason: What an emulator does, what is documented, and where.
        judge: The emulator that is right.
        answers: Documented answers by position in the transcript, where
            neither emulator gives them.
        steps: The positions the ruling is about; None for all.
        ignores_more_results: Whether the judge's `more_results` is ignored.
    """

    cases: str
    reason: str
    judge: Judge | None = None
    answers: Mapping[int, Any] = dataclasses.field(default_factory=dict)
    steps: tuple[int, ...] | None = None
    ignores_more_results: bool = False

    def covers(self, name: str, step: int) -> bool:
        """Whether the ruling covers this answer."""
        if not fnmatch.fnmatchcase(name, self.cases):
            return False
        if step in self.answers:
            return True
        return self.judge is not None and (
            self.steps is None or step in self.steps
        )


def lacks_feature(answer: Any) -> bool:
    """Whether an emulator reports that it does not support a feature."""
    if not isinstance(answer, Failed):
        return False
    return answer.code in {'UNIMPLEMENTED', 'UNKNOWN'} or any(
        words in answer.message for words in _WORDS_OF_LACKING
    )


# The emulator of Datastore is older than !=, IN, NOT_IN, OR, aggregations and
# inequalities on several properties; != fails with UNKNOWN. The emulator of
# Firestore in Datastore mode lacks metadata queries and eventual consistency.
_WORDS_OF_LACKING = (
    'Unrecognized PropertyFilter.op: NOT_IN',
    'unsupported composite property operator',
    'properties, expected 1',
    "Only a single 'IN' or 'NOT_IN' filter allowed per query",
    'Only one inequality filter per query is supported',
    'The first sort property must be the same as the property to which',
    'not supported in the Datastore Mode emulator',
    'emulator does not support eventual consistency',
)

_FULL_ENTITIES = 1


def without_repeats(answer: Any) -> Any:
    """Removes repeated entities from a query's answer.

    The emulator of Firestore repeats an entity for each matching value of an
    array. According to the documentation an entity is returned once, at the
    place of its first matching value
    (cloud.google.com/appengine/docs/legacy/standard/python/datastore/queries,
    "Properties with array values can behave in surprising ways").
    """
    if not isinstance(answer, dict) or answer.get('type') != _FULL_ENTITIES:
        return answer
    first: dict[str, Any] = {}
    for result in answer['results']:
        first.setdefault(repr(result[0]), result)
    return {**answer, 'results': list(first.values())}


def without_more(answer: Any) -> Any:
    """Removes `more_results` from a query's answer.

    The emulator of Datastore reports MORE_RESULTS_AFTER_LIMIT at the end of
    every query, even of one without a limit. `more_results` is documented as
    'the state of the query after the current batch', so only an emulator that
    distinguishes the states is compared.
    """
    if isinstance(answer, dict) and 'more' in answer:
        return {**answer, 'more': None}
    return answer


_RPC_REFERENCE = 'cloud.google.com/datastore/docs/reference/data/rpc'

RULINGS: list[Ruling] = [
    Ruling(
        'twice:*',
        'CommitRequest.mutations: "The following sequences of mutations '
        'affecting a single entity are not permitted in a single Commit '
        'request: insert followed by insert, update followed by insert, '
        'upsert followed by insert, delete followed by update" '
        f'({_RPC_REFERENCE}). The emulator of Datastore tries them.',
        judge='firestore',
    ),
    Ruling(
        'stored:array_of_too_long_excluded',
        'ArrayValue: "The order of values in an array is preserved as long as '
        'all values have identical settings for exclude_from_indexes" '
        f'({_RPC_REFERENCE}). The emulator of Datastore sorts the excluded '
        'ones behind; keeping the order is allowed and kinder.',
        judge='firestore',
    ),
    Ruling(
        'an_empty_array_in_queries',
        'Undocumented. The emulator of Datastore indexes an empty array like '
        'null, which keeps the entity in orders by that property.',
        judge='datastore',
    ),
    Ruling(
        'arrays_of_entities_are_indexed_by_their_properties',
        'The emulator of Firestore finds nothing. "When an embedded entity is '
        'indexed, you can query on its subproperties" '
        '(cloud.google.com/datastore/docs/concepts/entities).',
        judge='datastore',
    ),
    Ruling(
        'descending_ties:*',
        'Undocumented. Entities that are equal in a descending order come by '
        'ascending key from the emulator of Datastore, as its index tables '
        'are sorted, and by descending key from that of Firestore.',
        judge='datastore',
    ),
    Ruling(
        'ordered:-v_limit_None',
        'As in descending_ties.',
        judge='datastore',
    ),
    Ruling(
        'array_equality_and_range',
        'The emulator of Firestore wants one value to match both filters. '
        '"Equality filters may be matched by different values of an array, '
        'inequality filters must all be matched by the same one" (in '
        'substance, cloud.google.com/datastore/docs/concepts/queries).',
        judge='datastore',
    ),
    Ruling(
        'order:a,*a*',
        'Undocumented. The emulator of Datastore takes the first of two '
        'orders by one property, that of Firestore refuses.',
        judge='datastore',
    ),
    Ruling(
        'order_of_arrays:tags_=_by_*',
        'The emulator of Firestore sorts. "Sort orders are ignored on '
        'properties with equality filters" '
        '(cloud.google.com/datastore/docs/concepts/queries).',
        judge='datastore',
    ),
    Ruling(
        'projection:kindless',
        'The emulator of Firestore answers. "Kindless queries cannot include '
        'filters on property values", and a projection needs the property\'s '
        'index of a kind (cloud.google.com/datastore/docs/concepts/queries).',
        judge='datastore',
    ),
    Ruling(
        'distinct:a|a|-a_*',
        'As in descending_ties.',
        judge='datastore',
    ),
    Ruling(
        'distinct:tags,nums|tags|_limit_None',
        'The emulator of Datastore repeats groups. "Returns only the first '
        'result for each distinct combination of values for the specified '
        'properties" (cloud.google.com/datastore/docs/concepts/queries).',
        judge='firestore',
    ),
    Ruling(
        'paged:distinct_of_two_*',
        'The emulator of Firestore finds a group again on the next page: see '
        'the ruling before.',
        judge='datastore',
    ),
    Ruling(
        'window:array_*',
        'The emulator of Firestore counts repeats of an entity as results.',
        judge='datastore',
    ),
    Ruling(
        'window:*_limit_0',
        'The emulators say MORE_RESULTS_AFTER_LIMIT although the offset '
        'skipped everything. "The query is finished, and there are no more '
        f'results" is NO_MORE_RESULTS ({_RPC_REFERENCE}).',
        judge='firestore',
        ignores_more_results=True,
    ),
    Ruling(
        'lookup_of_more_than_1000_keys_is_refused',
        'The emulators know no limit. "Maximum number of keys allowed for a '
        'Lookup operation: 1,000" '
        '(cloud.google.com/datastore/docs/concepts/limits).',
        answers={0: Failed('INVALID_ARGUMENT')},
    ),
    Ruling(
        'a_cursor_of_a_skipped_offset',
        'The emulator of Firestore begins again. "A cursor that points to the '
        'position after the last result in the batch", and skipped results '
        f'are before it ({_RPC_REFERENCE}).',
        judge='datastore',
    ),
    *(
        Ruling(
            cases,
            'The emulator of Firestore finds no properties. "__property__ '
            'queries return entities that represent the indexed properties" '
            '(in substance, '
            'cloud.google.com/datastore/docs/concepts/metadataqueries).',
            judge='datastore',
        )
        for cases in (
            'metadata:*',
            'representations_of_each_type',
            'kinds_come_and_go_with_their_entities',
        )
    ),
    Ruling(
        'aggregate:six_of_all',
        'The emulator of Firestore breaks down. "Maximum: 5 aggregations per '
        f'query" (AggregationQuery.aggregations, {_RPC_REFERENCE}).',
        answers={0: Failed('INVALID_ARGUMENT')},
    ),
    Ruling(
        'summed:times',
        'The emulator of Firestore takes a time for a number. "Only numeric '
        'values will be aggregated. All non-numeric values including NULL are '
        f'skipped" (AggregationQuery.Aggregation.Avg, {_RPC_REFERENCE}).',
        answers={
            3: [
                {
                    'avg_v': ('double', '1.75'),
                    'count': ('integer', 3),
                    'sum_v': ('double', '3.5'),
                }
            ]
        },
    ),
    *(
        Ruling(
            f'aggregate_part:sum_of_nums_of_by_key_descending_{window}',
            'As in descending_ties: the values of an array come in ascending '
            'order, as the emulator of Datastore answers a projection.',
            answers={0: [{'count': ('integer', n), 'sum_nums': sum_of_nums}]},
        )
        for window, n, sum_of_nums in (
            ('offset_3', 72, ('integer', 148)),
            ('offset_2_and_limit_3', 3, ('integer', 6)),
        )
    ),
    *(
        Ruling(
            f'aggregates_between_cursors:{order}',
            'The emulator of Firestore compares the key in a cursor with the '
            'values that are summed. "A starting point for the query results", '
            '"an ending point for the query results" (Query.start_cursor and '
            f'end_cursor, {_RPC_REFERENCE}), and aggregated are the results '
            'of the nested query.',
            answers={
                8: [{'count': ('integer', 2), 'sum_m': ('integer', 5)}],
                9: [{'avg_m': ('double', '2.5'), 'sum_n': ('integer', 9)}],
                11: [{'count': ('integer', 2), 'sum_m': ('integer', 11)}],
                12: [{'avg_m': ('double', '5.5'), 'sum_n': ('integer', 3)}],
                14: [{'count': ('integer', 1), 'sum_m': ('integer', m)}],
                15: [{'avg_m': ('double', f'{m}.0'), 'sum_n': n}],
            },
        )
        # Without an order of its own the query sorts by m: 5 before 4.
        for order, m, n in (
            ('', 3, ('integer', 4)),
            ('__key__', 2, ('integer', 5)),
        )
    ),
    *(
        Ruling(
            cases,
            'Undocumented. Rolling back what is over harms nobody, and the '
            'emulator of Firestore allows it; that of Datastore refuses.',
            judge='firestore',
        )
        for cases in (
            'a_rollback_ends_a_transaction',
            'a_commit_ends_a_transaction',
        )
    ),
    Ruling(
        'a_refused_commit_ends_a_transaction',
        'Undocumented. The emulator of Datastore lets a transaction go on '
        'after its commit was refused.',
        judge='firestore',
    ),
    Ruling(
        'a_read_only_transaction_keeps_its_snapshot',
        'The emulator of Firestore refuses to end a read-only transaction by '
        'an empty commit, which google-cloud-ndb does.',
        judge='datastore',
        steps=(10,),
    ),
    Ruling(
        'a_read_only_transaction_keeps_its_snapshot',
        'The emulator of Datastore aborts a read-only transaction. "Reads in '
        'a read-only transaction never conflict and see one point in time" '
        '(in substance, '
        'cloud.google.com/datastore/docs/concepts/transactions).',
        judge='firestore',
    ),
    Ruling(
        'a_retry_of_nonsense',
        'The emulator of Datastore calls a bad transaction id its own fault.',
        judge='firestore',
    ),
    Ruling(
        'a_transaction_begun_by_a_lookup',
        'The emulator of Firestore waits for a lock of its own. "Lookup '
        'begins a new transaction; its id is in the response" (in substance, '
        f'ReadOptions.new_transaction, {_RPC_REFERENCE}).',
        judge='datastore',
    ),
    Ruling(
        'queries_without_ancestor_in_a_transaction',
        'The emulator of Datastore still asks for an ancestor. "Firestore in '
        'Datastore mode: queries in transactions are no longer required to '
        'be ancestor queries" (in substance, '
        'cloud.google.com/datastore/docs/upgrade-to-firestore).',
        judge='firestore',
    ),
    Ruling(
        'a_transaction_over_thirty_roots',
        'The emulator of Datastore allows 25 entity groups. "Firestore in '
        'Datastore mode: transactions are no longer limited to 25 entity '
        'groups" (in substance, '
        'cloud.google.com/datastore/docs/upgrade-to-firestore).',
        judge='firestore',
    ),
    Ruling(
        'reads_at_a_time',
        'The emulator of Datastore ignores read_time. "This must be a '
        'microsecond precision timestamp within the past one hour" '
        f'(ReadOptions.read_time, {_RPC_REFERENCE}).',
        judge='firestore',
    ),
    Ruling(
        'database:keys_in_key_filters:*',
        'The emulator of Datastore ignores the database of a key that '
        '__key__ is compared with. "Queries are scoped to a single partition" '
        f'(RunQueryRequest.partition_id, {_RPC_REFERENCE}), and the database '
        'is a part of it.',
        judge='firestore',
    ),
    *(
        Ruling(
            f'database:keys_in_values:{said}',
            'The emulators take keys for equal that differ in their database, '
            'which is "the ID of the database to which the entities belong" '
            f'(PartitionId.database_id, {_RPC_REFERENCE}).',
            answers={5: []},
        )
        for said in ('no_database', 'another_database*')
    ),
    Ruling(
        'reserving_odd_keys',
        'Undocumented: whether an empty list of keys may be reserved.',
        judge='datastore',
    ),
]
