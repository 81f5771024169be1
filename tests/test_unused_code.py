"""Product code has no function, class or property that only tests use.

vulture compares names, so it misses one whose name is used for another thing.
"""

from __future__ import annotations

import pathlib
import re

import pytest
import vulture

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[1]

# Event handlers and event models, which are looked up by the type of the event.
FOUND_BY_NAME = re.compile(r'.*EventHandler|.*EventLogEntryModel')

# Called by frameworks and other libraries.
CALLED_BY_LIBRARIES = {
    'webapp2': {'get', 'post', 'handle_exception'},
    'pydantic': {'_require_totals', '_check_args'},
    'yaml': {'ignore_aliases'},
    'gunicorn': {'BufferingWorker', 'load_config'},
    'waitress': {'add_task', 'is_settled', 'maintenance'},
    'werkzeug': {'log_request'},
    'beam': {'expand'},
    'ndb': {'_pre_put_hook'},
    'html.parser': {
        *('handle_charref', 'handle_data', 'handle_endtag'),
        *('handle_entityref', 'handle_startendtag', 'handle_starttag'),
        *('handle_decl', 'handle_pi', 'parse_marked_section'),
        'unknown_decl',
    },
    'grpc': {'allocate_ids', 'cancelled', 'reserve_ids'},
    'dataclasses': {'__init_subclass__'},
}

# Functions that docs/adding-a-statistic.md and Oppia's guide tell to use.
EXTENSION_POINTS = {'get_model', 'get_multi_stats_models'}

# Functions that reset the state of the process between tests.
RESETS = {'forget_all'}


def test_no_product_code_is_used_only_by_tests() -> None:
    scan = vulture.Vulture()
    scan.scavenge(
        [ROOT / name for name in ('core', 'scripts', 'benchmarks', 'main.py')]
    )
    templates = '\n'.join(
        path.read_text() for path in ROOT.glob('templates/*.html')
    )
    allowed = EXTENSION_POINTS | RESETS
    allowed |= set().union(*CALLED_BY_LIBRARIES.values())
    unused = [
        str(item.get_report())
        for item in scan.get_unused_code()
        if item.typ in {'class', 'function', 'method', 'property'}
        and item.name not in allowed
        and not FOUND_BY_NAME.fullmatch(item.name)
        and not re.search(rf'\b{item.name}\b', templates)
    ]
    assert unused == []
