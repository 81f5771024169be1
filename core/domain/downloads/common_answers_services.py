"""Answers and traits that enough learners share to be shown."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core import feconf
from core.domain import batches, rights_services
from core.domain.fold import processed_store_services
from core.domain.summaries import answer_forms, cuts, log_rows
from core.domain.summary_views import answer_anonymity, answer_sessions

# Versions whose processed data are in memory at the same time.
_VERSIONS_AT_ONCE = 20

# State name and interaction id.
_Place = tuple[str, str]


@dataclasses.dataclass
class CommonAnswers:
    """The answers and traits of an exploration, with numbers of sessions.

    Attributes:
        k_anonymity: The number of sessions that must have given an open answer
            for it to be shown.
        counts: By state name and interaction, the number of sessions that gave
            each answer or one that counts as the same, as of the last fold.
        counted_at: The time of that fold, in UTC; None before the first one.
        traits: The number of sessions by traits.
    """

    k_anonymity: int
    counts: dict[_Place, Counter[str]] = dataclasses.field(default_factory=dict)
    counted_at: datetime.datetime | None = None
    traits: Counter[cuts.Traits] = dataclasses.field(default_factory=Counter)

    def traits_to_show(self, traits: cuts.Traits) -> cuts.Traits:
        """Returns the traits of a session that can be shown.

        A combination of traits can identify a session, so all are shown only if
        enough sessions have the same; otherwise only the class, if enough
        sessions have it.

        Args:
            traits: All known traits.
        """
        if self.traits[traits] >= feconf.ANSWERS_K_ANONYMITY:
            return traits
        name = traits.class_name
        is_shown = name and cuts.Segment('class', name) in self._shown_segments
        return cuts.Traits(class_name=name) if is_shown else cuts.NO_TRAITS

    @functools.cached_property
    def _shown_segments(self) -> dict[cuts.Segment, int]:
        return cuts.segments_to_show(self.traits, feconf.ANSWERS_K_ANONYMITY)

    def may_be_shown(
        self, state_name: str, interaction_id: str | None, answer: Any
    ) -> bool:
        """Returns whether an answer can be shown.

        A choice from the creator's options always can. Other answers can only
        if enough folded sessions gave the same one; answers that have not been
        folded yet are treated as rare.

        Args:
            state_name: The state, named as in the played version.
            interaction_id: The interaction; None if unknown.
            answer: The answer as JSON.
        """
        if interaction_id is None:
            return False
        if answer_anonymity.is_closed(interaction_id):
            return True
        counts = self.counts.get((state_name, interaction_id))
        if counts is None:
            return False
        key = answer_forms.equality_key(
            interaction_id, log_rows.answer_text(answer)
        )
        return counts[key] >= self.k_anonymity


def get_common_answers(exp_id: str, versions: Sequence[int]) -> CommonAnswers:
    """Sums up the answers in the processed data of all versions.

    A session plays one version, so the numbers add up. A renamed state starts
    at zero, which can only withhold more answers.

    Args:
        exp_id: The exploration.
        versions: All its versions.
    """
    rights = rights_services.get_exploration_rights(exp_id)
    answers = CommonAnswers(rights.k_anonymity)
    for some_versions in batches.batched(versions, _VERSIONS_AT_ONCE):
        stored = processed_store_services.load_many(
            (exp_id, version) for version in some_versions
        )
        for data in stored.values():
            _add(answers, data)
    return answers


def _add(
    answers: CommonAnswers, data: processed_store_services.ProcessedData
) -> None:
    for name, state in data.summary.states.items():
        for interaction_id, table in state.answers.items():
            answers.counts.setdefault((name, interaction_id), Counter()).update(
                answer_sessions.of_equal_answers(table, interaction_id)
            )
    answers.traits.update(data.summary.traits)
    at = data.root.last_updated
    if answers.counted_at is None or at > answers.counted_at:
        answers.counted_at = at
