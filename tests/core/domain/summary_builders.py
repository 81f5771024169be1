"""Builds sessions as log entries for tests of summaries."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hypothesis import strategies as st

from core.domain import event_domain, stats_domain
from core.domain.summaries import answer_key, cuts, log_rows
from core.domain.summaries.exploration_summary import ExplorationSummary
from core.domain.summaries.log_rows import LogRow
from core.domain.summaries.session_reader import summarise_session
from core.domain.summaries.session_summary import SessionSummary

START_MSECS = 1_760_000_000_000.0

QUESTION = 'TextInput'


def question(own_name: str, dest: str) -> answer_key.StateKey:
    """Builds a question: group 0 is right; the default, 1, asks again."""
    return answer_key.StateKey(
        QUESTION, (dest, own_name), (True, False), is_question=True
    )


def chain_key(*names: str, version: int = 1) -> answer_key.AnswerKey:
    """Builds the key of a chain of questions; the last state is the end."""
    states = {
        name: question(name, dest) for name, dest in itertools.pairwise(names)
    }
    states[names[-1]] = answer_key.StateKey('EndExploration', is_terminal=True)
    return answer_key.AnswerKey('exp', version, states)


KEY = chain_key('A', 'B', 'C', 'End')


def row_of(event: event_domain.Event) -> LogRow:
    """Returns an event as jobs read it from the log."""
    at_msecs = event.occurred_at_msecs
    row = LogRow(
        event.sequence_number,
        event.client_time_msecs if at_msecs is None else at_msecs,
        event.event_id,
        event.event_type,
        event.state_name,
        getattr(event, 'time_spent_in_state_secs', -1.0),
        counted_value=event.counted_value,
    )
    if isinstance(event, event_domain.ExplorationStartEvent):
        return row._replace(
            traits=cuts.Traits(
                event.visitor or '',
                event.device or '',
                event.language or '',
                event.class_name or '',
            )
        )
    if not isinstance(event, event_domain.AnswerSubmittedEvent):
        return row
    return row._replace(
        answer=log_rows.answer_text(event.answer),
        answer_group_index=event.answer_group_index,
        classification_categorization=event.classification_categorization,
    )


class Play:
    """Builds the log rows of one session, event by event."""

    def __init__(self, session_id: str = 's', at_msecs: float = START_MSECS):
        self.session_id = session_id
        self.at_msecs = at_msecs
        self.rows: list[LogRow] = []

    def event(self, event_type: str, state: str, **own: Any) -> Play:
        number = len(self.rows)
        self.rows.append(
            LogRow(
                number,
                self.at_msecs,
                f'{self.session_id}-{number}',
                event_type,
                state,
                **own,
            )
        )
        return self

    def wait(self, secs: float) -> Play:
        self.at_msecs += 1000 * secs
        return self

    def start(self, state: str = 'A') -> Play:
        return self.event('exploration_start', state).hit(state)

    def hit(self, state: str) -> Play:
        return self.event('state_hit', state)

    def answer(
        self, state: str, text: str = 'x', right: bool = False, secs: float = 1
    ) -> Play:
        return self.event(
            'answer_submitted',
            state,
            time_spent_in_state_secs=float(secs),
            answer=log_rows.answer_text(text),
            answer_group_index=0 if right else 1,
            classification_categorization=(
                'explicit' if right else 'default_outcome'
            ),
            counted_value=right,
        )

    def right(self, state: str, text: str = 'ok', secs: float = 1) -> Play:
        return self.answer(state, text, right=True, secs=secs)

    def wrong(self, state: str, text: str = 'no', secs: float = 1) -> Play:
        return self.answer(state, text, secs=secs)

    def move(self, old: str, new: str, secs: float = 1) -> Play:
        self.event('state_complete', old, time_spent_in_state_secs=float(secs))
        return self.hit(new)

    def solution(self, state: str, secs: float = 1) -> Play:
        return self.event(
            'solution_hit', state, time_spent_in_state_secs=float(secs)
        )

    def maybe_leave(self, state: str, secs: float = 1) -> Play:
        return self.event(
            'exploration_maybe_leave',
            state,
            time_spent_in_state_secs=float(secs),
        )

    def end(self, state: str = 'End') -> Play:
        for event_type in ('state_complete', 'exploration_complete'):
            self.event(event_type, state, time_spent_in_state_secs=0.0)
        return self

    def summary(
        self,
        key: answer_key.AnswerKey = KEY,
        now_msecs: float | None = None,
    ) -> SessionSummary:
        return summarise_session(self.session_id, self.rows, key, now_msecs)


def sum_sessions(
    sessions: Iterable[SessionSummary], key: answer_key.AnswerKey = KEY
) -> ExplorationSummary:
    total = ExplorationSummary.create(key)
    for session in sessions:
        total.add(session)
    return total


def counts_of(summary: SessionSummary) -> stats_domain.Counts:
    """Returns what the session adds to the counters on all days."""
    counts: stats_domain.Counts = Counter()
    for counts_of_day in summary.days.values():
        counts.update(counts_of_day)
    return counts


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


# Random plays, and random rows that no learner can produce -------------------


def random_play(
    random_: random.Random,
    session_id: str,
    names: tuple[str, ...] = ('A', 'B', 'C', 'End'),
) -> Play:
    """Builds the play of a learner who answers, fails, leaves or completes."""
    play = Play(session_id, START_MSECS + random_.randrange(3 * 86_400_000))
    play.start(names[0])
    for old, new in itertools.pairwise(names):
        while True:
            play.wait(random_.expovariate(1 / 20))
            if random_.random() < 0.08:
                return play.maybe_leave(old, secs=random_.random() * 60)
            if random_.random() < 0.1:
                play.solution(old)
            text = f'answer {random_.randrange(6)}'
            if random_.random() < 0.55:
                play.right(old, text)
                break
            play.wrong(old, text)
        play.move(old, new, secs=random_.lognormvariate(3, 1))
    return play.end(names[-1])


def random_plays(count: int, seed: int = 1) -> Iterator[Play]:
    random_ = random.Random(seed)
    for number in range(count):
        yield random_play(random_, f's{number}')


_ODD_TIMES = [-1.0, float('nan'), float('inf'), 1e300]
_ODD_SECS = [-1.0, 0.0, 2.5, 1e9, float('nan')]


def random_rows(random_: random.Random) -> list[LogRow]:
    """Builds rows that contradict each other."""
    pick = random_.choice
    return [
        LogRow(
            random_.randrange(7),
            pick([START_MSECS + random_.random() * 3e6, pick(_ODD_TIMES)]),
            f'{random_.getrandbits(64)}',
            pick([*event_domain.EVENT_CLASSES, 'no_such_event']),
            pick(['A', 'B', 'C', 'End', 'Gone', '']),
            pick(_ODD_SECS),
            pick(['', '"a"', '"b"', '3', 'null']),
            random_.randrange(-1, 4),
            pick(['explicit', 'default_outcome', 'else']),
            pick([True, False]),
        )
        for _ in range(random_.randrange(25))
    ]


seeds = st.integers(0, 10**9)

# A single number is drawn, as drawing each row would take minutes.
anything = seeds.map(lambda seed: random_rows(random.Random(seed)))


def session_of(seed: int) -> SessionSummary:
    """Summarises a random session: half of them have contradictory rows."""
    random_ = random.Random(seed)
    session_id = f's{seed}'
    if seed % 2:
        return summarise_session(session_id, random_rows(random_), KEY)
    return random_play(random_, session_id).summary()


sessions = seeds.map(session_of)

many_sessions = st.lists(seeds, max_size=8, unique=True).map(
    lambda some: [session_of(seed) for seed in some]
)
