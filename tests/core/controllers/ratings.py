"""Rates explorations as learners, for tests of ratings."""

from __future__ import annotations

from tests.core.domain import stats_builders as b


def rate(exp_id: str, *stars: int, comment: str = '', version: int = 1) -> None:
    """Lets a learner for each number of stars rate an exploration."""
    for given in stars:
        session = b.make_session(exp_id, version)
        event = b.make_event(
            session, 'rate_exploration', 'End', stars=given, comment=comment
        )
        b.record(session, event)
