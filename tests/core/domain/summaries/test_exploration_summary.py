"""Sums of sessions are independent of order, splits and merges."""

from __future__ import annotations

import dataclasses
import json
import math
import random
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import feconf
from core.domain import stats_domain
from core.domain.measures.distributions import DurationDistribution
from core.domain.statistics_tab import statistics_view
from core.domain.summaries import answer_key, exploration_summary
from core.domain.summaries.exploration_summary import ExplorationSummary
from core.domain.summary_views import summary_view
from tests.core.domain.measure_builders import distribution_of
from tests.core.domain.summary_builders import (
    KEY,
    Play,
    as_json,
    chain_key,
    counts_of,
    many_sessions,
    random_plays,
    seeds,
    sessions,
    sum_sessions,
)

pytestmark = pytest.mark.no_store

randoms = st.randoms(use_true_random=False)


class TestLaws:
    @given(many_sessions, randoms)
    def test_the_order_of_sessions_does_not_matter(self, some, random_):
        shuffled = list(some)
        random_.shuffle(shuffled)
        assert sum_sessions(some) == sum_sessions(shuffled)

    @given(many_sessions, st.lists(st.integers(0, 2), min_size=8), randoms)
    def test_split_and_merge_do_not_matter(self, some, parts, random_):
        split = [
            sum_sessions(
                s for s, of in zip(some, parts, strict=False) if of == part
            )
            for part in range(3)
        ]
        random_.shuffle(split)
        one, two, three = split
        assert one + two + three == sum_sessions(some)
        assert one + (two + three) == sum_sessions(some)

    @given(many_sessions, sessions)
    def test_subtracting_undoes_adding(self, some, late):
        # A session is in a sum at most once.
        assume(late.digest not in {session.digest for session in some})
        for total in (
            sum_sessions([*some, late]),
            sum_sessions(some) + sum_sessions([late]),
        ):
            total.add(late, -1)
            assert total == sum_sessions(some)
            for session in some:
                total.add(session, -1)
            assert total == ExplorationSummary.create(KEY)

    @given(many_sessions, seeds, randoms)
    def test_late_events_give_the_same_result_as_timely_ones(
        self, some, seed, random_
    ):
        """Replaces a session of some of its events by the complete one."""
        play = next(random_plays(1, seed))
        play.session_id = 'late'
        whole = play.summary()
        play.rows = [row for row in play.rows if random_.random() < 0.5]
        early = play.summary()
        total = sum_sessions([*some, early])

        total.add(early, -1)
        total.add(whole)

        assert total == sum_sessions([*some, whole])

    @given(many_sessions)
    def test_json_keeps_everything(self, some):
        total = sum_sessions(some)
        stored = as_json(total.to_dict())
        assert ExplorationSummary.from_dict(stored) == total
        assert as_json(ExplorationSummary.from_dict(stored).to_dict()) == stored

    @given(many_sessions)
    def test_counts_are_the_sum_of_the_counts_of_sessions(self, some):
        expected = stats_domain.add(*map(counts_of, some))
        recognised = {
            key: count
            for key, count in expected.items()
            if key[0] is None or key[0] in KEY.states
        }
        counts = sum_sessions(some).counts
        assert {k: n for k, n in counts.items() if k[0] != ''} == recognised
        assert counts.total() == expected.total()

    @given(many_sessions)
    def test_every_session_is_in_every_part(self, some):
        total = sum_sessions(some)
        assert total.num_sessions == len(some)
        assert sum(total.ends.values()) == len(some)
        assert total.paths.total == len(some)

    @given(many_sessions)
    def test_every_summary_can_be_shown(self, some):
        view = as_json(summary_view.summary_dict(sum_sessions(some)))
        assert view['num_sessions'] == len(some)

    @given(many_sessions)
    def test_times_are_those_of_the_sessions_that_ended(self, some):
        total = sum_sessions(some)
        for times, ends in (
            (total.session_time, {'completed', 'left', 'left_for_refresher'}),
            (total.completion_time, {'completed'}),
        ):
            expected = [
                sum(max(0, visit.time_msecs) for visit in session.visits)
                for session in some
                if session.end in ends
            ]
            assert times == distribution_of(DurationDistribution, expected)

    def test_a_tab_left_open_at_the_end_takes_no_time(self):
        play = Play().start().right('A').move('A', 'B', secs=20)
        play.right('B').move('B', 'C', secs=30).right('C')
        play.move('C', 'End', secs=10).end()
        play.wait(3600).maybe_leave('End', secs=3600)
        total = sum_sessions([play.summary()])
        assert total.completion_time == distribution_of(
            DurationDistribution, [60_000]
        )

    def test_an_open_session_has_no_time_yet(self):
        play = Play().start()
        total = sum_sessions([play.summary(now_msecs=play.at_msecs + 1)])
        assert total.num_sessions == 1
        assert total.session_time.n == 0

    def test_summaries_of_different_versions_are_not_mixed(self):
        other = ExplorationSummary.create(chain_key('A', 'End', version=2))
        with pytest.raises(ValueError, match='has other states'):
            sum_sessions([]).merge(other)


@pytest.fixture(scope='module')
def plays():
    return [play.summary() for play in random_plays(400)]


@pytest.fixture(scope='module')
def total(plays):
    return sum_sessions(plays)


class TestNumbers:
    """Compares with numbers that are computed directly from the sessions."""

    def test_times(self, plays, total):
        times = [
            visit.time_msecs
            for play in plays
            for visit in play.visits
            if visit.state_name == 'B' and visit.ending == 0
        ]
        distribution = total.states['B'].time
        assert distribution.n == len(times)
        assert distribution.mean == pytest.approx(statistics.fmean(times))
        assert distribution.standard_deviation == pytest.approx(
            statistics.stdev(times)
        )
        assert distribution.median == pytest.approx(
            statistics.median_low(times), rel=0.011
        )
        assert distribution.quantile(0.9) == pytest.approx(
            sorted(times)[math.ceil(0.9 * len(times)) - 1], rel=0.011
        )

    def test_self_loops_are_counted(self, plays, total):
        loops = [
            visit.self_loops
            for play in plays
            for visit in play.visits
            if visit.state_name == 'A'
        ]
        distribution = total.states['A'].self_loops
        assert distribution.counts == {n: loops.count(n) for n in set(loops)}
        assert distribution.mean == pytest.approx(statistics.fmean(loops))
        assert distribution.median == statistics.median_low(loops)

    def test_discrimination_matches_the_point_biserial(self, plays, total):
        here, rest = [], []
        for play in plays:
            first = {
                name: record.first_right
                for name, record in play.states.items()
                if record.first_right is not None
            }
            if 'B' in first and len(first) > 1:
                mine = first.pop('B')
                here.append(mine)
                rest.append(statistics.fmean(first.values()))
        item = total.states['B'].item
        assert item.num_with_rest == len(here)
        assert item.discrimination == pytest.approx(
            statistics.correlation(here, rest)
        )

    def test_reliability_is_alpha_by_its_definition(self, plays, total):
        scores = [
            [int(play.states[item].first_right) for item in KEY.items]
            for play in plays
            if all(
                item in play.states
                and play.states[item].first_right is not None
                for item in KEY.items
            )
        ]
        k = len(KEY.items)
        variances = map(statistics.variance, zip(*scores, strict=True))
        alpha = (k / (k - 1)) * (
            1 - sum(variances) / statistics.variance(map(sum, scores))
        )
        assert total.reliability.n == len(scores)
        assert total.reliability.alpha == pytest.approx(alpha)

    def test_the_flow_of_sessions(self, plays, total):
        ways = {way: n for way, (n,) in total.transitions.values()}
        came = sum(ways.get((name, 'B'), 0) for name in ('A', 'B', 'C'))
        assert came == total.counts['B', 'total_hit_count']
        assert total.ends['completed', 'End'] == sum(
            play.end == 'completed' for play in plays
        )
        (commonest, _), *_ = total.paths.values()
        assert commonest == ('completed', 'A', 'B', 'C', 'End')

    def test_days_sum_to_the_counters(self, plays, total):
        assert len(total.days) == 4
        assert sum(
            of_day.get((None, 'num_starts'), 0)
            for of_day in total.days.values()
        ) == len(plays)

    def test_eventual_success_and_numbers_of_tries_match(self, plays, total):
        records = [play.states['A'] for play in plays]
        tries = [
            record.tries_to_right for record in records if record.tries_to_right
        ]
        state = total.states['A']
        assert state.num_ever_right == len(tries)
        assert state.tries_to_right.mean == pytest.approx(
            statistics.fmean(tries)
        )
        assert state.num_answered == sum(
            record.answers > 0 for record in records
        )


class TestBounds:
    def test_the_size_of_a_summary_is_bounded(self):
        key = chain_key('A', 'B', 'C', 'End')
        total = ExplorationSummary.create(key)
        random_ = random.Random(2)
        for number in range(1_000):
            play = Play(f's{number}').start()
            at = 'A'
            for _ in range(5):
                play.wrong(at, f'{random_.random()} ' + 'x' * 300)
                play.right(at, f'{random_.random()}')
                new = random_.choice('ABC')
                play.move(at, new)
                at = new
            total.add(play.summary(key))

        answers = total.states['A'].answers['TextInput']
        assert len(answers.rows) <= feconf.MAX_ANSWERS_PER_STATE
        assert answers.total == total.counts['A', 'total_answers_count']
        assert len(total.paths.rows) <= feconf.MAX_PATHS
        assert total.paths.total == 1_000
        assert len(json.dumps(total.states['A'].to_dict())) < 200_000
        assert len(json.dumps(total.to_dict())) < 900_000

    def test_long_lessons_keep_small_tables_of_items(self):
        names = [f'Q{number:02}' for number in range(60)]
        key = chain_key(*names, 'End')
        total = ExplorationSummary.create(key)
        for play in random_plays_of(names, 300):
            total.add(play.summary(key))

        for state in total.states.values():
            assert len(state.item.counts) <= 462
        assert total.states['Q05'].item.n == total.states['Q05'].num_answered


def random_plays_of(names, count):
    random_ = random.Random(3)
    for number in range(count):
        ability = random_.random()
        play = Play(f's{number}').start(names[0])
        for old, new in zip(names, [*names[1:], 'End'], strict=True):
            if random_.random() > ability:
                play.wrong(old)
            if random_.random() < 0.01:
                break
            play.right(old).move(old, new)
        yield play


class TestIssues:
    def gave_up(self, *wrong: str, session_id: str = 's') -> Play:
        play = Play(session_id).start()
        for text in wrong:
            play.wait(10).wrong('A', text)
        return play

    def issue_of(self, play: Play):
        issue = play.summary().issue
        return issue and tuple(issue)

    def test_an_early_quit_answers_and_leaves_within_five_minutes(self):
        play = self.gave_up('a').wait(289)
        assert self.issue_of(play.maybe_leave('A')) == (
            'EarlyQuit',
            ('A',),
            299_000,
        )
        assert self.issue_of(play.wait(1).maybe_leave('A')) is None

    def test_leaving_without_an_answer_is_not_an_early_quit(self):
        assert self.issue_of(Play().start().maybe_leave('A')) is None

    def test_three_wrong_answers_in_a_row_at_the_last_card_are_an_issue(self):
        assert self.issue_of(self.gave_up('a', 'b', 'c')) == (
            'MultipleIncorrectSubmissions',
            ('A',),
            3,
        )
        assert self.issue_of(self.gave_up('a', 'b'))[0] == 'EarlyQuit'

    def test_wrong_answers_that_were_overcome_are_no_issue(self):
        play = self.gave_up('a', 'b', 'c').right('A').move('A', 'B')
        assert self.issue_of(play.wait(600).wrong('B')) is None

    def test_three_turns_of_a_cycle_are_an_issue(self):
        play = Play().start()
        for _ in range(3):
            play.right('A').move('A', 'B').right('B').move('B', 'A')
        assert self.issue_of(play) == (
            'CyclicStateTransitions',
            ('A', 'B', 'A'),
            3,
        )

    def test_a_completed_session_has_no_issue(self):
        play = self.gave_up('a', 'b', 'c').right('A').move('A', 'End').end()
        assert self.issue_of(play) is None

    def test_playthroughs_can_be_replayed_and_are_anonymous(self):
        plays = [
            self.gave_up('x', 'y', 'z', session_id=f'secret{n}').maybe_leave(
                'A', secs=44
            )
            for n in range(12)
        ]

        summary = sum_sessions(play.summary() for play in plays)
        issue = ('MultipleIncorrectSubmissions', ('A',))
        ((count,),) = [row for key, row in summary.issues.values()]
        assert [key for key, _ in summary.issues.values()] == [issue]
        assert count == 12

        view = statistics_view.build_view(summary)
        playthroughs = view.playthroughs[
            statistics_view.playthroughs_part(*issue)
        ]
        assert len(playthroughs) == 10
        actions = playthroughs[0]['actions']
        assert [
            (action['action_type'], action['state_name'], action['answer'])
            for action in actions
        ] == [
            ('ExplorationStart', 'A', None),
            ('AnswerSubmit', 'A', 'x'),
            ('AnswerSubmit', 'A', 'y'),
            ('AnswerSubmit', 'A', 'z'),
            ('ExplorationQuit', 'A', None),
        ]
        assert actions[-1]['time_msecs'] == 44_000
        assert 'secret' not in json.dumps(dataclasses.asdict(view))


def test_the_answer_key_lists_the_questions():
    state = answer_key.StateKey('TextInput', ('B', 'A'), (True, False))
    assert not state.is_question
    assert KEY.items == ('A', 'B', 'C')
    assert exploration_summary.UNKNOWN_STATE not in KEY.states
