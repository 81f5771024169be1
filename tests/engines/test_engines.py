"""Playing and reporting are the same in Chromium, Firefox and WebKitGTK."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

from tests import creator_client
from tests.engines import closings, engine_learner, engines

pytestmark = [pytest.mark.engines, pytest.mark.no_store]

# The number of learners for each way of leaving.
NUM_LEAVERS = int(os.environ.get('NUM_LEAVERS', '5'))


def test_a_lesson_is_played_and_counted(
    engine: engines.Engine,
    creator: creator_client.CreatorClient,
    exp_id: str,
) -> None:
    page = engine.open_page()
    url = f'{creator.url}/explore/{exp_id}'
    learner = engine_learner.EngineLearner(page, url)
    learner.open()
    learner.play_to_end()
    closings.wait_until_delivered(page)
    page.close()

    assert_counted_as_one_play(creator.statistics(exp_id))


def test_a_play_reloaded_on_every_card_is_one_play(
    engine: engines.Engine,
    creator: creator_client.CreatorClient,
    exp_id: str,
) -> None:
    page = engine.open_page()
    url = f'{creator.url}/explore/{exp_id}'
    learner = engine_learner.EngineLearner(page, url)
    learner.open()
    for text in list(engine_learner.CARDS.values())[1:]:
        learner.answer()
        learner.wait_for_text(text)
        learner.go_on_after_a_reload()
    learner.play_to_end('Three')
    closings.wait_until_delivered(page)
    page.close()

    assert_counted_as_one_play(creator.statistics(exp_id))


def assert_counted_as_one_play(statistics: dict[str, Any]) -> None:
    totals = ('num_starts', 'num_actual_starts', 'num_completions')
    assert [statistics[name] for name in totals] == [1, 1, 1]
    for state_name in engine_learner.CARDS:
        counts = statistics['state_stats_mapping'][state_name]
        assert counts['total_answers_count'] == 1
        assert counts['first_hit_count'] == 1
        assert counts['num_completions'] == 1


def test_no_report_is_lost_when_learners_leave(
    engine: engines.Engine,
    creator: creator_client.CreatorClient,
) -> None:
    groups = {
        way: closings.leave(
            engine,
            creator,
            creator.publish(closings.LESSON.read_text('utf-8')),
            way,
            NUM_LEAVERS,
        )
        for way in closings.WAYS
    }
    for way, leavers in groups.items():
        # Shown by `pytest -s`.
        sys.stdout.write(f'{way}: {leavers.num_answers_at_once} at once\n')
    exp_id = groups['closed'].exp_id
    closings.deliver_the_rest(engine, f'{creator.url}/explore/{exp_id}')

    for leavers in groups.values():
        statistics = creator.statistics(leavers.exp_id)
        # The page that delivered the rest only offers to resume.
        assert statistics['num_starts'] == NUM_LEAVERS
        assert closings.num_answers(statistics) == NUM_LEAVERS


# Runs last, as plays in this browser do not count once the creator signs in.
def test_the_statistics_of_a_lesson_are_shown(
    engine: engines.Engine,
    creator: creator_client.CreatorClient,
    exp_id: str,
) -> None:
    page = engine.open_page()
    url = f'{creator.url}/explore/{exp_id}'
    engine_learner.EngineLearner(page, url).open()
    closings.wait_until_delivered(page)
    engine_learner.sign_in(page, creator.url)
    page.goto(f'{creator.url}/create/{exp_id}#/stats')

    engine_learner.wait_for(
        page,
        'document.querySelector("[data-stat=num_starts]")?.textContent.trim()'
        ' === "1"',
    )
    page.close()
