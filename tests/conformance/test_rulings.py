"""Every ruling is used by a case."""

from __future__ import annotations

import pytest

from tests.conformance import cases, rulings

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]


def test_every_ruling_is_needed(request: pytest.FixtureRequest) -> None:
    """Runs last (see conftest.py), and only after all cases have run."""
    files = cases.files_with_cases()
    selected = {item.path.name for item in request.session.items}
    if request.config.option.keyword or not files <= selected:
        pytest.skip('only a part of the cases was selected')
    idle = [
        ruling.cases for ruling in rulings.RULINGS if ruling not in cases.NEEDED
    ]
    assert not idle, 'no answer needs these rulings any more'
