"""Answers that enough learners gave to be shown."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.domain.fold import processed_store_services
from core.domain.interactions import registry
from core.domain.summaries import log_rows
from core.domain.summary_views import answer_sessions

# Versions whose processed data are in memory at the same time.
_VERSIONS_AT_ONCE = 20

# State name and interaction id.
_Place = tuple[str, str]


@dataclasses.dataclass
class CommonAnswers:
    """The answers of an exploration that do not identify a learner.

    Attributes:
        counts: The number of sessions that gave each answer, by state name and
            interaction, as far as jobs have counted them.
        counted_at: When the last session was counted, in UTC; None if none
            was.
    """

    counts: dict[_Place, Counter[str]] = dataclasses.field(default_factory=dict)
    counted_at: datetime.datetime | None = None

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
        if not _is_open(interaction_id):
            return True
        counts = self.counts.get((state_name, interaction_id))
        if counts is None:
            return False
        return answer_sessions.are_enough(counts[log_rows.answer_text(answer)])


def get_common_answers(exp_id: str, versions: Sequence[int]) -> CommonAnswers:
    """Sums up the answers in the processed data of all versions.

    A session plays one version, so the numbers add up. A renamed state starts
    at zero, which can only withhold more answers.

    Args:
        exp_id: The exploration.
        versions: All its versions.
    """
    found = CommonAnswers()
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
            counts.update(answer_sessions.at_least(table))
    at = stored.root.last_updated
    if found.counted_at is None or at > found.counted_at:
        found.counted_at = at


def _is_open(interaction_id: str) -> bool:
    if interaction_id not in registry.get_interaction_ids():
        return True
    return not registry.get_interaction_spec(interaction_id).is_closed
