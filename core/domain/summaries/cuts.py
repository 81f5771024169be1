"""Parts of the plays: those begun on some days, or those of some learners."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast, get_args

from core import errors, feconf
from core.domain import event_fields, local_days

TraitName = Literal['visitor', 'device', 'language', 'class']
TRAITS: tuple[TraitName, ...] = get_args(TraitName)

# The maximum number of days of a cut: a leap year, in at most 24 blocks.
MAX_DAYS = 366

# The numbers of days up to today that readers of a link may choose.
SHARED_RANGES = (7, 28, 90)


class Traits(NamedTuple):
    """The known facts about the learner of a session; '' is unknown.

    Attributes:
        visitor: `new`, or `returning` to the exploration in this browser.
        device: `phone`, `tablet` or `computer`.
        language: The main language of the browser, such as `de`.
        class_name: The class of the link that the learner followed.
    """

    visitor: str = ''
    device: str = ''
    language: str = ''
    class_name: str = ''

    def by_name(self) -> dict[TraitName, str]:
        """Returns the known traits by name."""
        return {
            name: value
            for name, value in zip(TRAITS, self, strict=True)
            if value
        }


NO_TRAITS = Traits()


class Segment(NamedTuple):
    """The sessions with one trait, such as `device:phone`."""

    trait: TraitName
    value: str

    def __str__(self) -> str:
        return f'{self.trait}:{self.value}'

    def contains(self, traits: Traits) -> bool:
        """Whether a session with these traits belongs to the segment."""
        return traits.by_name().get(self.trait) == self.value


@dataclasses.dataclass(frozen=True)
class Cut:
    """A part of the plays.

    Attributes:
        first_day: The first day on which a session may have begun, counted
            from 1970-01-01; None for no limit.
        last_day: The last day on which one may have begun; None for no limit.
        segment: The segment of the sessions; None for all.
    """

    first_day: int | None = None
    last_day: int | None = None
    segment: Segment | None = None

    @property
    def is_all(self) -> bool:
        """Whether the cut contains all plays."""
        return self == Cut()

    @property
    def first_date(self) -> str | None:
        """The first day, as in 2026-01-31."""
        day = self.first_day
        return None if day is None else local_days.iso_date(day)

    @property
    def last_date(self) -> str | None:
        """The last day, as in 2026-01-31."""
        day = self.last_day
        return None if day is None else local_days.iso_date(day)

    def has_day(self, day: int) -> bool:
        """Whether sessions that began on a day belong to it."""
        return (self.first_day is None or day >= self.first_day) and (
            self.last_day is None or day <= self.last_day
        )

    def may_have_block(self, number: int) -> bool:
        """Whether any day of a block belongs to it."""
        first = number * feconf.DAYS_PER_BLOCK
        last = first + feconf.DAYS_PER_BLOCK - 1
        return (self.first_day is None or last >= self.first_day) and (
            self.last_day is None or first <= self.last_day
        )


ALL_PLAYS = Cut()


def segments_to_show(
    traits: Mapping[Traits, int], min_sessions: int
) -> dict[Segment, int]:
    """Returns the segments whose statistics may be shown.

    For each trait, these are the values with enough sessions. The number of all
    other sessions can be computed as the difference from the whole; so if it is
    too small, the next larger value is withheld too.

    Args:
        traits: The number of sessions by traits.
        min_sessions: The least number of sessions that may be shown.

    Returns:
        Their numbers of sessions, by trait, the largest first.
    """
    total = sum(traits.values())
    shown: dict[Segment, int] = {}
    for trait in TRAITS:
        sizes: Counter[str] = Counter()
        for traits_of_session, count in traits.items():
            value = traits_of_session.by_name().get(trait)
            if value is not None:
                sizes[value] += count
        ordered = sorted(sizes, key=lambda value: (-sizes[value], value))
        rest = total - sum(sizes.values())
        while ordered and (
            sizes[ordered[-1]] < min_sessions or 0 < rest < min_sessions
        ):
            rest += sizes[ordered.pop()]
        shown |= {Segment(trait, value): sizes[value] for value in ordered}
    return shown


def ranges_to_share(
    num_by_day: Mapping[int, int], today: int, min_sessions: int
) -> list[int]:
    """Returns the ranges of days that everybody may see.

    Each range contains the shorter ones, so the sessions of a difference can be
    computed. Therefore a shown range has enough sessions, and the next longer
    one has enough other sessions or none.

    Args:
        num_by_day: The number of sessions that began on each day.
        today: The last day of the ranges.
        min_sessions: The least number of sessions that may be shown.

    Returns:
        Lengths in days, the longest first.
    """
    shown: list[int] = []
    outer = sum(num_by_day.values())
    for length in sorted(SHARED_RANGES, reverse=True):
        inner = sum(
            number for day, number in num_by_day.items() if day > today - length
        )
        rest = outer - inner
        if inner >= min_sessions and (rest == 0 or rest >= min_sessions):
            shown.append(length)
            outer = inner
    return shown


def versions_to_share(
    num_by_version: Sequence[int], min_sessions: int
) -> set[int]:
    """Returns the versions up to which everybody may see the plays.

    As with ranges of days, the plays up to a shown version are enough sessions
    or none, and so are the other plays of the next longer range.

    Args:
        num_by_version: The number of sessions of each version, oldest first.
        min_sessions: The least number of sessions that may be shown.
    """
    latest = len(num_by_version)
    shown = {latest}
    inner = outer = sum(num_by_version)
    for version in range(latest - 1, 0, -1):
        inner -= num_by_version[version]
        rest = outer - inner
        if inner == 0 or (
            inner >= min_sessions and (rest == 0 or rest >= min_sessions)
        ):
            shown.add(version)
            outer = inner
    return shown


def parse(first: str | None, last: str | None, segment: str | None) -> Cut:
    """Parses a cut.

    Args:
        first: The first day, such as 2026-10-01; None or '' for no limit.
        last: The last day; None or '' for no limit.
        segment: A segment such as `class:7b`; None or '' for all sessions.

    Raises:
        ValidationError: A text is invalid; the path names its parameter.
    """
    days = parse_days(first, last)
    if (
        days.first_day is not None
        and days.last_day is not None
        and days.last_day - days.first_day >= MAX_DAYS
    ):
        raise errors.ValidationError(
            f'at most {MAX_DAYS} days are shown at once', 'from'
        )
    return dataclasses.replace(days, segment=_parse_segment(segment))


def parse_days(first: str | None, last: str | None) -> Cut:
    """Parses a range of days of any length.

    Args:
        first: The first day, such as 2026-10-01; None or '' for no limit.
        last: The last day; None or '' for no limit.

    Raises:
        ValidationError: A text is invalid; the path names its parameter.
    """
    first_day = parse_day(first, 'from') if first else None
    last_day = parse_day(last, 'to') if last else None
    if first_day is not None and last_day is not None and first_day > last_day:
        raise errors.ValidationError('the days are reversed', 'to')
    return Cut(first_day, last_day)


def parse_day(text: str, path: str) -> int:
    """Parses a day, counted from 1970-01-01.

    Args:
        text: Such as 2026-10-01.
        path: Its place in the input.

    Raises:
        ValidationError: It is not a day.
    """
    try:
        day = local_days.day_number(text)
    except ValueError:
        day = -1
    # Other spellings of a day in ISO 8601 would be cached separately.
    if day < 0 or local_days.iso_date(day) != text:
        raise errors.ValidationError(
            'it should be a day such as 2026-01-31', path
        )
    return day


def _parse_segment(text: str | None) -> Segment | None:
    if not text:
        return None
    segment = find_segment(text)
    if segment is None:
        raise errors.ValidationError(
            'a segment is such as device:phone or class:7b', 'segment'
        )
    return segment


def find_segment(text: str) -> Segment | None:
    """Returns the segment that a text names; None if it is no segment."""
    trait, _, value = text.partition(':')
    if event_fields.is_trait(trait, value):
        return Segment(cast(TraitName, trait), value)
    return None
