"""The generated contract and documents match the Python declarations."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any, Literal, NotRequired

import pydantic
import pytest
from typing_extensions import TypedDict

from core import feconf
from core.domain import event_domain, stats_computation, stats_domain
from scripts import (
    api_docs,
    environment,
    make_wire_contract,
    node,
    wire_schemas,
    wire_types,
)
from tests import forking_python

pytestmark = pytest.mark.no_store

# A hard-coded limit of a form field.
HARD_CODED_LENGTH = re.compile(r'maxlength\W+\d+')

_PRINT_CONTRACT = """
import * as contract from '%s';
console.log(JSON.stringify(contract));
"""


def test_the_module_is_up_to_date(capsys):
    assert make_wire_contract.main(['--check']) == 0, capsys.readouterr().out


def test_the_command_needs_no_settings():
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith('STATS_')
    }
    done = forking_python.of_tree(environment.ROOT).run_module(
        'scripts.make_wire_contract', '--check', env=env
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_javascript_reads_what_python_declares():
    answer = subprocess.run(
        [
            node.node_path() or 'node',
            *('--input-type=module', '-e'),
            _PRINT_CONTRACT % make_wire_contract.PATH.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    contract = json.loads(answer.stdout)

    assert list(contract['ZERO_STATE_COUNTS']) == list(
        stats_domain.STATE_COUNTERS
    )
    assert list(contract['ZERO_EXPLORATION_COUNTS']) == list(
        stats_computation.BATCH_TOTALS
    )
    assert contract['EVENT_FIELDS'] == {
        event_type: list(event_domain.fields_on_the_wire(event_class))
        for event_type, event_class in event_domain.EVENT_CLASSES.items()
    }
    assert contract['LIMITS'] == {
        name: getattr(feconf, name) for name in make_wire_contract.LIMITS
    }


@pytest.mark.parametrize(
    'name', ['PATH', 'TYPES_PATH', 'DOCS_PATH', 'INTERACTIONS_PATH']
)
def test_an_outdated_file_is_reported_and_rewritten(
    name, tmp_path, monkeypatch, capsys
):
    path = tmp_path / 'file'
    path.write_text('Written before a declaration was changed.')
    monkeypatch.setattr(make_wire_contract, name, path)

    assert make_wire_contract.main(['--check']) == 1
    assert 'python3 -m scripts.make_wire_contract' in capsys.readouterr().out
    assert make_wire_contract.main([]) == 0
    assert make_wire_contract.main(['--check']) == 0


def test_no_two_types_have_the_same_name():
    # pydantic would distinguish them by their modules.
    names = wire_schemas.read_contract().types
    assert [name for name in names if '_' in name or '-' in name] == []


class Part(TypedDict):
    """A part of a response."""

    share: float | None


class Response(TypedDict):
    """A response that no handler declares.

    Attributes:
        parts: The parts found,
            in any order.
    """

    parts: list[Part]
    names: dict[str, list[str]]
    kind: Literal['a', 'b'] | None
    is_new: NotRequired[bool]
    answer: Any


def schemas_of(response):
    return pydantic.TypeAdapter(response).json_schema(
        ref_template='#/{model}', mode='serialization'
    )


def test_types_are_written_in_typescript():
    contract = wire_schemas.Contract([], {'Response': schemas_of(Response)})
    text = wire_types.module(contract)
    assert (
        text[text.index('/** A response') :]
        == """\
/** A response that no handler declares. */
export interface Response {
  /** The parts found, in any order. */
  parts: Part[];
  names: Record<string, string[]>;
  kind: 'a' | 'b' | null;
  is_new?: boolean;
  answer: any;
}
"""
    )


def test_the_documentation_has_routes_with_their_types():
    text = make_wire_contract.DOCS_PATH.read_text()
    _, _, section = text.partition('### `PUT /createhandler/rights/<exp_id>`')
    section, _, _ = section.partition('###')
    assert 'Gives a user a role' in section
    assert 'The owners of the exploration.' in section
    assert '[RoleRequest](#rolerequest)' in section
    assert '[MembersResponse](#membersresponse)' in section
    assert '### RoleRequest' in text


def test_every_link_of_the_documentation_leads_to_a_heading():
    text = make_wire_contract.DOCS_PATH.read_text()
    anchors = {
        api_docs.anchor_of(title)
        for title in re.findall(r'^#+ (.*)$', text, re.MULTILINE)
    }
    assert set(re.findall(r'\]\(#([^)]*)\)', text)) <= anchors


def test_forms_take_the_lengths_of_their_fields_from_the_limits():
    sources = [
        *(environment.ROOT / 'static' / 'js').rglob('*.js'),
        *(environment.ROOT / 'templates').rglob('*.html'),
    ]
    typed = [
        f'{path.name}: {attribute}'
        for path in sources
        for attribute in HARD_CODED_LENGTH.findall(path.read_text())
    ]
    assert sources
    assert typed == []


@pytest.mark.parametrize(
    ('source', 'is_found'),
    [
        ('<input maxlength="254">', True),
        ("h('input', {maxlength: 300})", True),
        ('html`<input maxlength=${254}>`', True),
        ('<input maxlength="{{ feconf.MAX_EMAIL_LENGTH }}">', False),
        ('html`<input maxlength=${LIMITS.MAX_EMAIL_LENGTH}>`', False),
    ],
)
def test_a_length_hard_coded_in_a_form_is_found(source, is_found):
    assert bool(HARD_CODED_LENGTH.search(source)) is is_found
