"""The data dictionary covers exactly the contents of downloads."""

from __future__ import annotations

import json
import pathlib
import subprocess
from typing import Any, get_args

import bs4
import pytest

from core.domain.downloads import data_dictionary, exported_event_domain
from scripts import node
from tests.core.controllers import web
from tests.core.controllers.event_log_builders import (
    ALL_KINDS,
    creator,
    download,
    facts_of,
    play,
)

__all__ = ['creator']

ROOT = pathlib.Path(__file__).parents[3]
TABLES = {table.id: table for table in data_dictionary.read_tables()}
EVENT_LOG_IDS = {'event_log_header', 'event_log', 'event_log_end'}

# Functions that build the text of a file or of a described table, or save it.
MAKERS = (
    *('saveFile', 'toCsv', 'tableAsCsv', 'tableAsJson'),
    *('comparisonAsCsv', 'comparisonAsJson'),
    *('cardsAsCsv', 'statisticsAsJson'),
)

# Prints the columns of every table, and the keys of the JSON of all tables.
_PRINT_COLUMNS = """
const at = (path) => import(new URL(path, 'file://' + process.cwd() + '/'));
const {DATA_TABLES, RATINGS_TABLE} =
  await at('static/js/creator/domain/data_tables.js');
const {statisticsAsJson} = await at('static/js/creator/domain/downloads.js');
const {CARD_FIGURES, EXPLORATION_FIGURES} =
  await at('static/js/creator/domain/figures.js');
const {COMPARISON_COLUMNS} =
  await at('static/js/creator/domain/comparison_downloads.js');
const {answer} = await at('tests/static/js/creator/answers.js');
const {findTables} = await at('tests/static/js/creator/table_columns.js');
const all = JSON.parse(statisticsAsJson(answer()));
const unitsOf = (figures) =>
  Object.fromEntries(figures.map(({key, unit}) => [key, unit]));
const inSources = findTables(process.argv.slice(1));
console.log(JSON.stringify({
  tables: {
    ...Object.fromEntries([...DATA_TABLES, RATINGS_TABLE].map(
      ({id, columns}) => [id, columns])),
    ...inSources.columns,
    comparison: COMPARISON_COLUMNS,
    statistics: Object.keys(all),
  },
  units: {
    statistics: unitsOf(EXPLORATION_FIGURES), cards: unitsOf(CARD_FIGURES),
  },
  cards_in_json: Object.keys(all.cards[0]),
  unclear: inSources.unclear,
  files: inSources.files,
}));
"""


def names_of(table_id: str) -> list[str]:
    return [field.name for field in TABLES[table_id].fields]


@pytest.fixture(scope='module')
def downloads() -> dict[str, Any]:
    """The downloads that the browser sources declare."""
    path = node.node_path()
    assert path, 'Node.js is missing'
    printed = subprocess.run(
        [path, '--input-type=module', '-e', _PRINT_COLUMNS, '--', *MAKERS],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    return json.loads(printed)


@pytest.mark.no_store
class TestFields:
    def test_tables_of_the_browser_are_documented_by_column(self, downloads):
        tables = downloads['tables']
        assert tables.keys() == TABLES.keys() - EVENT_LOG_IDS
        for table_id, names in tables.items():
            assert names_of(table_id) == names
        assert downloads['cards_in_json'] == names_of('cards')[3:]

    def test_figures_match_their_definitions(self, downloads):
        for table_id, units in downloads['units'].items():
            described = {
                field.name: field.unit for field in TABLES[table_id].fields
            }
            assert units.items() <= described.items()

    def test_columns_of_every_table_can_be_listed(self, downloads):
        """Otherwise a new table could remain undocumented."""
        assert downloads['unclear'] == []

    def test_only_tables_are_downloaded_as_files(self, downloads):
        files = downloads['files']
        assert set(files['toCsv']) == {
            'domain/charts/chart_content.js',
            'domain/comparison_downloads.js',
        }
        made = {
            path
            for maker, paths in files.items()
            if maker not in {'saveFile', 'toCsv'}
            for path in paths
        }
        assert files['saveFile']
        # Saves the YAML of a version, which is not a table.
        text = {'views/version_panel.js'}
        assert set(files['saveFile']) - made == text

    def test_no_field_has_two_entries(self):
        for table in data_dictionary.read_tables():
            names = names_of(table.id)
            assert len(names) == len(set(names))
        anchors = [
            table.anchor_of(field)
            for table in data_dictionary.read_tables()
            for field in table.fields
        ]
        assert len(anchors) == len(set(anchors))

    def test_every_type_is_a_declared_one(self):
        types = {
            field.type for table in TABLES.values() for field in table.fields
        }
        assert types <= set(get_args(data_dictionary.Type))

    def test_fields_of_only_some_events_state_when_they_are_null(self):
        for names in exported_event_domain.FIELDS_OF.values():
            for field in TABLES['event_log'].fields:
                if field.name in names:
                    assert field.null_when, field.name


class TestEventLog:
    def test_exactly_the_keys_of_log_lines_are_documented(self, creator):
        play('x', kinds=tuple(ALL_KINDS))
        header, *events, end = download(creator)
        assert list(header) == names_of('event_log_header')
        assert list(end) == names_of('event_log_end')
        keys = {key for event in events for key in event}
        assert keys == set(names_of('event_log'))

    def test_extensions_of_statements_lead_to_their_entries(self, creator):
        play('x', kinds=tuple(ALL_KINDS))
        anchors = elements_by_id(creator)
        *statements, last = download(creator, '?format=xapi')
        addresses = {
            address
            for one in statements
            for part in ('context', 'result')
            for address in one.get(part, {}).get('extensions', {})
        }
        assert addresses
        for address in addresses | set(last['result']['extensions']):
            site, anchor = address.split('#')
            assert site == 'http://localhost/data_dictionary'
            assert anchor in anchors
        assert set(facts_of(last)) == {
            *names_of('event_log_header'),
            *names_of('event_log_end'),
        }


def elements_by_id(browser: web.Browser) -> dict[str, bs4.Tag]:
    """Returns the elements of the page that links can name."""
    page = browser.get('/data_dictionary').html
    return {element['id']: element for element in page.find_all(id=True)}


class TestPage:
    def test_everybody_can_read_it(self, browser: web.Browser):
        elements = elements_by_id(browser)
        for table in data_dictionary.read_tables():
            assert table.id in elements
            for field in table.fields:
                row = elements[table.anchor_of(field)]
                assert field.name in row.text
                assert field.meaning in row.text

    def test_json_lists_the_same_fields(self, browser: web.Browser):
        tables: list[Any] = browser.get('/data_dictionary?format=json').json[
            'tables'
        ]
        assert [table['id'] for table in tables] == list(TABLES)
        for table in tables:
            assert [field['name'] for field in table['fields']] == names_of(
                table['id']
            )

    def test_another_format_is_refused(self, browser: web.Browser):
        browser.get('/data_dictionary?format=xml', status=400)
