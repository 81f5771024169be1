"""Lists the missing pieces of statistics, with the files of their layers.

python3 -m scripts.check_statistics

Parses the sources without importing them, so that it works even if an import
fails. Omits pieces that are derived from other declarations: payloads, routes,
downloads, xAPI statements, the data dictionary and the glossary.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import pathlib
import re
import sys
from collections.abc import Iterator

from scripts import node

MODELS = 'core/storage/statistics/gae_models.py'
EVENTS = 'core/domain/event_domain.py'
COUNTERS = 'core/domain/stats_domain.py'
RULES = 'core/domain/stats_computation.py'
HANDLERS = 'core/controllers/reader.py'
CONTRACT = 'static/js/domain/wire_contract.js'
REPORTING = 'static/js/player/services/stats_reporting_service.js'
SESSION = 'static/js/player/services/player_session.js'
VIEWS = 'static/js/player/views/'
FIGURES = 'static/js/creator/domain/figures.js'
RATINGS = 'static/js/creator/domain/ratings.js'
SIMULATOR = 'scripts/simulator/play.js'
TALLY = 'scripts/simulator/tally.js'
DOCS = 'docs/statistics.md'

# The dataclass that declares the counters of each level.
COUNTER_CLASSES = {'exploration': 'AggregatedStats', 'state': 'StateStats'}

_Names = dict[str, str]


@dataclasses.dataclass(frozen=True)
class Missing:
    """A missing piece of a statistic.

    Attributes:
        name: The event type or the counter.
        what: The piece.
        file: The file to write it in.
    """

    name: str
    what: str
    file: str

    def __str__(self) -> str:
        return f'{self.name}: {self.what} is missing; write it in {self.file}'


class Sources:
    """The sources of statistics below a folder."""

    def __init__(self, root: pathlib.Path) -> None:
        self._root = root

    def text(self, path: str) -> str:
        """Returns the text of a file; '' if it does not exist."""
        file = self._root / path
        return file.read_text() if file.exists() else ''

    def classes(self, path: str) -> dict[str, ast.ClassDef]:
        """Returns the classes of a Python file by name."""
        return {
            definition.name: definition
            for definition in self.tree(path).body
            if isinstance(definition, ast.ClassDef)
        }

    def tree(self, path: str) -> ast.Module:
        """Returns the parsed text of a Python file."""
        return _parse(self.text(path), path)

    def player_files(self) -> Iterator[tuple[str, str]]:
        """Yields the modules of the player with their texts."""
        folder = self._root / 'static' / 'js' / 'player'
        for file in sorted(folder.rglob('*.js')):
            yield file.relative_to(self._root).as_posix(), file.read_text()


# Cached, because many checks read the same file.
@functools.cache
def _parse(text: str, path: str) -> ast.Module:
    return ast.parse(text, path)


def find_missing(root: pathlib.Path = node.ROOT) -> list[Missing]:
    """Returns the pieces that statistics lack in the sources below a folder."""
    sources = Sources(root)
    return [*_missing_of_events(sources), *_missing_of_counters(sources)]


# Events -----------------------------------------------------------------------


def _missing_of_events(sources: Sources) -> Iterator[Missing]:
    models = constants(sources, MODELS, 'EVENT_TYPE')
    events = constants(sources, EVENTS, 'event_type')
    handlers = _event_handlers(sources, events)
    contract = _object_keys(sources.text(CONTRACT), 'EVENT_FIELDS')
    records = _record_methods(sources)
    callers = _callers(sources)
    counted = {rule.event_type for rule in _rules(sources)}
    simulator = _simulator(sources)
    for name in sorted({*models, *events, *handlers, *contract, *records}):
        layers = (
            ('the event model', MODELS, name in models),
            ('the event class', EVENTS, name in events),
            ('the handler', HANDLERS, name in handlers),
            (
                'its entry (run scripts.make_wire_contract)',
                CONTRACT,
                name in contract,
            ),
            ('the record… method', REPORTING, name in records),
            (
                'the call of its record… method',
                SESSION,
                name not in records or records[name] in callers,
            ),
            (
                'what leads from a view to its record… method',
                VIEWS,
                name not in records or _is_reached(records[name], callers),
            ),
            (
                'what a simulated learner does',
                SIMULATOR,
                _mentions(simulator, name),
            ),
        )
        for what, file, is_there in layers:
            if not is_there:
                yield Missing(name, what, file)
        if name in events:
            for attribute in ('meaning', 'xapi_verb'):
                if name not in constants(
                    sources, EVENTS, 'event_type', attribute
                ):
                    yield Missing(name, f'its {attribute}', EVENTS)
        yield from _missing_fields(sources, name, models, events, records)
    for name in sorted(counted - events.keys()):
        yield Missing(name, 'the event class', EVENTS)


def _missing_fields(
    sources: Sources, name: str, models: _Names, events: _Names, records: _Names
) -> Iterator[Missing]:
    """Yields the fields of an event that some of its layers lack."""
    if not (name in models and name in events and name in records):
        return
    classes = sources.classes(EVENTS)
    of_event = _own_fields(classes, events[name])
    of_model = _own_fields(sources.classes(MODELS), models[name])
    bodies = dict(_functions(sources.text(REPORTING)))
    sent = bodies[records[name]]
    # One function writes the fields that several events have in common.
    sent += ''.join(bodies.get(name, '') for name in _calls_in(sent))
    for field in sorted(of_event.keys() - of_model.keys()):
        yield Missing(name, f'the property {field}', MODELS)
    # A model may redeclare a property of the base, to index it.
    base = _own_fields(sources.classes(MODELS), 'EventLogEntryBaseModel')
    for field in sorted(of_model.keys() - of_event.keys() - base.keys()):
        yield Missing(name, f'the field {field}', EVENTS)
    for field, is_sent in of_event.items():
        if is_sent and not re.search(rf'\b{field}\b', sent):
            yield Missing(name, f'the field {field}', REPORTING)


def _calls_in(body: str) -> list[str]:
    return re.findall(r'(?:\.\.\.|[\s(,])(\w+)\(', body)


def _own_fields(classes: dict[str, ast.ClassDef], name: str) -> dict[str, bool]:
    """Returns the fields of a class, and whether browsers send them."""
    fields: dict[str, bool] = {}
    bases = [ast.unparse(base) for base in classes[name].bases]
    if 'TimedEvent' in bases:
        fields |= _own_fields(classes, 'TimedEvent')
    for statement in classes[name].body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and 'ClassVar' not in ast.unparse(statement.annotation)
        ):
            value = ast.unparse(statement.value) if statement.value else ''
            fields[statement.target.id] = 'is_set_by_server' not in value
    return fields


def constants(
    sources: Sources, path: str, name: str, also: str | None = None
) -> _Names:
    """Returns the names of classes that set a constant, by its value.

    Args:
        sources: The sources.
        path: The Python file.
        name: The constant.
        also: Another constant that the class must set.
    """
    class_names = {}
    for class_name, definition in sources.classes(path).items():
        values = {
            target.id: str(statement.value.value)
            for statement in definition.body
            if isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Constant)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        if name in values and (also is None or values.get(also)):
            class_names[values[name]] = class_name
    return class_names


def _event_handlers(sources: Sources, events: _Names) -> _Names:
    """Returns the handlers by the type of their event."""
    types = {class_name: name for name, class_name in events.items()}
    return {
        types.get(event_class, _type_of_class(event_class)): class_name
        for class_name, definition in sources.classes(HANDLERS).items()
        for event_class in re.findall(
            r'EVENT = event_domain\.(\w+)', ast.unparse(definition)
        )
    }


def _type_of_class(class_name: str) -> str:
    """Returns the event type that a class of this name should have."""
    name = class_name.removesuffix('Event')
    return re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()


def _record_methods(sources: Sources) -> _Names:
    """Returns the methods of the reporting service by the events they send."""
    methods = {}
    for method, body in _functions(sources.text(REPORTING)):
        if method.startswith('record'):
            for event_type in re.findall(r"_record\(\s*'(\w+)'", body):
                methods[event_type] = method
    return methods


# Functions in the style of this project: at the top level, as methods of a
# class, and as properties or named arguments.
_FUNCTION = re.compile(
    r'^(?:(?:export )?(?:async )?function (\w+)|'
    r'  (?:async |static |get )*(#?\w+)\((?=[^;]*$)|'
    r'\s+(?:\w+, )?(\w+): (?:async )?\([^)]*\) =>)'
)
_KEYWORDS = {'if', 'for', 'while', 'switch', 'return', 'constructor', 'super'}


def _functions(text: str) -> Iterator[tuple[str, str]]:
    """Yields the functions of a module, each with its source."""
    name, body = '', ''
    for line in re.sub(r'/\*\*.*?\*/', '', text, flags=re.DOTALL).splitlines():
        match = _FUNCTION.match(line)
        named = match and next(filter(None, match.groups()))
        if named and named not in _KEYWORDS:
            yield name, body
            name, body = named.lstrip('#'), ''
        body += line + '\n'
    yield name, body


def _callers(sources: Sources) -> dict[str, set[tuple[str, str]]]:
    """Returns the callers of each method name: files and functions."""
    callers: dict[str, set[tuple[str, str]]] = {}
    for path, text in sources.player_files():
        if path == REPORTING:
            continue
        for function, body in _functions(text):
            for called in re.findall(r'[.#?](\w+)\(', body):
                callers.setdefault(called, set()).add((path, function))
    return callers


def _is_reached(method: str, callers: dict[str, set[tuple[str, str]]]) -> bool:
    """Returns whether code outside the services calls a method."""
    waiting, seen = [method], {method}
    while waiting:
        for path, function in callers.get(waiting.pop(), ()):
            if '/services/' not in path:
                return True
            if function not in seen:
                seen.add(function)
                waiting.append(function)
    return False


# Counters ---------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Rule:
    event_type: str
    # A regular expression, because some rules are created in a loop.
    counter: str
    level: str


def _missing_of_counters(sources: Sources) -> Iterator[Missing]:
    declared = _declared_counters(sources)
    stored = set(
        re.findall(r'^    (\w+)_v2: int =', sources.text(MODELS), re.MULTILINE)
    )
    contract = _contract_counters(sources)
    figures = _figure_counters(sources)
    rules = _rules(sources)
    every = {
        level: {*declared[level], *contract[level], *figures[level]}
        for level in COUNTER_CLASSES
    }
    every['exploration'] |= stored
    for rule in rules:
        if not any(
            re.fullmatch(rule.counter, counter) for counter in every[rule.level]
        ):
            every[rule.level].add(rule.counter)
    docs, reporting = sources.text(DOCS), sources.text(REPORTING)
    simulator = _simulator(sources)
    by_server = _object_keys(sources.text(CONTRACT), 'ZERO_LAST_ONLY_COUNTS')
    for level, names in every.items():
        for name in sorted(names):
            is_counted = any(
                rule.level == level and re.fullmatch(rule.counter, name)
                for rule in rules
            )
            layers = (
                (
                    f'the counter in {COUNTER_CLASSES[level]}',
                    COUNTERS,
                    name in declared[level],
                ),
                (
                    f'the property {name}_v2',
                    MODELS,
                    level == 'state' or name in stored,
                ),
                ('the rule that counts it', RULES, is_counted),
                (
                    'its zero (run scripts.make_wire_contract)',
                    CONTRACT,
                    name in contract[level],
                ),
                (
                    'what adds it to the counts of a session',
                    REPORTING,
                    name in by_server or _has_word(reporting, name),
                ),
                (
                    'what counts it for simulated learners',
                    SIMULATOR,
                    name in by_server or _has_word(simulator, name),
                ),
                ('its figure', FIGURES, name in figures[level]),
                ('its row', DOCS, _has_row(docs, name, level)),
            )
            for what, file, is_there in layers:
                if not is_there:
                    yield Missing(f'{name} ({level})', what, file)


def _declared_counters(sources: Sources) -> dict[str, set[str]]:
    classes = sources.classes(COUNTERS)
    return {
        level: {
            statement.target.id
            for statement in getattr(classes.get(class_name), 'body', [])
            if isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and ast.unparse(statement.annotation) == 'int'
        }
        for level, class_name in COUNTER_CLASSES.items()
    }


def _rules(sources: Sources) -> list[_Rule]:
    calls = [
        call
        for call in ast.walk(sources.tree(RULES))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == 'CounterRule'
    ]
    return [_Rule(*map(_pattern, call.args[:3])) for call in calls]


def _pattern(node_: ast.expr) -> str:
    """Converts a string or an f-string to a regular expression."""
    if isinstance(node_, ast.Constant):
        return str(node_.value)
    if isinstance(node_, ast.JoinedStr):
        return ''.join(
            str(part.value) if isinstance(part, ast.Constant) else r'\w+'
            for part in node_.values
        )
    return ''


def _contract_counters(sources: Sources) -> dict[str, set[str]]:
    text = sources.text(CONTRACT)
    return {
        'exploration': {
            *_object_keys(text, 'ZERO_EXPLORATION_COUNTS'),
            *_object_keys(text, 'ZERO_LAST_ONLY_COUNTS'),
        },
        'state': set(_object_keys(text, 'ZERO_STATE_COUNTS')),
    }


def _object_keys(text: str, name: str) -> list[str]:
    """Returns the keys of a frozen object of the wire contract."""
    body = re.search(
        rf'export const {name} = (?:/\* @__PURE__ \*/ )?'
        r'Object\.freeze\(\{\n(.*?)\n\}\);',
        text,
        re.DOTALL,
    )
    return re.findall(r'^  (\w+):', body[1], re.MULTILINE) if body else []


def _figure_counters(sources: Sources) -> dict[str, set[str]]:
    """Returns the counters that have a figure with a label and a definition."""
    text = sources.text(FIGURES)
    exploration, _, state = text.partition('const OF_CARDS')
    # These counters share one view, so they have no rows.
    last_only = _object_keys(sources.text(CONTRACT), 'ZERO_LAST_ONLY_COUNTS')
    if 'ratingCounts(' not in sources.text(RATINGS):
        last_only = []
    return {
        'exploration': {*_figures_in(exploration), *last_only},
        'state': _figures_in(state),
    }


def _figures_in(text: str) -> set[str]:
    return {
        counter
        for row in re.findall(r'^    \{$(.*?)^    \},$', text, re.M | re.S)
        if 'label:' in row and 'definition:' in row
        for counter in re.findall(r"counter:\s*'(\w+)'", row)
    }


def _has_row(docs: str, counter: str, level: str) -> bool:
    """Returns whether the table of counters has a row for a counter.

    A row can describe several, as in `num_ratings_1` … `num_ratings_5`.
    """
    word = {'exploration': 'exploration', 'state': 'card'}[level]
    rows = re.findall(rf'^\| (`.*`) \| {word} \| .+ \|$', docs, re.MULTILINE)
    return any(
        f'`{counter}`' in row
        or ('…' in row and re.sub(r'\d+$', '', counter) in row)
        for row in rows
    )


def _simulator(sources: Sources) -> str:
    return sources.text(SIMULATOR) + sources.text(TALLY)


def _has_word(text: str, name: str) -> bool:
    return re.search(rf'\b{name}\b', text) is not None


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"['.]{name}\b", text) is not None


def main() -> int:
    """Prints missing pieces; returns 1 if there are any."""
    missing = find_missing()
    for piece in missing:
        print(piece)
    if not missing:
        print('Every statistic is in every layer.')
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
