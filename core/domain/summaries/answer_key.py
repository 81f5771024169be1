"""The right answers of an exploration version, and their destinations."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain import exp_domain, state_domain


@dataclasses.dataclass(frozen=True)
class StateKey:
    """The facts about a state that jobs need.

    The `answer_group_index` of an answer is the index of its outcome in the two
    tuples; the default outcome is the last one.

    Attributes:
        interaction_id: Its interaction.
        destinations: The destination of each outcome.
        rightness: Whether answers with each outcome are right.
        is_terminal: Whether the exploration ends here.
        is_question: Whether answers can be right or wrong: the state takes
            answers, is more than a button to continue, and has both right and
            wrong outcomes.
        choices: The choices as HTML, if it has some.
    """

    interaction_id: str
    destinations: tuple[str, ...] = ()
    rightness: tuple[bool, ...] = ()
    is_terminal: bool = False
    is_question: bool = False
    choices: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class AnswerKey:
    """The facts about a version of an exploration that jobs need.

    Attributes:
        exp_id: The exploration.
        exp_version: The version.
        states: Its states by name.
        time_zone: The IANA time zone in which days are counted.
    """

    exp_id: str
    exp_version: int
    states: Mapping[str, StateKey]
    time_zone: str = 'UTC'

    @property
    def items(self) -> tuple[str, ...]:
        """The names of questions, sorted: the items of the lesson."""
        return tuple(
            sorted(name for name, key in self.states.items() if key.is_question)
        )

    @property
    def choices(self) -> dict[str, list[str]]:
        """The choices of each state that has some, as HTML."""
        return {
            name: list(key.choices)
            for name, key in self.states.items()
            if key.choices
        }


def build_answer_key(exploration: exp_domain.Exploration) -> AnswerKey:
    """Builds the answer key of an exploration.

    An answer is right if its outcome is labelled as correct. If no outcome of
    the state is, an answer is right if it leads to another state.

    Args:
        exploration: The version.
    """
    return AnswerKey(
        exploration.exp_id,
        exploration.version,
        {
            name: build_state_key(name, state)
            for name, state in exploration.states.items()
        },
        exploration.time_zone,
    )


def build_state_key(name: str, state: state_domain.State) -> StateKey:
    """Builds the facts about a state."""
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
        tuple(
            interaction.customization_args.get('choices', {}).get('value', ())
        ),
    )
