"""Answers and traits that enough learners share to be shown."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core import feconf
from core.domain import rights_services
from core.domain.fold import processed_store_services
from core.domain.summaries import answer_forms, cuts, log_rows
from core.domain.summary_views import answer_anonymity, answer_sessions

# Versions whose processed data are in memory at the same time.
_VERSIONS_AT_ONCE = 20

# State name and interaction id.
_Place = tuple[str, str]


@dataclasses.dataclass
class CommonAnswers:
    """What of an exploration's sessions does not identify a learner.

    Attributes:
        k_anonymity: How many sessions must have given an open answer.
        counts: The number of sessions that gave each answer or one that counts
            as the same, by state name and interaction, as far as jobs have
            counted them.
        counted_at: When the last session was counted, in UTC; None if none
            was.
        traits: How many sessions have which traits.
    """

    k_anonymity: int
    counts: dict[_Place, Counter[str]] = dataclasses.field(default_factory=dict)
    counted_at: datetime.datetime | None = None
    traits: Counter[cuts.Traits] = dataclasses.field(default_factory=Counter)

    def traits_to_show(self, traits: cuts.Traits) -> cuts.Traits:
        """Returns what can be shown of the traits of a session.

        Traits can identify a session together, so they are shown only if
        enough sessions have the same; else the class, if it may be.

        Args:
            traits: All that is known.
        """
        if self.traits[traits] >= feconf.ANSWERS_K_ANONYMITY:
            return traits
        name = traits.class_name
        is_shown = name and cuts.Segment('class', name) in self._shown_segments
        return cuts.Traits(class_name=name) if is_shown else cuts.NO_TRAITS

    @functools.cached_property
    def _shown_segments(self) -> frozenset[cuts.Segment]:
        return frozenset(
            each.segment
            for each in cuts.segments_to_show(
                self.traits, feconf.ANSWERS_K_ANONYMITY
            )
        )

    def may_be_shown(
        self, state_name: str, interaction_id: str | None, answer: Any
    ) -> bool:
        """Returns whether an answer can be shown.

        A choice from the creator's options always can. Free text can only if
        enough counted sessions gave the same; answers not counted yet are
        treated as rare.

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
    found = CommonAnswers(rights.k_anonymity)
    for start in range(0, len(versions), _VERSIONS_AT_ONCE):
        stored = processed_store_services.load_many(
            (exp_id, version)
            for version in versions[start : start + _VERSIONS_AT_ONCE]
        )
        for each in stored.values():
            _add(found, each)
    return found


def _add(
    found: CommonAnswers, stored: processed_store_services.ProcessedData
) -> None:
    for name, state in stored.summary.states.items():
        for interaction_id, table in state.answers.items():
            counts = found.counts.setdefault((name, interaction_id), Counter())
            counts.update(
                answer_sessions.of_equal_answers(table, interaction_id)
            )
    found.traits.update(stored.summary.traits)
    at = stored.root.last_updated
    if found.counted_at is None or at > found.counted_at:
        found.counted_at = at
