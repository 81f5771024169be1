"""Explorations: lessons made of states, and their summaries."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Annotated, Any

import pydantic
from annotated_types import Len, MaxLen

from core import errors, feconf
from core.domain import (
    exp_graph,
    local_days,
    param_domain,
    schema,
    state_domain,
)

# Fields that identify a version and are not part of its content.
_IDENTITY = frozenset({'exp_id', 'version'})

# A version of an exploration: (exp_id, exp_version).
VersionKey = tuple[str, int]

DEFAULT_INIT_STATE_NAME = 'Introduction'
DEFAULT_END_STATE_NAME = 'End'


class Exploration(schema.DomainModel):
    """A lesson: states, and the transitions between them."""

    exp_id: schema.ExpId
    # 0 before the first save.
    version: Annotated[int, pydantic.Field(ge=0)] = 0
    title: Annotated[str, MaxLen(feconf.MAX_TITLE_LENGTH)] = ''
    category: Annotated[str, MaxLen(feconf.MAX_CATEGORY_LENGTH)] = ''
    # The goal for learners, in one sentence.
    objective: Annotated[str, MaxLen(feconf.MAX_OBJECTIVE_LENGTH)] = ''
    # A BCP 47 tag, such as `en` or `pt-BR`.
    language_code: str = 'en'
    # The IANA time zone in which statistics count days.
    time_zone: str = local_days.UTC
    tags: Annotated[list[str], MaxLen(feconf.MAX_TAGS)] = []
    # Shown before the exploration is opened.
    blurb: Annotated[str, MaxLen(feconf.MAX_BLURB_LENGTH)] = ''
    # For creators only.
    author_notes: Annotated[str, MaxLen(feconf.MAX_AUTHOR_NOTES_LENGTH)] = ''
    init_state_name: str
    param_specs: Annotated[
        dict[str, param_domain.ParamSpec], MaxLen(feconf.MAX_PARAMS)
    ] = {}
    # Parameter changes applied when the exploration starts.
    param_changes: state_domain.ParamChanges = []
    states: Annotated[dict[str, state_domain.State], Len(1, feconf.MAX_STATES)]

    @classmethod
    def create_default(cls, exp_id: str, title: str = '') -> Exploration:
        """Builds the draft with which a new exploration starts.

        Args:
            exp_id: Its id.
            title: Its title.

        Returns:
            Two states; the first one leads to the second.
        """
        first = {
            'content': {'html': ''},
            'interaction': {
                'id': 'Continue',
                'default_outcome': {'dest': DEFAULT_END_STATE_NAME},
            },
        }
        last = {'interaction': {'id': 'EndExploration'}}
        return cls.from_dict(
            {
                'exp_id': exp_id,
                'title': title,
                'init_state_name': DEFAULT_INIT_STATE_NAME,
                'states': {
                    DEFAULT_INIT_STATE_NAME: first,
                    DEFAULT_END_STATE_NAME: last,
                },
            }
        )

    @classmethod
    def content_names(cls) -> list[str]:
        """Returns the names of the fields of its content, in order."""
        return [name for name in cls.model_fields if name not in _IDENTITY]

    def content(self) -> dict[str, Any]:
        """Returns its content as JSON, without id and version."""
        return self.model_dump(exclude=set(_IDENTITY))

    def normalize(self, path: str, report: errors.Report) -> None:
        """Normalizes the fields that depend on interactions."""
        for name, state in self.states.items():
            state.normalize(schema.join_path(path, 'states', name), report)

    def without_notes(self) -> Exploration:
        """Returns a copy without the notes that are for creators only."""
        copied = self.model_copy(update={'author_notes': ''})
        copied.states = {
            name: state.model_copy(update={'creator_note': ''})
            for name, state in self.states.items()
        }
        return copied

    @property
    def terminal_state_names(self) -> list[str]:
        """The terminal states, in stored order."""
        return [
            name
            for name, state in self.states.items()
            if state.interaction.is_terminal
        ]

    def get_destinations(self) -> dict[str, list[str]]:
        """Returns the destinations of each state, in the order of outcomes."""
        return {
            name: [outcome.dest for _, outcome in state.interaction.outcomes()]
            for name, state in self.states.items()
        }

    def get_ordered_state_names(self) -> list[str]:
        """Returns all states, ordered by distance from the first one.

        Unreachable states come last, in stored order.
        """
        reached = exp_graph.get_reachable(
            self.get_destinations(), [self.init_state_name]
        )
        return list(dict.fromkeys([*reached, *self.states]))


@dataclasses.dataclass(frozen=True)
class ExplorationSummary:
    """The fields of an exploration that lists show."""

    exp_id: str
    title: str
    category: str
    objective: str
    language_code: str
    tags: tuple[str, ...]
    version: int
    # 'private' or 'public'.
    status: str
    # Time at which the latest version was saved; UTC, without tzinfo.
    last_updated: datetime.datetime
    num_states: int
    # The median time of completed plays, and the number of these.
    median_play_msecs: int = 0
    num_timed_plays: int = 0

    @property
    def minutes(self) -> int | None:
        """Minutes that a play takes; None if too few were completed."""
        if self.num_timed_plays < feconf.MIN_PLAYS_FOR_MINUTES:
            return None
        return max(1, round(self.median_play_msecs / 60_000))

    def most_similar(
        self, others: Iterable[ExplorationSummary]
    ) -> list[ExplorationSummary]:
        """Returns explorations in its language with the same category or tags.

        The most similar come first.

        Args:
            others: Explorations, which may include this one.
        """
        shared = [
            (-self._num_shared(other), other.title, other.exp_id, other)
            for other in others
            if other.exp_id != self.exp_id
            and other.language_code == self.language_code
            and self._num_shared(other)
        ]
        return [other for *_, other in sorted(shared)]

    def _num_shared(self, other: ExplorationSummary) -> int:
        is_same = self.category != '' and self.category == other.category
        return is_same + len(set(self.tags) & set(other.tags))
