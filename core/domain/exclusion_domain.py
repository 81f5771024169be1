"""Sessions that an owner leaves out of all figures, and why.

An exclusion is a set of sessions, fixed when they were looked for: all that
began on a day, or those that look made up. The owner sees what leaving them out
would change before confirming it. The log keeps everything, so an exclusion can
be taken back.

    finding -> found -> leaving_out -> left_out -> taking_back -> (gone)
       |         |                                    ^
       |         +--------------- discarding ---------+
       +-> too_many
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, Self

from core import feconf

# All sessions that began on a day; sessions that did the same at once.
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

# Those in which there is something to do.
WORKING: frozenset[Status] = frozenset(
    {'finding', 'leaving_out', 'taking_back', 'discarding'}
)

# Those in which sessions are out of the figures.
_IN_EFFECT: frozenset[Status] = frozenset(
    {'leaving_out', 'left_out', 'taking_back'}
)

_DIGEST_BYTES = 8


class FoundSession(NamedTuple):
    """A session that an exclusion is about.

    Attributes:
        exp_version: The version that it played.
        session_id: The session.
        began_msecs: When its first event happened.
        signature: As `signature_of`, where sessions are compared by it.
        num_starts: What it has added to this counter, when it was found.
        num_actual_starts: The same.
        num_completions: The same.
    """

    exp_version: int
    session_id: str
    began_msecs: float
    signature: str
    num_starts: int
    num_actual_starts: int
    num_completions: int


class Step(NamedTuple):
    """What sessions are compared by.

    Attributes:
        event_type: As in `event_domain.EVENT_CLASSES`.
        state_name: The card.
        time_secs: The time spent there; negative where nothing tells it.
        answer: The answer; '' for none.
    """

    event_type: str
    state_name: str
    time_secs: float
    answer: str


# The counters shown in the preview, before sessions are left out.
COUNTERS = ('num_starts', 'num_actual_starts', 'num_completions')


@dataclasses.dataclass
class Exclusion:
    """Sessions that are left out, or that somebody thinks of leaving out.

    Attributes:
        exclusion_id: A random name.
        kind: How they were found.
        day: Which day is looked at, as in 2026-01-31; None for all.
        asked_by: The user id of the owner who asked.
        asked_at_msecs: When.
        status: How far it has come.
        reason: Why, in the words of the owner who confirmed it.
        position: The version and the session that a search has come to.
        part: The number of the part that is to be worked on next.
        num_sessions: Sessions that were found.
        counts: What they add to some counters.
        num_left_out: Those that are out of the figures.
        groups: Of sessions that look made up, when they began and how many
            they are: the largest groups first.
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
    groups: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def num_parts(self) -> int:
        """How many entities hold its sessions."""
        return -(-self.num_sessions // feconf.EXCLUDED_SESSIONS_PER_PART)

    @property
    def is_in_effect(self) -> bool:
        """Whether sessions are out of the figures because of it."""
        return self.status in _IN_EFFECT

    def begin(self, status: Status) -> None:
        """Begins to work on all its sessions."""
        self.status = status
        self.part = 0

    def add_counts(self, found: Iterable[FoundSession]) -> None:
        """Adds what sessions that were found add to the counters."""
        for session in found:
            for name in COUNTERS:
                before = self.counts.get(name, 0)
                self.counts[name] = before + getattr(session, name)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns what `vars` was called on."""
        return cls(**stored)


def signature_of(
    steps: Iterable[Step],
) -> str:
    """Returns what two sessions have in common that did the same.

    Args:
        steps: What happened, in order.

    Returns:
        A digest; '' where there are too few times to compare sessions by.
    """
    listed = list(steps)
    num_times = sum(step.time_secs > 0 for step in listed)
    if num_times < feconf.MIN_TIMES_TO_COMPARE:
        return ''
    return hashlib.blake2b(
        repr([tuple(step) for step in listed]).encode(),
        digest_size=_DIGEST_BYTES,
    ).hexdigest()


def made_up_groups(found: Iterable[FoundSession]) -> list[list[FoundSession]]:
    """Returns the sessions that look made up, the largest groups first.

    Args:
        found: The sessions that were looked at.

    Returns:
        Groups of at least MIN_SESSIONS_MADE_UP sessions that did the same and
        began within MADE_UP_WITHIN_MSECS; none is in two groups.
    """
    ordered = sorted(
        (session for session in found if session.signature),
        key=lambda each: (each.signature, each.began_msecs, each.session_id),
    )
    groups = []
    for _, same in itertools.groupby(ordered, lambda each: each.signature):
        groups += _close_together(list(same))
    return sorted(groups, key=lambda group: (-len(group), group[0].began_msecs))


def _close_together(same: list[FoundSession]) -> list[list[FoundSession]]:
    """Returns the groups among sessions in the order of their beginnings."""
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
