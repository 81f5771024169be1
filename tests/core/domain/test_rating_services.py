"""Rating comments as creators read them."""

from __future__ import annotations

import pytest

from core import errors, feconf
from core.domain import event_services, rating_services
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
    latest = rating_services.get_latest_comments('exp', limit)
    return [(comment.stars, comment.comment) for comment in latest]


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


def event_ids() -> list[str]:
    return [
        comment.event_id
        for comment in rating_services.get_latest_comments('exp', 9)
    ]


def marks() -> list[bool]:
    return [
        comment.is_done
        for comment in rating_services.get_latest_comments('exp', 9)
    ]


def test_a_comment_is_marked_as_done_and_as_not_done():
    b.make_exploration()
    rate(b.make_session(), 1, 'Too hard', 0, 0)
    rate(b.make_session(), 5, 'Fine', 0, 1)
    [later, _] = event_ids()

    rating_services.set_done('exp', later, True)
    rating_services.set_done('exp', later, True)
    assert marks() == [True, False]

    rating_services.set_done('exp', later, False)
    assert marks() == [False, False]


def test_the_oldest_marks_beyond_the_limit_are_deleted(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_DONE_COMMENTS', 1)
    b.make_exploration()
    for number in range(2):
        rate(b.make_session(), 1, 'Too hard', 0, number)
    for event_id in event_ids():
        rating_services.set_done('exp', event_id, True)
    assert marks() == [False, True]


def test_an_erased_comment_leaves_its_stars_in_the_log():
    b.make_exploration()
    session, other = b.make_session(), b.make_session()
    rate(session, 1, 'I am Ada', 5, 0)
    rate(session, 4, 'I am still Ada', 6, 0)
    rate(other, 2, 'Too hard', 0, 0)
    [erased] = [
        comment.event_id
        for comment in rating_services.get_latest_comments('exp', 9)
        if comment.stars == 4
    ]

    rating_services.erase_comment('exp', erased)
    rating_services.erase_comment('exp', erased)

    assert comments() == [(2, 'Too hard')]
    log = event_services.get_events_of_exploration('exp')
    assert sorted((event.stars, event.comment) for event in log) == [
        (1, ''),
        (2, 'Too hard'),
        (4, ''),
    ]


def test_a_rating_of_another_exploration_cannot_be_touched():
    b.make_exploration()
    b.make_exploration('other')
    rate(b.make_session(), 1, 'Too hard', 0, 0)
    for change in (
        lambda event_id: rating_services.set_done('other', event_id, True),
        lambda event_id: rating_services.erase_comment('other', event_id),
    ):
        with pytest.raises(errors.EntityNotFoundError):
            change(event_ids()[0])
    assert comments() == [(1, 'Too hard')]


def test_the_browser_drops_an_erased_comment_that_it_sends_again():
    b.make_exploration()
    session = b.make_session()
    event = b.make_event(session, 'rate_exploration', 'End', comment='I am Ada')
    b.record(session, event)
    rating_services.erase_comment('exp', event.event_id)

    [outcome] = b.record(session, event)

    # Browsers treat a conflict as delivered.
    assert isinstance(outcome, errors.ConflictError)
    assert comments() == []
