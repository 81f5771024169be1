"""Which answers enough learners gave for anybody to be shown them."""

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

# Versions whose processed data are in memory at once.
_VERSIONS_AT_ONCE = 20

# State name and interaction id.
_Place = tuple[str, str]


@dataclasses.dataclass
class CommonAnswers:
    """The answers of an exploration that are no one's own.

    Attributes:
        counts: For each state name and interaction, in how many sessions each
            answer was given, as far as jobs have counted.
        counted_at: When the latest session was counted, in UTC; None if none
            ever was.
    """

    counts: dict[_Place, Counter[str]] = dataclasses.field(default_factory=dict)
    counted_at: datetime.datetime | None = None

    def may_be_shown(
        self, state_name: str, interaction_id: str | None, answer: Any
    ) -> bool:
        """Whether an answer says nothing of who gave it.

        Choosing from what the creator wrote never does. Words of one's own do
        unless enough sessions were counted with the same; what has not been
        counted yet is taken for rare.

        Args:
            state_name: The state, as named in the version that was played.
            interaction_id: The interaction; None if it is not known.
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
    """Returns what the processed data say of answers, over versions.

    A session plays one version, so sessions of several add up. A state that
    was renamed is counted anew: that withholds more, never less.

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


def _add(found: CommonAnswers, stored: processed_store_services.Stored) -> None:
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
