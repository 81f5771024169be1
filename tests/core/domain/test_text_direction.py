"""Languages are written from the left or from the right."""

from __future__ import annotations

import json

import pytest

from core.domain import text_direction
from scripts import environment

# The test of the browser's function uses the same tags.
CASES = json.loads(
    (environment.ROOT / 'tests' / 'text_directions.json').read_text()
)


@pytest.mark.no_store
@pytest.mark.parametrize(('language_code', 'direction'), CASES.items())
def test_the_direction_follows_language_and_script(language_code, direction):
    assert text_direction.direction_of(language_code) == direction
