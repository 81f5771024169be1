"""A lesson of five questions, and learners who play it as specified."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from core.domain import exp_domain, exp_history_domain, state_history_domain
from core.domain.improvements import improvements_rules
from core.domain.improvements.improvements_domain import FoundTask
from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from tests.core.domain import exp_builders
from tests.core.domain.summary_builders import START_MSECS, Play, sum_sessions
from tests.core.domain.test_state_history_domain import make_commit

QUESTIONS = ('A', 'B', 'C', 'D', 'E')


def lesson(version: int = 1, **changed: Any) -> exp_domain.Exploration:
    """Builds a chain of questions that are asked again until answered right."""
    names = [*QUESTIONS, 'End']
    states = {
        name: exp_builders.state(
            'TextInput',
            name,
            answer_groups=[
                exp_builders.group('Equals', {'x': ['ok']}, names[index + 1])
            ],
        )
        for index, name in enumerate(QUESTIONS)
    }
    states['End'] = exp_builders.state('EndExploration', None)
    for name, fields in changed.items():
        states[name]['interaction'].update(fields)
    made = exp_domain.Exploration.from_dict(
        {
            'exp_id': 'exp',
            'title': 'Title',
            'init_state_name': 'A',
            'states': states,
        }
    )
    made.version = version
    return made


LESSON = lesson()
LESSON_KEY = answer_key.build_answer_key(LESSON)


def history_of(
    *commits: exp_history_domain.ExplorationCommit,
) -> state_history_domain.StateHistory:
    first = make_commit(1, [*QUESTIONS, 'End'], [], 'create')
    return state_history_domain.StateHistory([first, *commits])


HISTORY = history_of()

# Plays one question; returns whether the learner continues after it.
Way = Callable[[Play, str, random.Random], bool]


def fine(play: Play, name: str, random_: random.Random) -> bool:
    """Answers right at once two times in three, else at the second try."""
    if random_.random() < 1 / 3:
        play.wrong(name, f'own words {random_.random()}')
    play.right(name)
    return True


def play_lesson(
    number: int, ways: dict[str, Way], random_: random.Random
) -> Play:
    """Plays all questions, those named in `ways` in that way."""
    play = Play(f's{number}-{random_.random()}', START_MSECS).start('A')
    names = [*QUESTIONS, 'End']
    for index, name in enumerate(QUESTIONS):
        play.wait(100)
        if index == 0:
            play.event('exploration_actual_start', 'A')
        if not ways.get(name, fine)(play, name, random_):
            return play
        play.move(name, names[index + 1])
    return play.end()


def plays_of(count: int, seed: int = 1, **ways: Way) -> list[Play]:
    random_ = random.Random(seed)
    return [play_lesson(number, ways, random_) for number in range(count)]


def sum_of(
    plays: Iterable[Play], key: answer_key.AnswerKey = LESSON_KEY
) -> ExplorationSummary:
    return sum_sessions((play.summary(key) for play in plays), key)


def tasks_of(
    summary: ExplorationSummary,
    exploration: exp_domain.Exploration = LESSON,
    history: state_history_domain.StateHistory = HISTORY,
    own: dict[int, ExplorationSummary] | None = None,
) -> list[FoundTask]:
    return improvements_rules.find_tasks(
        summary, exploration, history, own or {}
    )


def types_and_states(tasks: Iterable[FoundTask]) -> list[tuple[str, str]]:
    return [
        (task['task_type'], ' '.join(task['state_names'])) for task in tasks
    ]
