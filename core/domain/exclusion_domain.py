"""Sessions that an owner excludes from all statistics, and the reason.

An exclusion is a set of sessions, fixed by a search: all sessions that began on
a day, or those that look fabricated. The owner sees the effect before
confirming it. The log keeps everything, so an exclusion can be undone.

    finding -> found -> leaving_out -> left_out -> taking_back -> (gone)
       |         |                                    ^
       |         +--------------- discarding ---------+
       +-> too_many
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import operator
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from typing_extensions import TypedDict

from core import feconf

# 'day': sessions that began on a day; 'made_up': those that look fabricated.
Kind = Literal['day', 'made_up']

Status = Literal[
    'finding',
    'too_many',
    'found',
    'leaving_out',
    'left_out',
    'taking_back',
    'discarding',
    'gone',
]

# States with unfinished work.
WORKING: frozenset[Status] = frozenset(
    {'finding', 'leaving_out', 'taking_back', 'discarding'}
)

# States in which the sessions are excluded.
_IN_EFFECT: frozenset[Status] = frozenset(
    {'leaving_out', 'left_out', 'taking_back'}
)

_DIGEST_BYTES = 8


class FoundSession(NamedTuple):
    """A session of an exclusion.

    Attributes:
        exp_version: The played version.
        session_id: The session.
        began_msecs: The time of its first event.
        signature: From `signature_of`; '' in a search by day.
        num_starts: Its contribution to this counter, when it was found.
        num_actual_starts: Likewise.
        num_completions: Likewise.
    """

    exp_version: int
    session_id: str
    began_msecs: float
    signature: str
    num_starts: int
    num_actual_starts: int
    num_completions: int


class Step(NamedTuple):
    """A step of a session, for comparing sessions.

    Attributes:
        event_type: As in `event_domain.EVENT_CLASSES`.
        state_name: The state.
        time_secs: The time spent there; negative if unknown.
        answer: The answer, or ''.
    """

    event_type: str
    state_name: str
    time_secs: float
    answer: str


class Group(TypedDict):
    """Sessions that did the same at the same time."""

    began_msecs: float
    num_sessions: int


# The counters shown in the preview of an exclusion.
COUNTERS = ('num_starts', 'num_actual_starts', 'num_completions')


@dataclasses.dataclass
class Exclusion:
    """Sessions that are excluded, or that an owner considers excluding.

    Attributes:
        exclusion_id: A random id.
        kind: How the sessions are found.
        day: The day searched, as in 2026-01-31; None for all.
        asked_by: The user id of the owner.
        asked_at_msecs: The time of the request.
        status: The state of the process.
        reason: The reason given when it was confirmed.
        position: The version and the session that the search has reached.
        part: The number of the next part to process.
        num_sessions: Sessions found.
        counts: Their contribution to some counters.
        num_left_out: Sessions currently excluded.
        groups: The beginnings and sizes of groups of sessions that look
            fabricated, largest first.
    """

    exclusion_id: str
    kind: Kind
    day: str | None
    asked_by: str
    asked_at_msecs: int
    status: Status = 'finding'
    reason: str = ''
    position: list[Any] = dataclasses.field(default_factory=lambda: [1, ''])
    part: int = 0
    num_sessions: int = 0
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    num_left_out: int = 0
    groups: list[Group] = dataclasses.field(default_factory=list)

    @property
    def num_parts(self) -> int:
        """The number of entities with its sessions."""
        return -(-self.num_sessions // feconf.EXCLUDED_SESSIONS_PER_PART)

    @property
    def is_in_effect(self) -> bool:
        """Whether its sessions are excluded now."""
        return self.status in _IN_EFFECT

    def begin(self, status: Status) -> None:
        """Starts processing all its sessions."""
        self.status = status
        self.part = 0

    def add_counts(self, sessions: Iterable[FoundSession]) -> None:
        """Adds the contribution of sessions found to the counters."""
        for session in sessions:
            for name in COUNTERS:
                before = self.counts.get(name, 0)
                self.counts[name] = before + getattr(session, name)


def signature_of(steps: Iterable[Step]) -> str:
    """Returns a digest that is equal for sessions that did the same.

    Args:
        steps: The steps, in order.

    Returns:
        A digest; '' if there are too few times for a comparison.
    """
    listed = list(steps)
    num_times = sum(step.time_secs > 0 for step in listed)
    if num_times < feconf.MIN_TIMES_TO_COMPARE:
        return ''
    return hashlib.blake2b(
        repr([tuple(step) for step in listed]).encode(),
        digest_size=_DIGEST_BYTES,
    ).hexdigest()


def made_up_groups(
    sessions: Iterable[FoundSession],
) -> list[list[FoundSession]]:
    """Returns groups of sessions that look fabricated, largest first.

    Args:
        sessions: The sessions examined.

    Returns:
        Disjoint groups of at least MIN_SESSIONS_MADE_UP sessions that did the
        same and began within MADE_UP_WITHIN_MSECS.
    """
    ordered = sorted(
        (session for session in sessions if session.signature),
        key=operator.attrgetter('signature', 'began_msecs', 'session_id'),
    )
    groups = []
    for _, same in itertools.groupby(ordered, operator.attrgetter('signature')):
        groups += _close_together(list(same))
    return sorted(groups, key=lambda group: (-len(group), group[0].began_msecs))


def _close_together(same: list[FoundSession]) -> list[list[FoundSession]]:
    """Groups sessions that are sorted by their beginnings."""
    groups: list[list[FoundSession]] = []
    first = behind = 0
    while first < len(same):
        end = same[first].began_msecs + feconf.MADE_UP_WITHIN_MSECS
        while behind < len(same) and same[behind].began_msecs <= end:
            behind += 1
        if behind - first >= feconf.MIN_SESSIONS_MADE_UP:
            groups.append(same[first:behind])
            first = behind
        else:
            first += 1
    return groups
