"""Which answers of an exploration version are right, and where they lead."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain import exp_domain, state_domain


@dataclasses.dataclass(frozen=True)
class StateKey:
    """What a job needs to know about one state.

    Answer groups come first in the two tuples, the default outcome last; an
    answer's `answer_group_index` says which one it got.

    Attributes:
        interaction_id: How the state is answered.
        destinations: The state that each outcome leads to.
        rightness: Whether an answer that gets the outcome is right.
        is_terminal: Whether the exploration ends here.
        is_question: Whether answers can be right or wrong: the state takes
            answers, is more than a button to go on, and not all of its
            outcomes are alike in this.
    """

    interaction_id: str
    destinations: tuple[str, ...] = ()
    rightness: tuple[bool, ...] = ()
    is_terminal: bool = False
    is_question: bool = False


@dataclasses.dataclass(frozen=True)
class AnswerKey:
    """What a job needs to know about one version of an exploration.

    Attributes:
        exp_id: The exploration.
        exp_version: The version.
        states: Its states by name.
        time_zone: In whose days its creators think, as an IANA name.
    """

    exp_id: str
    exp_version: int
    states: Mapping[str, StateKey]
    time_zone: str = 'UTC'

    @property
    def items(self) -> tuple[str, ...]:
        """The states with questions, sorted: the items of the lesson."""
        return tuple(
            sorted(name for name, key in self.states.items() if key.is_question)
        )


def build_answer_key(exploration: exp_domain.Exploration) -> AnswerKey:
    """Returns the key of an exploration.

    An answer is right when its outcome is labelled as correct; where no
    outcome of the state is, when it leads to another state.

    Args:
        exploration: The version to build it for.
    """
    return AnswerKey(
        exploration.exp_id,
        exploration.version,
        {
            name: _state_key(name, state)
            for name, state in exploration.states.items()
        },
        exploration.time_zone,
    )


def _state_key(name: str, state: state_domain.State) -> StateKey:
    interaction = state.interaction
    outcomes = [outcome for _, outcome in interaction.outcomes()]
    is_labelled = any(outcome.labelled_as_correct for outcome in outcomes)
    rightness = tuple(
        outcome.labelled_as_correct if is_labelled else outcome.dest != name
        for outcome in outcomes
    )
    is_asking = (
        interaction.id is not None
        and not interaction.spec.is_terminal
        and not interaction.spec.is_linear
    )
    return StateKey(
        interaction.id or '',
        tuple(outcome.dest for outcome in outcomes),
        rightness,
        interaction.is_terminal,
        is_asking and len(set(rightness)) == 2,
    )
