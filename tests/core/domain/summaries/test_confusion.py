"""The index of confusion, and what it correlates with.

The learners behave like those of scripts/simulator/learner.js: they answer
right according to a logistic item response model, learn from feedback and the
solution, and leave or get stuck more often the more they have failed; but none
repeats a wrong answer. Learners are confused by a card's difficulty, not by its
length.
"""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from core.domain.summaries import confusion
from core.domain.summaries.state_summary import StateSummary
from tests.core.domain.summary_builders import Play, chain_key, sum_sessions

pytestmark = [pytest.mark.no_store, pytest.mark.xdist_group('numpy')]

NUM_CARDS = 12
NUM_LEARNERS = 600
NAMES = [f'Card {number:02}' for number in range(NUM_CARDS)]


class Lesson:
    """Cards of random length, independent of their difficulty."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.key = chain_key(*NAMES, 'End')
        self.difficulty = {
            name: -2.5 + 5 * number / (NUM_CARDS - 1)
            for name, number in zip(
                NAMES,
                self.random.sample(range(NUM_CARDS), NUM_CARDS),
                strict=True,
            )
        }
        self.words = {name: self.random.randrange(20, 300) for name in NAMES}
        # The truth, which the log does not contain: by card, the visits in
        # which the learner was stuck, and all visits.
        self.stuck: Counter[str] = Counter()
        self.came: Counter[str] = Counter()

    def play(self, session_id: str) -> Play:
        play = Play(session_id).start(NAMES[0])
        ability = self.random.gauss(0, 1)
        patience = self.random.lognormvariate(0, 0.5)
        for old, new in zip(NAMES, [*NAMES[1:], 'End'], strict=True):
            if not self.card(play, old, ability, patience):
                return play
            play.move(old, new, secs=self.secs)
        return play.end()

    def card(
        self, play: Play, name: str, ability: float, patience: float
    ) -> bool:
        """Plays a card; returns whether the learner continues."""
        failures, skill, stuck = 0, ability, False
        self.came[name] += 1
        self.secs = 0.0
        while True:
            reading = 6 + self.words[name] * 60 / 220
            self.secs += reading * self.random.lognormvariate(0, 0.6)
            hazard = 0.025 * (1 + failures + failures**2 / 4)
            if self.random.random() < 1 - math.exp(-hazard / patience):
                play.maybe_leave(name, secs=self.secs)
                return False
            if self.random.random() < 1 - math.exp(-failures / 4):
                self.secs += 45 * self.random.lognormvariate(0, 0.8)
                self.stuck[name] += not stuck
                stuck = True
            if failures and self.random.random() < 0.1 * failures:
                play.solution(name, secs=self.secs)
                skill += 4
            chance = 1 / (1 + math.exp(self.difficulty[name] - skill))
            if self.random.random() < chance:
                play.right(name)
                return True
            play.wrong(name)
            failures += 1
            skill += 0.35


@pytest.fixture(scope='module')
def lesson():
    lesson = Lesson(seed=8)
    lesson.total = sum_sessions(
        (lesson.play(f's{n}').summary(lesson.key) for n in range(NUM_LEARNERS)),
        lesson.key,
    )
    return lesson


def rank_correlation(one, other):
    from scipy import stats

    return stats.spearmanr(
        [one[name] for name in NAMES], [other[name] for name in NAMES]
    ).statistic


def indices(lesson):
    return {
        name: confusion.confusion_of(lesson.total.states[name]).index
        for name in NAMES
    }


def test_it_ranks_cards_by_the_share_of_learners_stuck(lesson):
    truth = {name: lesson.stuck[name] / lesson.came[name] for name in NAMES}
    assert rank_correlation(indices(lesson), truth) > 0.9


def test_it_ranks_cards_by_their_difficulty(lesson):
    assert rank_correlation(indices(lesson), lesson.difficulty) > 0.9


def test_long_texts_do_not_count_as_confusing(lesson):
    """Its correlation with length is that of difficulty with length."""
    by_chance = rank_correlation(lesson.difficulty, lesson.words)
    correlation = rank_correlation(indices(lesson), lesson.words)
    assert correlation == pytest.approx(by_chance, abs=0.1)
    times = {
        name: lesson.total.states[name].session_time.median for name in NAMES
    }
    # The median time depends on the length.
    assert rank_correlation(times, lesson.words) > correlation + 0.2


def test_it_is_the_weighted_mean_of_its_parts():
    state = StateSummary(
        num_sessions=10,
        num_struggled=5,
        num_gave_up=2,
        num_solution=4,
        num_returned=1,
    )
    for _ in range(9):
        state.session_time.add(10_000)
    state.session_time.add(40_000)

    state_confusion = confusion.confusion_of(state)

    assert {
        name: part.share for name, part in state_confusion.parts.items()
    } == {
        'several_wrong_answers': 0.5,
        'gave_up_after_wrong_answer': 0.2,
        'opened_solution': 0.4,
        'returned': 0.1,
        'took_long': 0.1,
    }
    assert state_confusion.index == pytest.approx(
        0.3 * 0.5 + 0.3 * 0.2 + 0.15 * 0.4 + 0.15 * 0.1 + 0.1 * 0.1
    )
    assert (
        state_confusion.interval.low
        < state_confusion.index
        < state_confusion.interval.high
    )


def test_without_learners_confusion_is_unknown():
    state_confusion = confusion.confusion_of(StateSummary())
    assert state_confusion.index is None
    assert tuple(state_confusion.interval) == (0, 1)


def test_the_bounds_of_the_index_are_0_and_1():
    assert sum(confusion.WEIGHTS.values()) == 100
    calm = confusion.confusion_of(StateSummary(num_sessions=5))
    assert calm.index == 0


def test_a_single_session_can_show_every_sign():
    """Two wrong answers, the solution, a return, and giving up in the end."""
    play = Play().start(NAMES[0]).wrong(NAMES[0]).wrong(NAMES[0])
    play.solution(NAMES[0]).right(NAMES[0]).move(NAMES[0], NAMES[1])
    play.right(NAMES[1]).move(NAMES[1], NAMES[0]).wrong(NAMES[0])
    key = chain_key(*NAMES, 'End')
    state = sum_sessions([play.summary(key)], key).states[NAMES[0]]
    parts = confusion.confusion_of(state).parts
    assert {name: part.successes for name, part in parts.items()} == {
        'several_wrong_answers': 1,
        'gave_up_after_wrong_answer': 1,
        'opened_solution': 1,
        'returned': 1,
        'took_long': 0,
    }
