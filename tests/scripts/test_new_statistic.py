"""The skeleton of a statistic is valid in every layer and lists its gaps.

The command adds one statistic of every kind after the other to one copy of the
sources, as if the project grew.
"""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from scripts import check_statistics, node
from scripts.new_statistic import __main__ as new_statistic
from scripts.new_statistic import decisions, statistic
from tests import forking_python, statistic_pieces

pytestmark = pytest.mark.no_store

ROOT = statistic_pieces.ROOT
# The longest valid names, which make the longest lines in skeletons.
LONG_COUNTER = 'num_of_' + 'x' * (statistic.MAX_COUNTER_LENGTH - 7)
LONG_KIND = 'k' * statistic.MAX_KIND_LENGTH

NEW = (
    ('num_times_card_shared', 'state', 'card_shared'),
    ('num_sighs', 'state', 'sigh', '--every'),
    ('num_shares', 'exploration', 'exploration_shared', '--once'),
    (LONG_COUNTER, 'exploration', LONG_KIND, '--every'),
)
# For an existing event that no counter counts.
OF_LEAVING = (
    'num_times_page_hidden',
    'exploration',
    'exploration_maybe_leave',
    '--every',
)
ALL = (*NEW, OF_LEAVING)

NO_CALL = 'what leads from a view to its record… method'
NO_DELTA = 'what adds it to the counts of a session'
NOT_SIMULATED = 'what counts it for simulated learners'

POSTING = """
import dataclasses
import uuid

import pytest

from core.domain import session_token, stats_services
from core.domain.scheduled_work import audit_services
from tests.core.controllers import web
from tests.core.domain import stats_builders as b


@pytest.mark.parametrize(('kind', 'totals', 'of_state'), %r)
def test_an_event_and_its_count_arrive(browser, kind, totals, of_state):
    b.make_exploration()
    session = {
        'session_id': session_token.issue('exp', 1, True, None),
        'exp_version': 1,
    }
    event = {
        **session,
        'sent_at_msecs': 1_700_000_001_000,
        'event_id': str(uuid.uuid4()),
        'state_name': 'A',
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **b.own_fields(kind),
    }
    batch = {
        **session,
        'batch_id': str(uuid.uuid4()),
        'aggregated_stats': dataclasses.asdict(
            b.batch(totals=totals, A=of_state)
        ),
    }
    for route, body in ((f'{kind}_event', event), ('stats_events', batch)):
        path = f'/explorehandler/{route}/exp'
        browser.send('POST', path, body, status=200, with_token=False)

    stats = stats_services.get_exploration_stats('exp')
    for name, count in totals.items():
        assert getattr(stats, name) == count
    for name, count in of_state.items():
        assert getattr(stats.state_stats_mapping['A'], name) == count
    assert audit_services.recompute('exp', True).differences == []
"""


COUNTING = """
import assert from 'node:assert/strict';
import test from 'node:test';
import {World} from './reporting_world.js';

for (const [kind, method, expected] of %s) {
  test(kind, async () => {
    const world = new World();
    const service = world.openTab().init('token');
    for (const stateName of ['A', 'A', 'B']) service[method](stateName, 1);
    await world.clock.advance(6000);
    assert.deepEqual(world.server.counts, expected);
    const events = [...world.server.events.values()];
    assert.deepEqual(
      events.map(({event_type}) => event_type), [kind, kind, kind]);
  });
}
"""


def run(tree: pathlib.Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=tree, capture_output=True, text=True)


def python(
    tree: pathlib.Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return run(tree, sys.executable, *arguments)


def arguments_of(
    counter: str, level: str, kind: str, *options: str
) -> list[str]:
    return [counter, '--level', level, '--event', kind, *options]


def write(
    tree: pathlib.Path, *statistic: str
) -> subprocess.CompletedProcess[str]:
    """Runs the command in this process, on the sources of a tree."""
    output, errors = io.StringIO(), io.StringIO()
    status: int | str | None
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        patch.setattr(node, 'ROOT', tree)
        arguments = arguments_of(*statistic)
        try:
            status = new_statistic.main(arguments)
        except SystemExit as error:
            status = error.code
    return subprocess.CompletedProcess(
        arguments, status, output.getvalue(), errors.getvalue()
    )


def stem_of(kind: str) -> str:
    return kind.title().replace('_', '')


def missing(tree: pathlib.Path) -> set[tuple[str, str]]:
    """Returns what the tree lacks and these sources do not lack."""
    before = check_statistics.find_missing(ROOT)
    return {
        (piece.name, piece.what)
        for piece in check_statistics.find_missing(tree)
        if piece not in before
    }


def copy_of_tree(folder: pathlib.Path) -> pathlib.Path:
    tree = statistic_pieces.copy_of_tree(folder)
    shutil.copytree(
        ROOT / 'tests',
        tree / 'tests',
        ignore=statistic_pieces.UNFINISHED,
    )
    for name in ('pyproject.toml', 'eslint.config.js', 'tsconfig.json'):
        shutil.copy(ROOT / name, tree / name)
    return tree


def texts_of(tree: pathlib.Path) -> dict[str, str]:
    paths = [
        *(tree / 'core').rglob('*.py'),
        *(tree / 'static/js').rglob('*.js'),
        *(tree / 'tests/core').rglob('*.py'),
        *(tree / 'docs').glob('*.md'),
    ]
    return {str(path.relative_to(tree)): path.read_text() for path in paths}


@pytest.fixture(scope='module')
def tree(tmp_path_factory) -> pathlib.Path:
    """A copy with the skeletons of statistics of all kinds."""
    tree = copy_of_tree(tmp_path_factory.mktemp('a') / 'copy')
    *before, last = ALL
    with pytest.MonkeyPatch.context() as patch:
        # The last command makes the contract of all statistics.
        patch.setattr(new_statistic, '_make_contract', lambda _: None)
        for arguments in before:
            done = write(tree, *arguments)
            assert done.returncode == 0, done.stderr
    done = python(tree, '-m', 'scripts.new_statistic', *arguments_of(*last))
    assert done.returncode == 0, done.stderr
    return tree


@pytest.fixture(scope='module')
def texts(tree) -> dict[str, str]:
    return texts_of(tree)


def test_a_skeleton_only_lacks_human_decisions(tree):
    of_leaving = f'{OF_LEAVING[0]} ({OF_LEAVING[1]})'
    assert missing(tree) == {
        *((kind, NO_CALL) for _, _, kind, *_ in NEW),
        (of_leaving, NO_DELTA),
        (of_leaving, NOT_SIMULATED),
    }


def changed_files(tree: pathlib.Path, ending: str) -> list[str]:
    return [
        path
        for path, text in texts_of(tree).items()
        if path.endswith(ending)
        and text != check_statistics.Sources(ROOT).text(path)
    ]


@pytest.mark.parametrize(
    'command', [('format', '--check'), ('check',)], ids=' '.join
)
def test_python_follows_the_style_of_the_project(tree, command):
    done = python(tree, '-m', 'ruff', *command, *changed_files(tree, '.py'))
    assert done.returncode == 0, done.stdout


def test_python_has_the_right_types(tree):
    files = [
        path for path in changed_files(tree, '.py') if path.startswith('core')
    ]
    cache = f'--cache-dir={ROOT / ".mypy_cache"}'
    done = python(tree, '-m', 'mypy', cache, *files)
    assert done.returncode == 0, done.stdout


def test_javascript_follows_the_style_of_the_project(tree):
    done = run(
        tree,
        *(node.node_path() or 'node', 'node_modules/eslint/bin/eslint.js'),
        *changed_files(tree, '.js'),
    )
    assert done.returncode == 0, done.stdout


def test_javascript_has_the_right_types(tree):
    # Checks all files, as unchanged files use changed ones.
    done = run(
        tree, node.node_path() or 'node', 'node_modules/typescript/bin/tsc'
    )
    assert done.returncode == 0, done.stdout


def test_the_contract_is_up_to_date(tree):
    done = forking_python.of_tree(tree).run_module(
        'scripts.make_wire_contract', '--check'
    )
    assert done.returncode == 0, done.stdout


def test_the_generated_test_names_the_remaining_steps(tree):
    counter, _, kind, *_ = NEW[0]
    done = forking_python.of_tree(tree).run_module(
        *('pytest', '-q', '-p', 'no:cacheprovider'),
        f'tests/core/domain/test_{counter}.py',
    )

    assert '1 failed, 1 passed' in done.stdout
    assert f'{kind}: what leads from a view' in done.stdout
    for what in ('what it counts', 'what happened', 'label', 'definition'):
        assert f'TODO: {what}' in done.stdout
    for path in decisions.WITH_PLACEHOLDERS:
        assert f'{path}:' in done.stdout


@pytest.fixture(scope='module')
def finished_copy(tree, tmp_path_factory) -> pathlib.Path:
    """A copy in which a person has filled all gaps."""
    copy = tmp_path_factory.mktemp('b') / 'copy'
    shutil.copytree(tree, copy, symlinks=True)
    for path in decisions.WITH_PLACEHOLDERS:
        replace(copy / path, 'TODO:', 'Decided:')
    calls = ''.join(
        f'  session.report{stem_of(kind)}();\n' for _, _, kind, *_ in NEW
    )
    view = copy / check_statistics.VIEWS / 'all_at_once.js'
    view.write_text(
        '/** @param {import("../services/player_session.js").PlayerSession} '
        f'session */\nexport function report(session) {{\n{calls}}}\n'
    )
    counter, _, kind, *_ = OF_LEAVING
    replace(
        copy / check_statistics.REPORTING,
        rf"('{kind}'.*?\}}), null\);",
        rf'\1, {{{counter}: 1}});',
    )
    replace(
        copy / check_statistics.TALLY,
        rf'this\._tally\.events\.{kind} \+= 1;',
        rf'\g<0>\n      this._tally.counts.{counter} += 1;',
    )
    return copy


def replace(file: pathlib.Path, pattern: str, replacement: str) -> None:
    text, number = re.subn(
        pattern, replacement, file.read_text(), flags=re.DOTALL
    )
    assert number, pattern
    file.write_text(text)


def test_nothing_is_missing_once_all_gaps_are_filled(finished_copy):
    assert missing(finished_copy) == set()


def test_a_completed_skeleton_counts_what_is_reported(finished_copy):
    of_state = {'state': lambda name: ({}, {name: 1})}
    cases = [
        (kind, *of_state.get(level, lambda name: ({name: 1}, {}))(counter))
        for counter, level, kind, *_ in ALL
    ]
    posting = 'tests/core/controllers/test_posting.py'
    (finished_copy / posting).write_text(POSTING % cases)
    done = python(
        finished_copy,
        *('-m', 'pytest', '-q', '-p', 'no:cacheprovider', posting),
        *(f'tests/core/domain/test_{counter}.py' for counter, *_ in ALL),
    )
    assert f'{3 * len(ALL)} passed' in done.stdout, done.stdout


def test_the_player_counts_as_often_as_it_should(tree):
    expected = (
        {'A.num_times_card_shared': 1, 'B.num_times_card_shared': 1},
        {'A.num_sighs': 2, 'B.num_sighs': 1},
        {'num_shares': 1},
        {LONG_COUNTER: 3},
    )
    cases = [
        (kind, f'record{stem_of(kind)}', counts)
        for (_, _, kind, *_), counts in zip(NEW, expected, strict=True)
    ]
    test = tree / 'tests/static/js/player/services/new_statistics.test.js'
    test.write_text(COUNTING % json.dumps(cases))
    done = run(tree, node.node_path() or 'node', '--test', str(test))
    assert done.returncode == 0, done.stdout


# Invalid statistics -------------------------------------------------------


WRONG = (
    (('numShares', 'state', 'share'), "'numShares' cannot be the name"),
    (('class', 'state', 'share'), "'class' cannot be the name"),
    (('n' * 41, 'state', 'share'), 'at most 40 characters'),
    (('num_shares', 'card', 'share'), "invalid choice: 'card'"),
    (('num_shares', 'state', 'Share'), "'Share' cannot be the name"),
    (
        ('num_ratings', 'exploration', 'share'),
        'num_ratings is taken in core/domain/stats_domain.py',
    ),
    (('to_dict', 'state', 'share'), 'to_dict is taken'),
    (('exp_id', 'exploration', 'share'), 'exp_id is taken'),
    (('num_entered', 'state', 'share'), 'entered is taken by another'),
    # Classes or methods of these names exist.
    (('num_times', 'state', 'timed'), 'already has a TimedEvent'),
    (('num_stars', 'state', 'rating'), 'already has a recordRating'),
)


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    WRONG,
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_a_wrong_name_is_refused_in_one_line(tree, texts, arguments, reason):
    done = write(tree, *arguments)

    assert texts_of(tree) == texts
    assert done.returncode
    assert done.stdout == ''
    assert done.stderr.startswith('Error: ')
    assert done.stderr.count('\n') == 1
    assert reason in done.stderr


@pytest.mark.parametrize(
    ('path', 'pattern', 'replacement', 'reason'),
    [
        (
            check_statistics.FIGURES,
            'const OF_CARDS',
            'const CARDS',
            'it lacks a counter in the table OF_CARDS',
        ),
        (
            check_statistics.REPORTING,
            r'  flush\(',
            '  send(',
            'it has no method flush',
        ),
        (
            check_statistics.RULES,
            'COUNTER_RULES: tuple',
            'RULES: tuple',
            'it lacks the tuple COUNTER_RULES',
        ),
        (
            check_statistics.EVENTS,
            "event_type = 'hint_viewed'",
            "event_type = 'hint_seen'",
            'the event hint_viewed is not in core/domain/event_domain.py',
        ),
        (
            check_statistics.RULES,
            r"\('state_hit', 'total_hit_count'",
            "('state_hit', 'num_strolls'",
            'num_strolls is there in part',
        ),
        (
            check_statistics.MODELS,
            'class HintViewed',
            'class Hint Viewed',
            'invalid syntax (gae_models.py, line ',
        ),
        (
            'core/feconf.py',
            r'\A',
            'Not Python\n',
            'wire_contract.js could not be made (SyntaxError: ',
        ),
    ],
)
def test_unexpected_sources_are_left_unchanged(
    tree, path, pattern, replacement, reason
):
    kind = 'hint_viewed' if 'hint_viewed' in pattern else 'share'
    file = tree / path
    text = file.read_text()
    try:
        replace(file, pattern, replacement)
        before = texts_of(tree)
        done = write(tree, 'num_strolls', 'state', kind)
        assert texts_of(tree) == before
    finally:
        file.write_text(text)

    assert done.returncode == 1
    assert reason in done.stderr
    assert done.stderr.count('\n') == 1


def test_no_file_is_written_if_one_cannot_be(tree):
    folder, away = tree / 'tests/core/domain', tree / 'tests/core/away'
    folder.rename(away)
    try:
        before = texts_of(tree)
        done = write(tree, 'num_strolls', 'exploration', 'stroll')
        assert texts_of(tree) == before
    finally:
        away.rename(folder)

    assert done.returncode == 1
    assert 'test_num_strolls.py' in done.stderr
    assert done.stderr.count('\n') == 1
