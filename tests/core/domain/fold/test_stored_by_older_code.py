"""Data of older code are shown and folded unchanged.

The code that wrote the fixture named views by a digest of its modules. The
store has an exploration with views, one with a rebuild that was interrupted
after some steps, one with a full fold that died, and a session in the queue.
"""

from __future__ import annotations

import json
import lzma
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from core import feconf
from core.domain.fold import fold_services
from core.domain.statistics_tab import (
    statistics_view_services,
    view_cache_services,
)
from core.platform.datastore import FILE_NAME, embedded
from tests.core.domain.fold_builders import (
    Clock,
    folded_summary,
    full,
    now,
    waiting,
)
from tests.core.domain.summary_builders import as_json

__all__ = ['now']

pytestmark = pytest.mark.no_store

FIXTURE = pathlib.Path(__file__).parents[3] / 'fixtures/processed_data_3'
FIGURES = json.loads((FIXTURE / 'figures.json').read_text())

# Fields of a view that depend on when it is read.
VOLATILE = {'complete_through_msecs', 'num_sessions_waiting', 'revision'}


@pytest.fixture(autouse=True)
def old_store(
    tmp_path: pathlib.Path, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    # The value when the fixture was recorded.
    monkeypatch.setattr(feconf, 'MIN_BYTES_TO_STORE_SUM', 1)
    path = tmp_path / FILE_NAME
    content = (FIXTURE / 'datastore.sqlite3.xz').read_bytes()
    path.write_bytes(lzma.decompress(content))
    now.msecs = FIGURES['now_msecs']
    client = embedded.Client(str(path))
    with client.context():
        yield
    client.close()


def assert_same(shown: Any, before: Any) -> None:
    """Asserts that the fields of older code are unchanged."""
    if isinstance(before, dict):
        for name in before.keys() - VOLATILE:
            assert_same(shown[name], before[name])
    elif isinstance(before, list):
        assert len(shown) == len(before)
        for one, other in zip(shown, before, strict=True):
            assert_same(one, other)
    else:
        assert shown == before


def without_new_values(summary: dict[str, Any]) -> dict[str, Any]:
    """Removes what older code did not store: each answer's last value."""
    for state in summary['states'].values():
        for table in state['answers'].values():
            table['width'] -= 1
            del table['others'][-1]
            for row in table['rows']:
                # Two other numbers follow the values.
                del row[-3]
    del summary['choices']
    return summary


def test_the_tab_shows_the_same_figures():
    shown = statistics_view_services.get_view('exp')
    assert_same(shown, FIGURES['view'])
    assert shown['revision'] >= FIGURES['view']['revision']
    card = statistics_view_services.get_state('exp', None, None, 'Z')
    assert_same(card, FIGURES['card'])


def test_the_dashboard_shows_the_same_figures():
    glances = statistics_view_services.get_glances(FIGURES['glances'])
    for exp_id, glance in glances.items():
        assert_same(glance, FIGURES['glances'][exp_id])


def test_the_fold_adds_waiting_sessions_and_finishes_old_rebuilds(now: Clock):
    now.pass_silence()
    for _ in range(2):
        fold_services.fold_waiting()

    assert waiting() == 0
    assert folded_summary('exp', 2) == full('exp', 2)
    for exp_id, figures in FIGURES['folded'].items():
        assert as_json(folded_summary(exp_id)) == as_json(full(exp_id))
        unknown = ['', '', '', '', figures['num_sessions']]
        assert without_new_values(as_json(folded_summary(exp_id))) == {
            **figures,
            'traits': [unknown],
        }
    view_cache_services.refresh_stale()
    shown = statistics_view_services.get_view('exp')
    assert shown['num_sessions'] == FIGURES['view']['num_sessions'] + 1
