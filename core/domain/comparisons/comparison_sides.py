"""The two sides of a comparison, as named in a query."""

from __future__ import annotations

import re
from typing import NamedTuple

from core import errors
from core.domain import local_days
from core.domain.summaries import cuts

_VERSION = re.compile(r'v([1-9][0-9]{0,8})\Z')
_DAY = r'([0-9]{4}-[0-9]{2}-[0-9]{2})'
_DAYS = re.compile(rf'{_DAY}\.\.{_DAY}\Z')


class VersionSide(NamedTuple):
    """The plays of one version."""

    version: int

    @property
    def label(self) -> str:
        """The label of the side."""
        return f'Version {self.version}'


class DaysSide(NamedTuple):
    """The plays of some days, of all versions.

    Attributes:
        first: The first day, counted from 1970-01-01.
        last: The last day, inclusive.
    """

    first: int
    last: int

    @property
    def label(self) -> str:
        """The label of the side."""
        first, last = map(local_days.iso_date, self)
        return first if first == last else f'{first} to {last}'


class SegmentSide(NamedTuple):
    """The plays of some learners, of all versions."""

    segment: cuts.Segment

    @property
    def label(self) -> str:
        """The label of the side."""
        return str(self.segment)


Side = VersionSide | DaysSide | SegmentSide


def parse_sides(a: str, b: str, latest_version: int) -> tuple[Side, Side]:
    """Parses both sides of a comparison.

    Args:
        a: A side such as `v3`, `2026-10-01..2026-10-31` or `class:7b`.
        b: Another one.
        latest_version: The latest version of the exploration.

    Raises:
        ValidationError: A side is invalid, or both sides contain the same
            plays, which makes the difference of their rates meaningless.
    """
    side_a = _parse(a, 'a', latest_version)
    side_b = _parse(b, 'b', latest_version)
    if side_a == side_b:
        raise errors.ValidationError('both sides are the same', 'b')
    if (
        isinstance(side_a, DaysSide)
        and isinstance(side_b, DaysSide)
        and side_a.first <= side_b.last
        and side_b.first <= side_a.last
    ):
        raise errors.ValidationError('the sides share some days', 'b')
    segments = [
        side.segment
        for side in (side_a, side_b)
        if isinstance(side, SegmentSide)
    ]
    if segments and (
        len(segments) == 1 or segments[0].trait != segments[1].trait
    ):
        raise errors.ValidationError(
            'learners are compared with learners that differ in the same '
            'trait: else the sides share plays',
            'b',
        )
    return side_a, side_b


def _parse(text: str, path: str, latest_version: int) -> Side:
    if version_match := _VERSION.match(text):
        version = int(version_match[1])
        if version > latest_version:
            raise errors.ValidationError(
                f'the latest version is {latest_version}', path
            )
        return VersionSide(version)
    if days_match := _DAYS.match(text):
        first, last = (cuts.parse_day(day, path) for day in days_match.groups())
        if first > last:
            raise errors.ValidationError('the days are reversed', path)
        return DaysSide(first, last)
    if segment := cuts.find_segment(text):
        return SegmentSide(segment)
    raise errors.ValidationError(
        'a side is a version such as v3, days such as 2026-10-01..2026-10-31 '
        'or learners such as class:7b',
        path,
    )
