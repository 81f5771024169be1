"""Mocked processed data of the lesson in `creator_site`."""

from __future__ import annotations

import datetime
import math
from typing import Any

from playwright import sync_api

from tests.e2e import creator_site

MSECS_PER_HOUR = 3_600_000
LAST_DAY = datetime.date(2026, 11, 22)


def moments(median: float, n: int = 600) -> dict[str, Any]:
    """Returns the moments of a distribution with a long tail."""
    return {
        'n': n,
        'mean': median * 1.3,
        'median': median,
        'standard_deviation': median * 0.9,
        'p90': median * 2.5,
    }


def rate(successes: int, n: int) -> dict[str, Any]:
    """Returns a rate; its interval is close enough for a picture."""
    value = successes / n
    half = 1.96 * math.sqrt(value * (1 - value) / n)
    return {
        'value': value,
        'successes': successes,
        'n': n,
        'low': max(value - half, 0),
        'high': min(value + half, 1),
    }


def no_rate() -> dict[str, Any]:
    """Returns the rate of something that never was tried."""
    return {'value': None, 'successes': 0, 'n': 0, 'low': 0, 'high': 1}


def days(length: int = 60) -> list[dict[str, Any]]:
    """Returns days that sum up to the totals of the lesson.

    Four days before the last nothing was played.
    """
    weights = [
        0 if i == length - 4 else 10 + (i * 7) % 11 + i // 3
        for i in range(length)
    ]
    totals = {
        'num_starts': 1284,
        'num_actual_starts': 1046,
        'num_completions': 602,
    }
    rows = [
        {'day': (LAST_DAY - datetime.timedelta(length - 1 - i)).isoformat()}
        for i in range(length)
    ]
    counts: list[dict[str, Any]] = [dict(row) for row in rows]
    for name, total in totals.items():
        shares = [total * weight // sum(weights) for weight in weights]
        shares[-1] += total - sum(shares)
        for row, share in zip(counts, shares, strict=True):
            row[name] = share
    return [row for row in counts if row['num_starts']]


def state_figures() -> dict[str, Any]:
    """Returns the figures of one card."""
    return {
        'num_sessions': 1046,
        'num_answered': 1000,
        'time': moments(14_000),
        'session_time': moments(22_000),
        'time_before_leaving': moments(31_000),
        'attempts': moments(1.4),
        'self_loops': moments(0.4),
        'first_try': rate(540, 1000),
        'eventual_success': rate(810, 1000),
        'tries_to_right': moments(1.6),
        'discrimination': {'value': 0.31, 'n': 900, 'low': 0.25, 'high': 0.37},
        'upper_lower_discrimination': 0.4,
        'confusion': {'index': 0.42, 'low': 0.38, 'high': 0.47},
    }


def audit(**changes: Any) -> dict[str, Any]:
    """Returns the report of an audit that found nothing."""
    return {
        'verdict': 'agrees',
        'audited_at_msecs': creator_site.NOW_MSECS - 9 * MSECS_PER_HOUR,
        'num_counters': 2600,
        'num_open_sessions': 0,
        'num_repaired': 0,
        'repaired': [],
        'num_differences': 0,
        'differences': [],
        'num_violations': 0,
        'violations': [],
        **changes,
    }


def processed_view(**changes: Any) -> dict[str, Any]:
    """Returns the processed view of the lesson."""
    transitions = [
        ('Introduction', 'Question', 1046),
        ('Question', 'Done', 480),
        ('Question', 'A closer look', 214),
        ('Question', 'Done early', 122),
        ('A closer look', 'Question', 208),
        ('Introduction', 'Done early', 9),
    ]
    return {
        'exp_id': 'lesson',
        'exp_version': 2,
        'through': 2,
        'revision': 7,
        'state': 'ready',
        'error': None,
        'complete_through_msecs': creator_site.NOW_MSECS - 60_000,
        'num_sessions_waiting': 0,
        'is_capped': False,
        'time_zone': 'UTC',
        'k_anonymity': 3,
        'min_n_for_rate': 10,
        'audit': audit(),
        'num_sessions': 1284,
        'session_time': moments(150_000, 1284),
        'completion_time': moments(212_000, 602),
        'days': days(),
        'version_markers': [
            {'version': 1, 'day': '2026-09-24', 'commit_message': 'Write it'},
            {'version': 2, 'day': '2026-11-09', 'commit_message': 'Correct it'},
        ],
        'wrong_answers': {
            'Question': {
                'interaction_id': 'MultipleChoiceInput',
                'answer': '<p>The flat one</p>',
                'share': rate(160, 1000),
            }
        },
        'latest_change': {
            'version': 2,
            'state_names': ['Question'],
            'before': rate(240, 500),
            'since': rate(362, 546),
        },
        'ends': [],
        'transitions': [
            {'from': start, 'to': end, 'count': count}
            for start, end, count in transitions
        ],
        'paths': {
            'most_common': [],
            'num_sessions': 1284,
            'is_exact': True,
            'max_error': 0,
        },
        'reliability': {'alpha': 0.7, 'n': 900, 'items': []},
        'problems': {},
        'states': {
            'Introduction': state_figures() | {'first_try': no_rate()},
            'Question': state_figures(),
            'A closer look': state_figures() | {'first_try': no_rate()},
        },
        'tasks': [],
        **changes,
    }


def lesson_sheet() -> dict[str, Any]:
    """Returns the answers of two questions, one of them open."""
    rates = {
        'first_try': rate(540, 1000),
        'eventual_success': rate(810, 1000),
        'num_others': 12,
    }
    return {
        'exp_id': 'lesson',
        'exp_version': 2,
        'through': 2,
        'revision': 7,
        'k_anonymity': 3,
        'states': [
            rates
            | {
                'state_name': 'Question',
                'interaction_id': 'MultipleChoiceInput',
                'is_question': True,
                'answers': [
                    {'answer': '<p>The flat one</p>', 'num_sessions': 160}
                ],
            },
            rates
            | {
                'state_name': 'A closer look',
                'interaction_id': 'TextInput',
                'is_question': False,
                'answers': [
                    {'answer': 'It is <b>round</b>', 'num_sessions': 9}
                ],
            },
        ],
    }


def site(**data: Any) -> creator_site.CreatorSite:
    """Returns the site of the lesson, with processed figures unless said."""
    return creator_site.CreatorSite(**{'processed': processed_view(), **data})


def visit(
    page: sync_api.Page, where: str = '#/stats', **data: Any
) -> creator_site.CreatorSite:
    """Opens the creator's page of that site."""
    return site(**data).visit(page, where)
