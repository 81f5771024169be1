"""Texts with the same meaning have the same normal form."""

from __future__ import annotations

import json
import pathlib
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import text_forms

pytestmark = pytest.mark.no_store

FORMS = {'composed': text_forms.compose, 'folded': text_forms.fold_case}
CASES = json.loads(
    (
        pathlib.Path(__file__).parents[2] / 'fixtures' / 'text_forms.json'
    ).read_text(encoding='utf-8')
)


@pytest.mark.parametrize('case', CASES, ids=lambda case: case['why'])
def test_texts_that_mean_the_same_have_one_form(case: dict[str, str]) -> None:
    form = FORMS[case['form']]
    assert form(case['text']) == case['result']
    assert form(case['result']) == case['result']


@given(st.text())
def test_normal_forms_are_idempotent(text: str) -> None:
    for form in FORMS.values():
        assert form(form(text)) == form(text)


def test_invisible_formatting_characters_are_removed() -> None:
    formats = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) == 'Cf'
        # Other formatting characters are visible: signs before Arabic and other
        # numbers, and marks of hieroglyphs, notes and shorthand.
        and unicodedata.bidirectional(chr(code)) == 'BN'
    ]
    assert len(formats) > 100
    assert text_forms.compose(''.join(formats)) == ''
