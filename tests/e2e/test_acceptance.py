"""Learners play in a real browser, and the creator reads the results."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain import exp_domain, exp_services, exp_yaml
from tests.e2e import conftest, creator_pages, pages
from tests.e2e.browser_learner import BrowserLearner

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

DEMO_PATHS = sorted(exp_services.DEMO_EXPLORATIONS_DIR.glob('*.yaml'))


def _demo(exp_id: str) -> exp_domain.Exploration:
    path = exp_services.DEMO_EXPLORATIONS_DIR / f'{exp_id}.yaml'
    return exp_yaml.exploration_from_yaml(exp_id, path.read_text('utf-8'))


@pytest.fixture(scope='module')
def learner_page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    """The page of a learner who plays one demo exploration after the other."""
    with pages.opened_page(chromium, may_be_refused=False) as page:
        yield page


@pytest.fixture(scope='module')
def creator_page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    """The page of their creator, in another profile."""
    with pages.opened_page(chromium, may_be_refused=False) as page:
        yield page


def _learner(
    new_page: conftest.NewPage, url: str, exploration: exp_domain.Exploration
) -> BrowserLearner:
    learner = BrowserLearner(new_page(), url, exploration)
    learner.open()
    return learner


@pytest.mark.parametrize('path', DEMO_PATHS, ids=lambda path: path.stem)
def test_a_demo_exploration_can_be_played_to_its_end(
    app_url: str,
    learner_page: sync_api.Page,
    creator_page: sync_api.Page,
    path: pathlib.Path,
) -> None:
    learner = BrowserLearner(learner_page, app_url, _demo(path.stem))
    learner.open()
    seen = learner.play_to_end()
    stats = creator_pages.Statistics(creator_page, app_url, path.stem)
    stats.expect_totals(starts=1, actual_starts=1, completions=1)
    for state_name in seen:
        stats.expect_card(state_name, entered=1, completed=1)
    # Does not ask the app again while the next one is played.
    creator_page.goto('about:blank')


@pytest.fixture
def quiz(publish_demo: conftest.PublishDemo) -> exp_domain.Exploration:
    """A quiz that only one test plays."""
    return publish_demo('seasons_quiz')


def test_the_creator_watches_a_learner_complete_one_pass_by_and_one_drop_out(
    app_url: str,
    new_page: conftest.NewPage,
    quiz: exp_domain.Exploration,
) -> None:
    stats = creator_pages.Statistics(new_page(), app_url, quiz.exp_id)
    stats.expect_no_plays()
    passing_by = _learner(new_page, app_url, quiz)
    stats.expect_figure('num_starts', 1)
    passing_by.page.close()
    completing = _learner(new_page, app_url, quiz)
    seen = completing.play_to_end()
    dropping_out = _learner(new_page, app_url, quiz)
    dropping_out.answer_rightly()
    dropping_out.answer_rightly()
    dropping_out.page.close()

    stats.expect_totals(starts=3, actual_starts=2, completions=1)
    stats.expect_figure('num_passers_by', 1)
    stats.expect_figure('num_drop_outs', 1)
    first, second, third, fourth, *_ = seen
    stats.expect_card(
        first,
        entered=3,
        first_entered=3,
        answers=2,
        completed=2,
        left_here=1,
    )
    stats.expect_card(second, entered=2, left_here=0)
    stats.expect_card(third, entered=2, left_here=1)
    stats.expect_card(fourth, entered=1, left_here=0)


def test_the_creators_own_play_does_not_count_and_is_marked(
    app_url: str,
    new_page: conftest.NewPage,
    quiz: exp_domain.Exploration,
) -> None:
    page = new_page()
    creator_pages.sign_in(page, app_url)
    learner = BrowserLearner(page, app_url, quiz)
    learner.open()
    expect(page.get_by_role('main')).to_contain_text('not counted')
    learner.play_to_end()
    # Leaves the player for the statistics.
    stats = creator_pages.Statistics(page, app_url, quiz.exp_id)
    stats.expect_no_plays()
    # A play that counts shows that nothing before it did.
    _learner(new_page, app_url, quiz)
    stats.expect_totals(starts=1, actual_starts=0, completions=0)


def test_reports_of_a_closed_tab_are_delivered_on_the_next_visit(
    app_url: str,
    chromium: sync_api.Browser,
    new_page: conftest.NewPage,
    publish_demo: conftest.PublishDemo,
    quiz: exp_domain.Exploration,
) -> None:
    another = publish_demo('find_north')
    # Not from `new_page`: refused requests are errors in the console.
    context = chromium.new_context(reduced_motion='reduce')
    learner = BrowserLearner(context.new_page(), app_url, quiz)
    learner.open()
    stats = creator_pages.Statistics(new_page(), app_url, quiz.exp_id)
    stats.expect_totals(starts=1, actual_starts=0, completions=0)
    context.route('**/explorehandler/**', lambda route: route.abort())
    learner.answer_rightly()
    learner.page.close()
    context.unroute_all()
    stats.expect_totals(starts=1, actual_starts=0, completions=0)
    context.new_page().goto(f'{app_url}/explore/{another.exp_id}')
    stats.expect_totals(starts=1, actual_starts=1, completions=0)
    context.close()
