"""Detection of sessions that look fabricated."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import exclusion_domain

pytestmark = pytest.mark.no_store

N = feconf.MIN_SESSIONS_MADE_UP
WITHIN = feconf.MADE_UP_WITHIN_MSECS


def session(
    name: str, began_msecs: float, signature: str = 'same'
) -> exclusion_domain.FoundSession:
    return exclusion_domain.FoundSession(
        1, name, began_msecs, signature, 1, 0, 0
    )


def step(time_secs: float, answer: str = '') -> exclusion_domain.Step:
    return exclusion_domain.Step('answer_submitted', 'A', time_secs, answer)


def sizes(*began_msecs: float) -> list[int]:
    sessions = [session(str(n), began) for n, began in enumerate(began_msecs)]
    return [len(group) for group in exclusion_domain.made_up_groups(sessions)]


def test_a_group_is_large_and_begins_within_the_limit():
    assert sizes(*[0] * (N - 1)) == []
    assert sizes(*[0] * (N - 1), WITHIN) == [N]
    assert sizes(*[0] * (N - 1), WITHIN + 1) == []


def test_the_largest_groups_come_first_and_share_no_session():
    first = [0.0] * N
    second = [2.0 * WITHIN] * (N + 1)
    between = [1.5 * WITHIN]

    assert sizes(*first, *between, *second) == [N + 2, N]


def test_a_session_with_too_few_measured_times_has_no_signature():
    assert exclusion_domain.signature_of([]) == ''
    assert exclusion_domain.signature_of([step(-1), step(0), step(1)]) == ''
    unsigned = [session(str(n), 0, '') for n in range(N)]
    assert exclusion_domain.made_up_groups(unsigned) == []


def test_signatures_distinguish_times_and_answers():
    one = exclusion_domain.signature_of([step(1.25), step(2)])

    assert one == exclusion_domain.signature_of([step(1.25), step(2)])
    assert one != exclusion_domain.signature_of([step(1.251), step(2)])
    assert one != exclusion_domain.signature_of([step(1.25), step(2, '"x"')])
    assert one != exclusion_domain.signature_of([step(2), step(1.25)])
