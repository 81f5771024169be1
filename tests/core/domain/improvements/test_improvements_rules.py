"""Rules raise tasks where they should, and not by chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import feconf
from core.domain.improvements import improvements_domain
from core.domain.measures import intervals
from tests.core.domain import exp_builders
from tests.core.domain.improvement_builders import (
    LESSON,
    LESSON_KEY,
    fine,
    history_of,
    lesson,
    play_lesson,
    plays_of,
    sum_of,
    tasks_of,
    types_and_states,
)
from tests.core.domain.summary_builders import Play, session_of, sum_sessions
from tests.core.domain.test_state_history_domain import make_commit, rename

pytestmark = pytest.mark.no_store


def leaves(play, name, random_):
    """Half of the learners answer wrong once and leave."""
    if random_.random() < 0.5:
        return fine(play, name, random_)
    play.wait(300).wrong(name, f'{random_.random()}')
    return False


def quits_soon(share):
    def way(play, name, random_):
        if random_.random() < share:
            play.wrong(name, f'{random_.random()}')
            return False
        return fine(play, name, random_)

    return way


def gives_up_after_wrong_answers(play, name, random_):
    if random_.random() < 0.3:
        for _ in range(3):
            play.wrong(name, f'{random_.random()}')
        return False
    return fine(play, name, random_)


def says_blue(play, name, random_):
    if random_.random() < 0.4:
        play.wrong(name, 'blue')
    play.right(name)
    return True


def tells_a_secret(play, name, random_):
    play.wrong(name, 'my secret').right(name)
    return True


def hardly_right(play, name, random_):
    if random_.random() < 0.9:
        play.wrong(name, f'{random_.random()}')
    play.right(name)
    return True


def always_right(play, name, random_):
    play.right(name)
    return True


def goes_round(play, name, random_):
    """At B, three in ten learners go back to A four times, and give up."""
    if random_.random() < 0.3:
        for _ in range(4):
            play.move('B', 'A').right('A').move('A', 'B')
        return False
    return fine(play, name, random_)


# Task type, card, and how learners play it.
CARDS_TO_CHANGE = [
    ('high_bounce_rate', 'B', leaves),
    ('early_quit', 'B', quits_soon(0.18)),
    ('successive_incorrect_answers', 'B', gives_up_after_wrong_answers),
    ('needs_guiding_responses', 'C', says_blue),
    ('too_hard', 'C', hardly_right),
    ('too_easy', 'D', always_right),
]


@pytest.mark.parametrize(('task_type', 'card', 'way'), CARDS_TO_CHANGE)
def test_a_bad_card_raises_a_task_and_no_other_does(task_type, card, way):
    tasks = tasks_of(sum_of(plays_of(400, **{card: way})))
    assert (task_type, card) in types_and_states(tasks)
    assert {(*task['state_names'],) for task in tasks} == {(card,)}


def test_a_good_lesson_has_no_tasks():
    for seed in range(12):
        assert tasks_of(sum_of(plays_of(200, seed))) == []


def test_a_lesson_that_nobody_played_has_no_tasks():
    assert tasks_of(sum_of([])) == []


def test_few_learners_raise_no_task_whatever_they_do():
    few = feconf.MIN_SESSIONS_FOR_TASK - 1
    way = gives_up_after_wrong_answers
    assert tasks_of(sum_of(plays_of(few, A=way, B=way, C=way))) == []


def test_a_cycle_raises_one_task():
    plays = plays_of(300, B=goes_round)
    (task,) = [
        task
        for task in tasks_of(sum_of(plays))
        if task['task_type'] == 'ineffective_feedback_loop'
    ]
    assert task['state_names'] == ['A', 'B']
    rate = task['evidence']['rate']
    assert rate['successes'] == task['num_sessions_affected']
    assert rate['low'] > feconf.INEFFECTIVE_FEEDBACK_LOOP_RATE_THRESHOLD
    assert task['num_playthroughs'] == feconf.MAX_PLAYTHROUGHS_PER_ISSUE


def test_samples_show_the_answer_in_question():
    """Playthroughs of learners with other answers are left out."""

    def leaves_after(answer):
        def way(play, name, random_):
            play.wrong(name, answer).maybe_leave(name)
            return False

        return way

    says = plays_of(300, B=says_blue)
    others = plays_of(5, seed=5, B=leaves_after('green'))
    assert samples_of('B', says, others) == 0
    asked = plays_of(3, seed=6, B=leaves_after('blue'))
    assert samples_of('B', says, others, asked) == 3


def samples_of(name: str, *plays: list[Play]) -> int:
    """Returns how many playthroughs a task about an answer has."""
    (task,) = [
        task
        for task in tasks_of(sum_of([play for some in plays for play in some]))
        if task['task_type'] == 'needs_guiding_responses'
        and task['state_names'] == [name]
        and task['evidence']['answers'][0]['answer'] == 'blue'
    ]
    return task['num_playthroughs']


def test_a_passer_by_is_not_a_lost_learner():
    lookers = [Play(f'looker{number}').start('A') for number in range(500)]
    summary = sum_of([*lookers, *plays_of(200)])
    assert tasks_of(summary) == []


def test_an_open_session_is_not_a_lost_learner():
    plays = plays_of(60)
    open_ones = [
        play.summary(LESSON_KEY, now_msecs=play.at_msecs + 1)
        for number in range(60)
        for play in [Play(f'o{number}').start('A').right('A').move('A', 'B')]
    ]
    done = [play.summary(LESSON_KEY) for play in plays]
    assert tasks_of(sum_sessions([*done, *open_ones], LESSON_KEY)) == []


def able_learners(number, random_, reversed_at):
    """Able learners are right more often, except at the card `reversed_at`."""
    is_able = random_.random() < 0.5

    def way(play, name, random_):
        chance = 0.9 if is_able else 0.3
        if name == reversed_at[0]:
            chance = reversed_at[1] if is_able else reversed_at[2]
        if random_.random() > chance:
            play.wrong(name, f'{random_.random()}')
        play.right(name)
        return True

    return play_lesson(number, dict.fromkeys('ABCDE', way), random_)


@pytest.mark.parametrize(
    ('chances', 'expected'),
    [
        ((0.3, 0.9), [('negative_discrimination', 'C')]),
        ((0.6, 0.6), [('low_discrimination', 'C')]),
        ((0.9, 0.3), []),
    ],
)
def test_a_question_that_does_not_discriminate_raises_a_task(chances, expected):
    random_ = random.Random(3)
    plays = [
        able_learners(number, random_, ('C', *chances)) for number in range(600)
    ]
    assert types_and_states(tasks_of(sum_of(plays))) == expected


class TestUnaddressedAnswers:
    def test_the_evidence_names_the_answers(self):
        (task,) = tasks_of(sum_of(plays_of(200, C=says_blue)))
        assert task['evidence']['interaction_id'] == 'TextInput'
        (answer,) = task['evidence']['answers']
        assert answer['answer'] == 'blue'
        assert answer['num_sessions'] == task['num_sessions_affected']
        rate = task['evidence']['rate']
        assert rate['successes'] == answer['frequency']

    @pytest.mark.parametrize(
        'fields',
        [
            {'confirmed_unclassified_answers': ['blue']},
            {'default_outcome': exp_builders.outcome('D')},
            {
                'default_outcome': exp_builders.outcome(
                    'C', labelled_as_correct=True
                )
            },
        ],
    )
    def test_intended_behaviour_raises_no_task(self, fields):
        summary = sum_of(plays_of(200, C=says_blue))
        assert tasks_of(summary, lesson(C=fields)) == []

    def test_an_answer_of_very_few_learners_is_not_quoted(self):
        few = feconf.ANSWERS_K_ANONYMITY - 1
        plays = plays_of(8) + plays_of(few, 2, C=tells_a_secret)
        tasks = tasks_of(sum_of(plays))
        assert 'my secret' not in str(tasks)


def test_tasks_with_the_largest_gain_come_first():
    plays = plays_of(400, B=gives_up_after_wrong_answers, D=always_right)
    tasks = tasks_of(sum_of(plays))
    assert types_and_states(tasks)[0] == ('successive_incorrect_answers', 'B')
    values = [task['value'] for task in tasks]
    assert values == sorted(values, reverse=True)


def test_the_value_is_the_lower_bound_of_learners_who_would_gain():
    (task,) = [
        task
        for task in tasks_of(sum_of(plays_of(400, C=hardly_right)))
        if task['task_type'] == 'too_hard'
    ]
    rate = task['evidence']['rate']
    high = intervals.wilson_interval(rate['successes'], rate['n']).high
    assert task['value'] == pytest.approx(0.5 * rate['n'] * (0.30 - high))


seeds = st.lists(st.integers(0, 10**6), max_size=40, unique=True)


@settings(max_examples=50)
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_sessions_changes_nothing(some, random_):
    sessions = [session_of(seed) for seed in some] * 3
    key = LESSON_KEY
    shuffled = random_.sample(sessions, len(sessions))
    assert tasks_of(sum_sessions(sessions, key)) == tasks_of(
        sum_sessions(shuffled, key)
    )


def test_the_order_of_learners_changes_no_task():
    plays = plays_of(150, B=leaves, C=says_blue)
    shuffled = random.Random(7).sample(plays, len(plays))
    assert len(tasks_of(sum_of(plays))) > 1
    assert tasks_of(sum_of(plays)) == tasks_of(sum_of(shuffled))


@settings(max_examples=50)
@given(seeds)
def test_tasks_of_any_sessions_are_consistent(some):
    summary = sum_sessions([session_of(seed) for seed in some] * 3, LESSON_KEY)
    for task in tasks_of(summary):
        assert task['value'] >= 0
        assert 0 <= task['num_sessions_affected'] <= task['evidence']['n']
        assert set(task['state_names']) <= set(LESSON.states)
        threshold = task['threshold']
        assert threshold['value'] == getattr(feconf, threshold['name'])
        assert len(task['task_id']) <= feconf.MAX_TASK_ID_LENGTH


class TestOverVersions:
    def test_a_renamed_card_keeps_its_tasks(self):
        history = history_of(
            make_commit(2, ['A', 'B2', 'C', 'D', 'E', 'End'], [])
        )
        before = improvements_domain.make_task_id(
            'too_hard', [history.identity_of(1, 'B')]
        )
        renamed = history_of(
            make_commit(
                2, ['A', 'B2', 'C', 'D', 'E', 'End'], [rename('B', 'B2')]
            )
        )
        after = improvements_domain.make_task_id(
            'too_hard', [renamed.identity_of(2, 'B2')]
        )
        assert before == after

    def test_the_evidence_goes_back_no_further_than_necessary(self):
        bad, good = plays_of(200, B=leaves), plays_of(300, 5)
        own = {1: sum_of(good[:150]), 2: sum_of(bad), 4: sum_of(good[150:170])}
        total = sum_of([*good[:170], *bad])
        (task,) = tasks_of(total, own=own)
        assert task['evidence_from_version'] == 2

    def test_a_task_based_only_on_old_plays_is_marked(self):
        bad, good = plays_of(200, B=leaves), plays_of(100, 5)
        own = {1: sum_of(bad), 2: sum_of(good)}
        (task,) = tasks_of(sum_of([*bad, *good]), own=own)
        assert task['evidence_from_version'] == 1

    def test_evidence_from_before_the_retained_parts_is_marked(self):
        bad, good = plays_of(200, B=leaves), plays_of(100, 5)
        own = {7: sum_of(good)}
        (task,) = tasks_of(sum_of([*bad, *good]), own=own)
        assert task['evidence_from_version'] == 6
        assert task['evidence_is_older']

    def test_the_parts_are_not_modified(self):
        own = {1: sum_of(plays_of(50, B=leaves)), 2: sum_of(plays_of(9, 2))}
        before = {version: part.to_dict() for version, part in own.items()}
        tasks_of(own[1] + own[2], own=own)
        assert {v: part.to_dict() for v, part in own.items()} == before
