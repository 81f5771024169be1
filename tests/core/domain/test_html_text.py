from __future__ import annotations

import json

import pytest

from core.domain import html_text
from tests import app_server

pytestmark = pytest.mark.no_store

# The tests of the browser's module use the same cases.
CASES = json.loads(
    (app_server.ROOT / 'tests' / 'fixtures' / 'html_texts.json').read_text()
)


@pytest.mark.parametrize(('html', 'text'), CASES)
def test_html_reads_as_text(html: str, text: str) -> None:
    assert ' '.join(html_text.text_of(html).split()) == text
