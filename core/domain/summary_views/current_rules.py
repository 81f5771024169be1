"""Classification of answers by the rules of the version that is shown.

Answers may have been given to earlier versions with other rules.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from core.domain import exp_domain, state_domain
from core.domain.interactions import answer_matching
from core.domain.summaries import answer_key, log_rows


class Judgement(NamedTuple):
    """The classification of an answer.

    Attributes:
        is_right: Whether it is right; None if the state has no right and wrong
            answers.
        is_addressed: Whether a rule matches it.
    """

    is_right: bool | None
    is_addressed: bool


class CurrentRules:
    """The rules of a state in the version that is shown.

    Args:
        interaction: The interaction of the state.
        key: Its answer key.
    """

    def __init__(
        self, interaction: state_domain.Interaction, key: answer_key.StateKey
    ) -> None:
        self._interaction = interaction
        self._key = key
        self.rule_types = frozenset(
            rule.rule_type for _, rule in interaction.rules()
        )
        self._judgements: dict[str, Judgement | None] = {}

    def judge(self, interaction_id: str, text: str) -> Judgement | None:
        """Classifies an answer.

        Args:
            interaction_id: The interaction in which it was given.
            text: The answer in the form of `log_rows.answer_text`.

        Returns:
            The judgement; None if the state has another interaction now, if it
            lacks a choice that the answer names, or if only the browser can
            decide.
        """
        if interaction_id != self._interaction.id:
            return None
        if text not in self._judgements:
            self._judgements[text] = self._judge(interaction_id, text)
        return self._judgements[text]

    def _judge(self, interaction_id: str, text: str) -> Judgement | None:
        if log_rows.is_shortened(text):
            return None
        answer = log_rows.answer_of_text(text)
        if self._key.choices and _names_a_missing_choice(answer):
            return None
        group = self._group_of(interaction_id, answer)
        if group is None or group >= len(self._key.rightness):
            return None
        return Judgement(
            self._key.rightness[group] if self._key.is_question else None,
            is_addressed=group < len(self._interaction.answer_groups),
        )

    def _group_of(self, interaction_id: str, answer: Any) -> int | None:
        """Returns the index of the answer group; None if it is unknown."""
        groups = self._interaction.answer_groups
        for index, group in enumerate(groups):
            for rule in group.rule_specs:
                is_match = answer_matching.matches(
                    interaction_id, rule.rule_type, rule.inputs, answer
                )
                if is_match is None:
                    return None
                if is_match:
                    return index
        return len(groups)


def of_exploration(
    exploration: exp_domain.Exploration,
) -> dict[str, CurrentRules]:
    """Returns the rules of each state that takes answers."""
    key = answer_key.build_answer_key(exploration)
    return {
        name: CurrentRules(state.interaction, key.states[name])
        for name, state in exploration.states.items()
        if state.interaction.id and not state.interaction.is_terminal
    }


def _names_a_missing_choice(answer: Any) -> bool:
    """Whether an answer has HTML instead of the index of a choice."""
    if isinstance(answer, list):
        return any(map(_names_a_missing_choice, answer))
    return isinstance(answer, str)
