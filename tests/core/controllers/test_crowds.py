"""Classes and schools behind one address, and floods, in virtual time."""

from __future__ import annotations

import collections
import heapq
import random
from collections.abc import Callable

import pytest

from core import clock, feconf, settings
from core.controllers import http_errors, rate_limits

pytestmark = pytest.mark.no_store

ADDRESS = '10.0.0.1'
BEGIN_SECS = 1_700_000_000
LESSON_SECS = 20 * 60

# In seconds: the server is down during a deployment or restart.
AWAY_FROM, AWAY_TO = 600.0, 630.0


class World:
    """A virtual clock, and counts of passed and refused requests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secs = 0.0
        self.shortest_wait = 3_600
        self.refused: collections.Counter[str] = collections.Counter()
        self.tokens: collections.Counter[str] = collections.Counter()
        self._appointments: list[tuple[float, int, Callable[[], None]]] = []
        self._num = 0
        monkeypatch.setattr(
            clock, 'now_msecs', lambda: (BEGIN_SECS + self.secs) * 1000
        )
        # Like a server: otherwise each check of a limit reads the environment.
        monkeypatch.setattr(settings, '_cached', [])
        settings.cache_environment()
        rate_limits.forget_all()

    def at(self, secs: float, action: Callable[[], None]) -> None:
        self._num += 1
        heapq.heappush(self._appointments, (secs, self._num, action))

    def run(self, until_secs: float) -> None:
        while self._appointments and self._appointments[0][0] <= until_secs:
            self.secs, _, action = heapq.heappop(self._appointments)
            action()
        self.secs = until_secs

    def ask(self, name: str, sender: str, tokens: float = 1) -> bool:
        """Whether a limit lets the request pass."""
        try:
            getattr(rate_limits, name).check(sender, tokens)
        except http_errors.TooManyRequestsError as error:
            self.shortest_wait = min(self.shortest_wait, error.retry_after_secs)
            self.refused[name] += 1
            return False
        self.tokens[name] += tokens
        return True

    def report(self, session: str, work: int) -> bool:
        """Checks the limits that `ReportHandler` checks."""
        base = rate_limits.REPORT_TOKENS_PER_REQUEST
        return (
            self.ask('REPORTS', ADDRESS, base)
            and self.ask('REPORTS_OF_SESSION', session, base + work)
            and self.ask('REPORTS', ADDRESS, work)
        )

    def is_away(self) -> bool:
        return AWAY_FROM <= self.secs < AWAY_TO


class Learner:
    """Plays, reports and retries as the player does.

    Args:
        world: The virtual time and the rate limits.
        name: The name of the session.
        secs_per_answer: The minimum and maximum time for an answer.
        generator: The source of randomness.
    """

    def __init__(
        self,
        world: World,
        name: str,
        secs_per_answer: tuple[float, float],
        generator: random.Random,
    ) -> None:
        self._world = world
        self._name = name
        self._secs_per_answer = secs_per_answer
        self._random = generator
        self._events = 0
        self._states = 0

    def open(self) -> None:
        """Opens the page, which shows the first card."""
        self._world.ask('PAGES', ADDRESS)
        self._world.ask('PLAYS', ADDRESS)
        self._queue_reports(num_events=2, num_states=1)
        self._think()

    def _think(self) -> None:
        pause = self._random.uniform(*self._secs_per_answer)
        self._world.at(self._world.secs + pause, self._answer)

    def _answer(self) -> None:
        # Three events: answer, card completed, next card entered. Two cards
        # have counts.
        self._queue_reports(num_events=3, num_states=2)
        self._think()

    def _queue_reports(self, num_events: int, num_states: int) -> None:
        self._events += num_events
        if not self._states:
            flush_at = self._world.secs + feconf.STATS_FLUSH_INTERVAL_SECS
            self._world.at(flush_at, self._flush)
        self._states += num_states
        self._world.at(self._world.secs + 0.3, self._send)

    def _send(self) -> None:
        if self._world.is_away():
            self._world.at(AWAY_TO, self._send)
            return
        while self._events:
            num = min(self._events, 100)
            self._events -= num
            self._world.report(self._name, num)

    def _flush(self) -> None:
        if self._world.is_away():
            self._world.at(AWAY_TO, self._flush)
            return
        if self._states:
            self._world.report(self._name, self._states)
            # If the response is lost, the batch is sent again.
            if self._random.random() < 0.1:
                self._world.report(self._name, self._states)
            self._states = 0


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


@pytest.mark.parametrize(
    ('num', 'secs_per_answer'),
    [
        # A class that answers as fast as it can, and a school that thinks.
        (40, (1.5, 3.0)),
        (300, (10.0, 20.0)),
    ],
)
@pytest.mark.parametrize('opened_within_secs', [1.0, 60.0])
def test_classes_and_schools_behind_one_address_are_never_refused(
    world: World,
    num: int,
    secs_per_answer: tuple[float, float],
    opened_within_secs: float,
) -> None:
    generator = random.Random(1)
    for number in range(num):
        learner = Learner(world, f's{number}', secs_per_answer, generator)
        for lesson in range(3):
            # Each learner also opens three other explorations.
            moment = generator.uniform(0, opened_within_secs) + lesson * 300
            world.at(moment, lambda: world.ask('PAGES', ADDRESS) and None)
            world.at(moment, lambda: world.ask('PLAYS', ADDRESS) and None)
        world.at(generator.uniform(0, opened_within_secs), learner.open)
    world.run(LESSON_SECS)

    assert not world.refused
    # The learners have really reported.
    assert world.tokens['REPORTS'] / LESSON_SECS > 100
    assert world.tokens['PLAYS'] == 4 * num


def test_reports_kept_during_an_outage_by_a_school_arrive_in_minutes(
    world: World,
) -> None:
    # After 45 minutes without a network, each learner sends 180 answers.
    waiting = {f's{number}': [100] * 5 + [40] for number in range(300)}

    def send(session: str) -> None:
        while waiting[session] and world.report(session, waiting[session][0]):
            waiting[session].pop(0)
        if waiting[session]:
            world.at(world.secs + 5, lambda: send(session))

    for session in waiting:
        world.at(0, lambda session=session: send(session))
    world.run(10 * 60)

    assert not any(waiting.values())
    assert world.refused


def test_a_flood_is_refused_and_accepted_requests_are_bounded(
    world: World,
) -> None:
    passed = 0

    def send(connection: int, number: int = 0) -> None:
        nonlocal passed
        # A separate session for each batch, so that no session
        # limit applies.
        passed += world.report(f'{connection}-{number}', 500)
        world.at(world.secs + 0.1, lambda: send(connection, number + 1))

    for connection in range(12):
        world.at(0, lambda connection=connection: send(connection))
    world.run(60)

    # 7,200 were sent. A full bucket refilled for a minute has 56,000 tokens.
    assert sum(world.refused.values()) > 7_000
    assert world.shortest_wait >= 1
    assert passed <= 56_000 // 505


def test_a_class_of_creators_stays_within_the_rate_limits(
    world: World,
) -> None:
    upload = 1 + 500_000 // rate_limits.SAVE_BYTES_PER_TOKEN
    for number in range(40):
        for attempt in range(3):
            world.at(attempt, lambda: world.ask('SIGN_INS', ADDRESS) and None)
        world.at(20, lambda: world.ask('SAVES', ADDRESS, upload) and None)
        for moment in range(60, 1_200, 30):
            world.at(
                moment + number / 2,
                lambda: world.ask('SAVES', ADDRESS, 3) and None,
            )
        for moment in range(0, 1_200, 5):
            for _ in range(2):
                world.at(moment, lambda: world.ask('PAGES', ADDRESS) and None)
    world.run(1_200)

    assert not world.refused
