"""Data of played versions, cached by each process.

A version never changes and exploration ids are never reused, so cached data
stay valid. Rights are not checked here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from core import errors, feconf
from core.domain import exp_domain, exp_services, state_domain
from core.domain.interactions import registry
from core.platform.datastore import process_cache, store
from core.storage.exploration import gae_models


class AnswerForm(NamedTuple):
    """The validation and the stored form of answers to a state.

    Attributes:
        interaction_id: The interaction of the state.
        normalize: Returns the stored form of an answer; raises
            ValidationError if the answer is invalid.
        num_rules: The number of rules of each answer group.
    """

    interaction_id: str | None
    normalize: Callable[[object], Any]
    num_rules: tuple[int, ...]

    def require_rule(
        self, answer_group_index: int, rule_spec_index: int | None
    ) -> None:
        """Refuses a rule that the state does not have.

        Args:
            answer_group_index: The answer group; the number of groups means the
                default outcome.
            rule_spec_index: The matching rule of the group, if any. Browsers
                send 0 for the default outcome.

        Raises:
            ValidationError: The group or rule does not exist.
        """
        num_groups = len(self.num_rules)
        if answer_group_index > num_groups:
            raise errors.ValidationError(
                f'the card has {num_groups} answer groups', 'answer_group_index'
            )
        num_rules = [*self.num_rules, 1][answer_group_index]
        if rule_spec_index is not None and rule_spec_index >= num_rules:
            raise errors.ValidationError(
                f'the answer group has {num_rules} rules', 'rule_spec_index'
            )


# Sizes are in states, and in bytes of JSON (which is ASCII).
_state_numbers: process_cache.ProcessCache[
    exp_domain.VersionKey, Mapping[str, int]
] = process_cache.ProcessCache(feconf.MAX_CACHED_STATES, len)
_answer_forms: process_cache.ProcessCache[
    exp_domain.VersionKey, Mapping[str, AnswerForm]
] = process_cache.ProcessCache(feconf.MAX_CACHED_STATES, len)
_texts: process_cache.ProcessCache[exp_domain.VersionKey, str] = (
    process_cache.ProcessCache(feconf.MAX_CACHED_EXPLORATION_BYTES, len)
)


def get_latest_version(exp_id: str) -> int:
    """Returns the number of the latest version, uncached.

    Raises:
        EntityNotFoundError: The exploration does not exist.
    """
    # Unlike NDB, a row does not decode the content of the exploration.
    (head,) = store.get(gae_models.ExplorationModel, [exp_id])
    if head is None or head.deleted:
        raise errors.EntityNotFoundError(f'there is no exploration {exp_id!r}')
    return head.version


def get_state_numbers(exp_id: str, version: int) -> Mapping[str, int]:
    """Returns the state names of a version, each with a number.

    The numbers start from 0, in the order of the names.

    Raises:
        EntityNotFoundError: The exploration or version does not exist.
    """
    return _state_numbers.get(
        (exp_id, version), lambda: _read_state_numbers(exp_id, version)
    )


def _read_state_numbers(exp_id: str, version: int) -> Mapping[str, int]:
    (commit,) = exp_services.get_exploration_commits(exp_id, version, version)
    names = sorted(commit.state_names)
    return {name: number for number, name in enumerate(names)}


def get_answer_forms(exp_id: str, version: int) -> Mapping[str, AnswerForm]:
    """Returns the answer forms of a version, by state name.

    Raises:
        EntityNotFoundError: The exploration or version does not exist.
    """
    return _answer_forms.get(
        (exp_id, version), lambda: _read_answer_forms(exp_id, version)
    )


def _read_answer_forms(exp_id: str, version: int) -> Mapping[str, AnswerForm]:
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    return {
        name: _answer_form(state.interaction)
        for name, state in exploration.states.items()
    }


def _answer_form(interaction: state_domain.Interaction) -> AnswerForm:
    # The form does not refer to the interaction, whose texts take much memory.
    interaction_id = interaction.id
    arguments = interaction.customization_args

    def normalize(answer: object) -> Any:
        spec = registry.get_interaction_spec(interaction_id or '')
        return spec.normalize_answer(answer, arguments)

    num_rules = tuple(
        len(group.rule_specs) for group in interaction.answer_groups
    )
    return AnswerForm(interaction_id, normalize, num_rules)


def get_json(exp_id: str, version: int) -> str:
    """Returns a version as JSON, without the notes for creators.

    Raises:
        EntityNotFoundError: The exploration or version does not exist.
    """
    return _texts.get((exp_id, version), lambda: _read_json(exp_id, version))


def _read_json(exp_id: str, version: int) -> str:
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    return json.dumps(
        exploration.without_notes().to_dict(),
        allow_nan=False,
        separators=(',', ':'),
    )
