from __future__ import annotations

from contextlib import nullcontext as does_not_raise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import local_days
from core.domain.comparisons import comparison_sides
from core.domain.comparisons.comparison_sides import DaysSide, VersionSide

pytestmark = pytest.mark.no_store

OCTOBER = '2026-10-01..2026-10-31'


def test_versions_and_days_are_read():
    sides = comparison_sides.parse_sides('v3', OCTOBER, 3)
    assert sides[0] == VersionSide(3)
    assert isinstance(sides[1], DaysSide)
    assert local_days.iso_date(sides[1].first) == '2026-10-01'
    assert sides[1].last - sides[1].first == 30
    assert [side.label for side in sides] == [
        'Version 3',
        '2026-10-01 to 2026-10-31',
    ]


@pytest.mark.parametrize(
    'text',
    [
        '',
        'v',
        'v0',
        'v-1',
        'v01',
        'v4',
        'v999',
        'v9999999999',
        'v3 ',
        'v3\n',
        'v٣',
        'V3',
        '3',
        '2026-13-01..',
        '2026-13-01..2026-13-02',
        '2026-02-29..2026-03-01',
        '2026-10-31..2026-10-01',
        '2026-10-01',
        '0000-01-01..2026-10-01',
        '2026-10-01..2026-10-02..2026-10-03',
        '٢٠٢٦-10-01..2026-10-02',
        '\x00',
    ],
)
def test_an_invalid_side_is_refused_by_name(text):
    for path, sides in (('a', (text, 'v1')), ('b', ('v1', text))):
        with pytest.raises(errors.ValidationError) as refused:
            comparison_sides.parse_sides(*sides, latest_version=3)
        assert refused.value.path == path


@pytest.mark.parametrize(
    ('a', 'b'),
    [
        ('v1', 'v1'),
        (OCTOBER, OCTOBER),
        (OCTOBER, '2026-10-31..2026-11-30'),
        (OCTOBER, '2026-10-10..2026-10-11'),
        ('2026-10-31..2026-11-30', OCTOBER),
    ],
)
def test_sides_that_share_plays_are_refused(a, b):
    with pytest.raises(errors.ValidationError) as refused:
        comparison_sides.parse_sides(a, b, 3)
    assert refused.value.path == 'b'


def test_adjacent_ranges_of_days_share_no_plays():
    with does_not_raise():
        comparison_sides.parse_sides(OCTOBER, '2026-11-01..2026-11-30', 1)


def path_refused(a: str, b: str) -> str | None:
    try:
        comparison_sides.parse_sides(a, b, 5)
    except errors.ValidationError as error:
        return error.path
    return None


parts = st.sampled_from(['v', '1', '-', '..', '2026-', '05', '31', ' ', 'x'])


@given(*[st.lists(parts, max_size=8).map(''.join)] * 2)
def test_any_text_is_read_or_refused(a, b):
    assert path_refused(a, b) in {'a', 'b', None}
