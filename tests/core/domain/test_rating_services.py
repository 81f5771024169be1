"""Rating comments as creators read them."""

from __future__ import annotations

from core.domain import rating_services
from tests.core.domain import stats_builders as b


def rate(session, stars: int, comment: str, number: int, at: float) -> None:
    b.record(
        session,
        b.make_event(
            session,
            'rate_exploration',
            'End',
            stars=stars,
            comment=comment,
            sequence_number=number,
            client_time_msecs=at,
        ),
    )


def comments(limit: int = 10) -> list[tuple[int, str]]:
    found = rating_services.get_latest_comments('exp', limit)
    return [(each.stars, each.comment) for each in found]


def test_the_comment_of_the_last_rating_of_a_session_is_read():
    b.make_exploration()
    session = b.make_session()
    rate(session, 1, 'Too hard', 5, 0)
    rate(session, 4, 'Got it now', 6, 0)

    assert comments() == [(4, 'Got it now')]


def test_a_rating_without_a_comment_removes_the_earlier_comment():
    b.make_exploration()
    session = b.make_session()
    rate(session, 1, 'Too hard', 5, 0)
    rate(session, 4, '', 6, 0)

    assert comments() == []


def test_the_latest_come_first_up_to_the_limit():
    b.make_exploration()
    b.make_exploration('other')
    for number in range(4):
        rate(b.make_session(), 3, f'comment {number}', 0, 0)
    rate(b.make_session('other'), 3, 'elsewhere', 0, 0)

    assert comments(3) == [
        (3, 'comment 3'),
        (3, 'comment 2'),
        (3, 'comment 1'),
    ]
