"""Events that one core summarizes per second: python3 -m benchmarks.summaries.

Sessions are fabricated beforehand, as the rows that jobs read from the log;
benchmarks/jobs includes reading them. Times are processor times, which depend
little on other load of the machine.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Callable

from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from core.domain.summaries.log_rows import LogRow
from core.domain.summaries.session_reader import summarise_session

NAMES = [f'Card {number:02}' for number in range(10)]
START_MSECS = 1_760_000_000_000.0


def make_key() -> answer_key.AnswerKey:
    """Builds the key of a lesson: a sequence of nine questions."""
    states = {
        name: answer_key.StateKey(
            'TextInput', (dest, name), (True, False), is_question=True
        )
        for name, dest in itertools.pairwise(NAMES)
    }
    states[NAMES[-1]] = answer_key.StateKey('EndExploration', is_terminal=True)
    return answer_key.AnswerKey('exp', 1, states)


class SessionMaker:
    """Builds the rows of one session."""

    def __init__(self, random_: random.Random, number: int) -> None:
        self.random = random_
        self.number = number
        self.at_msecs = START_MSECS + random_.random() * 30 * 86_400_000
        self.rows: list[LogRow] = []

    def _add(self, event_type: str, state: str, *own: object) -> None:
        self.at_msecs += self.random.random() * 20_000
        count = len(self.rows)
        event_id = f'{self.number}-{count}'
        self.rows.append(
            LogRow(count, self.at_msecs, event_id, event_type, state, *own)
        )

    def make(self) -> list[LogRow]:
        """Returns the rows; the session completes or is left."""
        self._add('exploration_start', NAMES[0])
        self._add('state_hit', NAMES[0])
        for old, new in itertools.pairwise(NAMES):
            while not self._answer(old):
                if self.random.random() < 0.1:
                    self._add('exploration_maybe_leave', old, 20.0)
                    return self.rows
            self._add('state_complete', old, self.random.lognormvariate(3, 1))
            self._add('state_hit', new)
        self._add('state_complete', NAMES[-1], 0.0)
        self._add('exploration_complete', NAMES[-1], 0.0)
        return self.rows

    def _answer(self, state: str) -> bool:
        is_right = self.random.random() < 0.6
        # Some answers are common, and many are given only once.
        answer = f'"{int(1 / (self.random.random() + 1e-4))}"'
        category = 'explicit' if is_right else 'default_outcome'
        self._add(
            'answer_submitted',
            state,
            self.random.expovariate(0.1),
            answer,
            0 if is_right else 1,
            category,
            is_right,
        )
        return is_right


def time_work(what: str, work: Callable[[], object], num_events: int) -> None:
    """Runs a function and prints its duration and rate."""
    before = time.process_time()
    work()
    secs = time.process_time() - before
    print(f'{what:24} {secs:7.3f} s {num_events / secs:12,.0f} events/s')


def main() -> None:
    """Measures, and prints the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--sessions', type=int, default=5_000)
    options = parser.parse_args()
    random_ = random.Random(1)
    key = make_key()
    sessions = {
        str(number): SessionMaker(random_, number).make()
        for number in range(options.sessions)
    }
    num_events = sum(map(len, sessions.values()))
    print(f'{num_events:,} events of {len(sessions):,} sessions')
    total = ExplorationSummary.create(key)

    def fold() -> None:
        for session_id, rows in sessions.items():
            total.add(summarise_session(session_id, rows, key))

    time_work('summarise and add', fold, num_events)
    before = time.process_time()
    text = json.dumps(total.to_dict())
    ExplorationSummary.from_dict(json.loads(text))
    secs = time.process_time() - before
    print(f'JSON and back            {secs:7.3f} s {len(text):12,} bytes')


if __name__ == '__main__':
    main()
