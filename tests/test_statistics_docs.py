"""The numbers in the examples of docs/statistics.md are correct."""

from __future__ import annotations

import pathlib
import re

import pytest

from core.domain.measures import intervals

_TEXT = ' '.join(
    (pathlib.Path(__file__).parents[1] / 'docs' / 'statistics.md')
    .read_text()
    .split()
)

# Examples like "37 % right at first: 11 of 30", and like "17 of 43" followed by
# its interval.
_SHARES = re.findall(
    r'(\d+) % (?:completed|right [a-z ]+): (\d+) of (\d+)', _TEXT
)
_INTERVALS = re.findall(
    r'(\d+) of (\d+)\b(?:(?!\d+ of \d+\b).){0,260}?(\d+) % to (\d+) %', _TEXT
)


def test_there_are_examples() -> None:
    assert len(_SHARES) >= 3
    assert len(_INTERVALS) >= 4


@pytest.mark.parametrize(('share', 'part', 'whole'), _SHARES)
def test_shares_are_correct(share: str, part: str, whole: str) -> None:
    assert round(100 * int(part) / int(whole)) == int(share)


@pytest.mark.parametrize(('part', 'whole', 'low', 'high'), _INTERVALS)
def test_intervals_are_correct(
    part: str, whole: str, low: str, high: str
) -> None:
    interval = intervals.wilson_interval(int(part), int(whole))
    assert (round(100 * interval.low), round(100 * interval.high)) == (
        int(low),
        int(high),
    )
