"""Two versions run side by side, and nothing is lost or counted twice.

The real players of two versions report to the real servers of both. Only the
later version has the statistic "hint views".
"""

from __future__ import annotations

import collections
from collections.abc import Iterator

import pytest

from tests.versions import two_versions
from tests.versions.two_versions import Done, LearnersBrowser, TwoVersions

pytestmark = pytest.mark.no_store

# The plays before the pause: two cards; one hint is opened twice.
BEGINNING = [
    ('begin', None),
    ('answer', None),
    ('wait', 70),
    ('hint', 0),
    ('hint', 0),
    ('answer', 2),
    ('wait', 5),
]
# The plays after it: two more cards, with another hint, and the end.
END = [
    ('answer', 0),
    ('wait', 70),
    ('hint', 0),
    ('answer', 1.5),
    ('answer', 'three quarters'),
    ('wait', 10),
]
PLAY = [*BEGINNING, *END]


def _of_card(name: str, **counts: int) -> collections.Counter[str]:
    own = {
        'total_hit_count': 1,
        'first_hit_count': 1,
        'total_answers_count': 1,
        'useful_feedback_count': 1,
        'num_completions': 1,
        **counts,
    }
    return +collections.Counter({f'{name}.{k}': n for k, n in own.items()})


DONE = Done(
    collections.Counter(num_starts=1, num_actual_starts=1, num_completions=1)
    + _of_card('Welcome')
    + _of_card('Crossing', total_answers_count=2, num_times_hint_viewed=1)
    + _of_card('Halves', num_times_hint_viewed=1)
    + _of_card('In words')
    + _of_card('End', total_answers_count=0, useful_feedback_count=0),
    collections.Counter(
        exploration_start=1,
        exploration_actual_start=1,
        state_hit=5,
        state_complete=5,
        answer_submitted=5,
        hint_viewed=3,
        exploration_complete=1,
    ),
)


# The tab crashes after its last events are sent and before their counts are.
LOSING = [('answer', 0), ('wait', 1)]
DONE_OF_LOST = Done(
    collections.Counter(num_starts=1, num_actual_starts=1)
    + _of_card('Welcome')
    + _of_card('Crossing', total_answers_count=2, num_times_hint_viewed=1)
    + collections.Counter(
        {'Halves.total_hit_count': 1, 'Halves.first_hit_count': 1}
    ),
    collections.Counter(
        exploration_start=1,
        exploration_actual_start=1,
        state_hit=3,
        state_complete=2,
        answer_submitted=3,
        hint_viewed=2,
    ),
)

# The events of a session that was refused.
DONE_OF_REFUSED = Done(
    collections.Counter(num_starts=1, num_actual_starts=1)
    + _of_card('Welcome')
    + collections.Counter(
        {'Crossing.total_hit_count': 1, 'Crossing.first_hit_count': 1}
    ),
    collections.Counter(
        exploration_start=1,
        exploration_actual_start=1,
        state_hit=2,
        state_complete=1,
        answer_submitted=1,
        exploration_maybe_leave=1,
    ),
)


@pytest.fixture(scope='module')
def versions(tmp_path_factory) -> Iterator[TwoVersions]:
    with two_versions.serving(tmp_path_factory.mktemp('versions')) as both:
        yield both


@pytest.fixture
def exp_id(versions: TwoVersions) -> str:
    return versions.now.publish_maze()


@pytest.fixture
def browser(versions: TwoVersions) -> LearnersBrowser:
    return LearnersBrowser(versions.pages)


def assert_nothing_refused(
    browser: LearnersBrowser, *pages: two_versions.Page
) -> None:
    """Asserts that servers accepted or postponed each report."""
    assert set().union(*(page.statuses() for page in pages)) <= {200, 501}
    assert browser.set_aside == []


def assert_counted_without_hints(
    versions: TwoVersions, exp_id: str, done: Done, events_in_log: int = 0
) -> None:
    """Asserts the previous version's counts, and the hint counts it keeps."""
    two_versions.assert_counted(
        versions.before, exp_id, done.without_hints(events_in_log)
    )
    assert two_versions.unrecognised_counters(versions.before, exp_id) == {
        two_versions.HINT_COUNTER: done.num_hint_views
    }


def assert_all_counted(versions: TwoVersions, exp_id: str, done: Done) -> None:
    """Asserts that this version counts everything that learners did."""
    two_versions.assert_counted(versions.now, exp_id, done)
    assert two_versions.unrecognised_counters(versions.now, exp_id) == {}


def test_a_tab_of_this_version_works_with_this_version(
    versions, exp_id, browser
):
    browser.visit(versions.now, [versions.now], exp_id, PLAY)
    browser.come_back(versions.now, versions.now)

    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE)


def test_an_old_tab_works_with_this_version(versions, exp_id, browser):
    page = browser.visit(versions.before, [versions.now], exp_id, PLAY)
    later = browser.come_back(versions.before, versions.now)

    assert page.statuses() | later.statuses() == {200}
    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE.without_hints())


@pytest.mark.parametrize('is_repaired', [False, True])
def test_a_tab_of_this_version_works_with_the_previous_server(
    versions, exp_id, browser, is_repaired
):
    page = browser.visit(versions.now, [versions.before], exp_id, PLAY)
    later = browser.come_back(versions.now, versions.before)

    # The events wait; the counts are accepted.
    assert_nothing_refused(browser, page, later)
    assert browser.waiting_events == 3 * ['hint_viewed']
    assert browser.num_waiting_counts == 0
    assert_counted_without_hints(versions, exp_id, DONE)

    # This version is deployed. No event proves the hint counts yet.
    if is_repaired:
        assert versions.now.recompute(exp_id).returncode == 0
        assert two_versions.counted_hint_views(versions.now, exp_id) == 0
    assert_nothing_refused(
        browser, browser.come_back(versions.now, versions.now)
    )

    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE)


@pytest.mark.parametrize('ends', ['left', 'crashed'])
def test_reports_that_waited_during_a_deployment_are_delivered(
    versions, exp_id, browser, ends
):
    play_offline(browser, versions.before, versions.before, exp_id, ends)

    page = browser.come_back(versions.now, versions.now)

    assert page.statuses() == {200}
    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE.without_hints())


@pytest.mark.parametrize('ends', ['left', 'crashed'])
def test_reports_that_waited_during_a_rollback_are_delivered(
    versions, exp_id, browser, ends
):
    play_offline(browser, versions.now, versions.now, exp_id, ends)

    page = browser.come_back(versions.before, versions.before)

    assert_nothing_refused(browser, page)
    assert browser.waiting_events == 3 * ['hint_viewed']
    assert_counted_without_hints(versions, exp_id, DONE)

    browser.come_back(versions.now, versions.now)

    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE)


def play_offline(
    browser: LearnersBrowser,
    player: two_versions.Version,
    server: two_versions.Version,
    exp_id: str,
    ends: str,
) -> None:
    """Loads the lesson and plays it without a network."""
    offline = [('network', []), *PLAY]
    page = browser.visit(player, [server], exp_id, offline, ends)
    assert page.sent == []
    assert len(browser.waiting_events) > 10


def test_a_rollback_in_the_middle_of_a_session(versions, exp_id, browser):
    # This version counts two hints, and the previous one gets the session's
    # others: all counts of a session are on one shard.
    rollback = ('network', [versions.before.url])
    steps = [*BEGINNING, ('wait', 70), rollback, *END]
    page = browser.visit(versions.now, [versions.now], exp_id, steps)
    assert_nothing_refused(browser, page)
    assert two_versions.counted_hint_views(versions.now, exp_id) == 2

    # The previous version repairs lost counts, also those of a session with
    # hints.
    LearnersBrowser(versions.pages).visit(
        versions.now,
        [versions.now],
        exp_id,
        [*BEGINNING, ('wait', 70), rollback, *LOSING],
        ends='crashed',
    )
    repaired = versions.before.recompute(exp_id)
    assert 'counters differed, repaired' in repaired.stdout, repaired.stderr
    assert_counted_without_hints(versions, exp_id, DONE + DONE_OF_LOST, 4)

    browser.come_back(versions.now, versions.now)

    assert browser.kept_items == {}
    assert_all_counted(versions, exp_id, DONE + DONE_OF_LOST)


def test_each_version_shows_what_the_other_has_processed(
    versions, exp_id, browser
):
    offline = ('network', [])
    steps = [*BEGINNING, ('wait', 10), offline, *END]
    browser.visit(versions.now, [versions.now], exp_id, steps)
    versions.now.creator.fold(exp_id)
    browser.come_back(versions.before, versions.before)
    versions.before.creator.fold(exp_id)

    # It processes a session with hints only up to its first hint.
    assert processed_counts(versions.before, exp_id) == (1, 0)

    browser.come_back(versions.now, versions.now)
    versions.now.creator.fold(exp_id)

    assert browser.kept_items == {}
    assert processed_counts(versions.now, exp_id) == (1, 1)
    assert processed_counts(versions.before, exp_id) == (1, 1)


def processed_counts(
    version: two_versions.Version, exp_id: str
) -> tuple[int, int]:
    """Returns the starts and the completions of all days."""
    days = version.creator.processed_statistics(exp_id)['days']
    return (
        sum(day['num_starts'] for day in days),
        sum(day['num_completions'] for day in days),
    )


@pytest.mark.parametrize('player', ['before', 'now'])
@pytest.mark.parametrize('first', ['before', 'now'])
def test_both_versions_can_answer_the_requests_of_one_tab(
    versions, exp_id, browser, player, first
):
    servers = [versions.before, versions.now]
    if first == 'now':
        servers.reverse()
    tab = getattr(versions, player)
    page = browser.visit(tab, servers, exp_id, PLAY)
    later = browser.come_back(tab, *servers)

    assert_nothing_refused(browser, page, later)
    assert browser.kept_items == {}
    has_hints = player == 'now'
    assert_all_counted(
        versions, exp_id, DONE if has_hints else DONE.without_hints()
    )


def test_reports_queued_before_postponement_existed_are_delivered(
    versions, exp_id
):
    # A localStorage written by the first version of the outbox: two plays
    # without a network, and one that was refused with HTTP 404.
    browser = two_versions.recorded_browser(versions, exp_id)
    assert 'learner_statistics.outbox.1.set_aside' in browser.storage
    assert len(browser.waiting_events) > 30

    browser.come_back(versions.now, versions.now)

    assert browser.kept_items == {}
    whole = DONE.without_hints()
    assert_all_counted(versions, exp_id, whole + whole + DONE_OF_REFUSED)
