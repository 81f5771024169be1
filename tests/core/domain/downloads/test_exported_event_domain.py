from __future__ import annotations

import datetime
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.downloads import exported_event_domain as exported

pytestmark = pytest.mark.no_store


@given(st.floats(0, 10_000_000_000_000))
def test_a_time_is_shown_rounded_down_to_the_second(at_msecs: float) -> None:
    moment = datetime.datetime.fromtimestamp(at_msecs // 1000, datetime.UTC)
    text = moment.strftime('%Y-%m-%dT%H:%M:%SZ')
    assert exported.time_text(at_msecs) == text


@pytest.mark.parametrize(
    'at_msecs', [-1.0, 1e300, float('nan'), float('inf'), -float('inf')]
)
def test_an_invalid_time_is_refused(at_msecs: float) -> None:
    with pytest.raises(ValueError, match='occurred_at_msecs'):
        exported.time_text(at_msecs)


@given(st.binary(min_size=16, max_size=16), st.text(max_size=30))
def test_a_pseudonym_depends_on_the_key(key: bytes, name: str) -> None:
    names = exported.Pseudonyms(key)
    other = exported.Pseudonyms(key + b'x')
    assert names.of_session(name) == exported.Pseudonyms(key).of_session(name)
    assert names.of_session(name) != other.of_session(name)
    assert names.of_session(name)[1] != names.of_event(name)


@given(st.text(max_size=30))
def test_statements_have_ids_in_the_form_of_the_standard(name: str) -> None:
    text = exported.Pseudonyms(b'key').of_event(name)
    statement_id = uuid.UUID(text)
    assert str(statement_id) == text
    assert (statement_id.version, statement_id.variant) == (4, uuid.RFC_4122)
