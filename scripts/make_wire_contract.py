"""Writes the files that are generated from the server's declarations.

- static/js/domain/wire_contract.js: counters, events and limits
- static/js/domain/wire_types.d.ts: the types of bodies and responses
- docs/api.md: routes, who may call them, and what they exchange
- docs/interactions.md: interactions with their rules and examples

python3 -m scripts.make_wire_contract            writes these files
python3 -m scripts.make_wire_contract --check    fails if one is out of date

Run it after changing a counter, an event type, a handler, its body or response,
an interaction, or a limit that browsers know.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scripts import environment

if TYPE_CHECKING:
    from core.domain import stats_computation

_FOLDER = environment.ROOT / 'static' / 'js' / 'domain'
PATH = _FOLDER / 'wire_contract.js'
TYPES_PATH = _FOLDER / 'wire_types.d.ts'
DOCS_PATH = environment.ROOT / 'docs' / 'api.md'
INTERACTIONS_PATH = environment.ROOT / 'docs' / 'interactions.md'

# The constants of core/feconf.py that browsers must know.
LIMITS = (
    'MAX_TIME_SPENT_IN_STATE_SECS',
    'MAX_UPLOAD_BYTES',
    'MAX_PICTURE_BYTES',
    'MAX_ALT_TEXT_LENGTH',
    'MAX_TITLE_LENGTH',
    'MAX_COMMIT_MESSAGE_LENGTH',
    'MAX_TASK_NOTE_LENGTH',
    'MAX_EXPLORATION_BYTES',
    'MAX_EXCLUSION_REASON_LENGTH',
    'MAX_EMAIL_LENGTH',
    'MAX_PARAM_VALUE_LENGTH',
    'MAX_PLAYTHROUGHS_PER_ISSUE',
    'ANSWERS_K_ANONYMITY',
    'MAX_ANSWERS_K_ANONYMITY',
    'MIN_N_FOR_RATE',
    'MAX_STARS',
    'MAX_SHARED_LINK_LABEL_LENGTH',
    'MIN_K_OF_SHARED_ANSWERS',
    'MAX_COMMENT_LENGTH',
    'MAX_CLASS_NAME_LENGTH',
    'MAX_ANSWER_DETAILS_LENGTH',
    'MIN_RATINGS_FOR_MEAN',
)

_HEADER = """\
/**
 * @file What the server and the browser must agree on. Made from
 * core/domain and core/feconf.py by `python3 -m scripts.make_wire_contract`:
 * change those, and run it again.
 */
"""

_MAX_LINE_LENGTH = 80


def contract() -> str:
    """Returns the text of the module."""
    from core import feconf
    from core.domain import event_domain, stats_computation, stats_domain

    fields = {
        event_type: list(event_domain.fields_on_the_wire(event_class))
        for event_type, event_class in event_domain.EVENT_CLASSES.items()
    }
    return '\n'.join(
        [
            _HEADER,
            *_zeros(
                'The counters of an exploration that browsers count, all zero.',
                'ZERO_EXPLORATION_COUNTS',
                stats_computation.BATCH_TOTALS,
            ),
            *_zeros(
                'The counters of a state that browsers count, all zero.',
                'ZERO_STATE_COUNTS',
                stats_domain.STATE_COUNTERS,
            ),
            *_zeros(
                'The counters of an exploration that the server counts from '
                'events alone.',
                'ZERO_LAST_ONLY_COUNTS',
                sorted(stats_computation.ALL_LAST_ONLY),
            ),
            '/** The fields of each type of event, beside those that all '
            'events have. */',
            'export const EVENT_FIELDS = /* @__PURE__ */ Object.freeze({',
            *(line for item in fields.items() for line in _list(*item)),
            '});',
            '',
            '/** Which events count for which counter (stats_computation.py). '
            '*/',
            'export const COUNTER_RULES = /* @__PURE__ */ Object.freeze([',
            *(_rule(rule) for rule in stats_computation.COUNTER_RULES),
            ']);',
            '',
            '/** Limits of the server, by their names in core/feconf.py. */',
            'export const LIMITS = Object.freeze({',
            *(
                f'  {name}: {_number(getattr(feconf, name))},'
                for name in LIMITS
            ),
            '});',
            '',
            '/** Languages and scripts that are written from right to left. */',
            'export const RIGHT_TO_LEFT = Object.freeze({',
            *_words('languages', feconf.RIGHT_TO_LEFT_LANGUAGES),
            *_words('scripts', feconf.RIGHT_TO_LEFT_SCRIPTS),
            '});',
            '',
            '/** The widths of the smaller variants of pictures, in pixels. */',
            'export const PICTURE_VARIANT_WIDTHS = Object.freeze('
            f'{list(feconf.PICTURE_VARIANT_WIDTHS)});',
            '',
            '/** The form of the id of an exploration. */',
            f'export const EXP_ID_REGEX = /{_exp_id_pattern()}/;',
            '',
        ]
    )


def _exp_id_pattern() -> str:
    from core import feconf

    return feconf.EXP_ID_REGEX.pattern.replace(r'\Z', '$')


def _rule(rule: stats_computation.CounterRule) -> str:
    """Returns a rule as lines of JavaScript."""
    from core.domain import event_domain

    field = event_domain.EVENT_CLASSES[rule.event_type].counted_field
    parts = [
        f"event_type: '{rule.event_type}'",
        f"counter: '{rule.counter}'",
        f"level: '{rule.level}'",
        f'is_once: {str(rule.once_per_session).lower()}',
        f'is_last_only: {str(rule.last_only).lower()}',
    ]
    if rule.value is not None:
        parts += [f"field: '{field}'", f'value: {rule.value}']
    lines = textwrap.fill(
        # No line break between a name and its value.
        f'{{{", ".join(parts)}}},'.replace(': ', ':'),
        _MAX_LINE_LENGTH - len(parts),
        initial_indent='  ',
        subsequent_indent='    ',
    )
    return lines.replace(':', ': ')


def _zeros(comment: str, name: str, counters: Iterable[str]) -> list[str]:
    return [
        f'/** {comment} */',
        f'export const {name} = Object.freeze({{',
        *(f'  {counter}: 0,' for counter in counters),
        '});',
        '',
    ]


def _list(name: str, texts: list[str]) -> list[str]:
    """Returns the lines of a property that is a list, as few as possible."""
    line = f'  {name}: [{", ".join(repr(text) for text in texts)}],'
    if len(line) <= _MAX_LINE_LENGTH:
        return [line]
    return [f'  {name}: [', *(f'    {text!r},' for text in texts), '  ],']


def _words(name: str, words: Iterable[str]) -> list[str]:
    """Returns the lines of a property that is a list of words."""
    lines = textwrap.wrap(' '.join(words), _MAX_LINE_LENGTH - 10)
    return [
        f'  {name}: (',
        *(f"    '{line} ' +" for line in lines[:-1]),
        f"    '{lines[-1]}').split(' '),",
    ]


def _number(value: float) -> str:
    return f'{int(value) if value == int(value) else value:_}'


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the files; returns 1 if a check found differences."""
    given = sys.argv[1:] if arguments is None else arguments
    if not environment.in_environment():
        environment.set_up()
        environment.run_in_environment('scripts.make_wire_contract', given)
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.make_wire_contract', description=__doc__
    )
    parser.add_argument(
        '--check', action='store_true', help='write nothing, only compare'
    )
    is_check = parser.parse_args(given).check
    return max([_write(*file, is_check) for file in _files().items()])


def _files() -> dict[pathlib.Path, str]:
    """Returns what each file should contain."""
    # Importing the handlers needs no production settings.
    os.environ.setdefault('STATS_DEV', '1')
    from scripts import (
        api_docs,
        interaction_docs,
        wire_schemas,
        wire_types,
    )

    declared = wire_schemas.read_contract()
    return {
        PATH: contract(),
        TYPES_PATH: wire_types.module(declared),
        DOCS_PATH: api_docs.page(declared),
        INTERACTIONS_PATH: interaction_docs.page(),
    }


def _write(path: pathlib.Path, text: str, is_check: bool) -> int:
    if path.exists() and path.read_text() == text:
        return 0
    if is_check:
        print(
            f'{path.name} is out of date: run '
            'python3 -m scripts.make_wire_contract'
        )
        return 1
    path.write_text(text)
    return 0


if __name__ == '__main__':
    sys.exit(main())
