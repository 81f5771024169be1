"""The names of a new statistic, layer by layer."""

from __future__ import annotations

import dataclasses
import keyword
import re

# With longer names, lines of the templates would be too long.
MAX_COUNTER_LENGTH = 40
MAX_KIND_LENGTH = 30

_NAME = re.compile('[a-z][a-z0-9]*(_[a-z0-9]+)*')


class CannotWriteError(Exception):
    """Nothing was written; the message is the reason in one line."""


@dataclasses.dataclass(frozen=True)
class Statistic:
    """A counter, and the type of event that increments it.

    Attributes:
        counter: Its name.
        level: 'state' or 'exploration'.
        kind: The event type.
        is_once: Whether it counts each session once (or once per state).
        is_new_kind: Whether the event type is new, too.
    """

    counter: str
    level: str
    kind: str
    is_once: bool
    is_new_kind: bool

    @property
    def stem(self) -> str:
        """The event type in CamelCase, for names of classes and methods."""
        return ''.join(word.capitalize() for word in self.kind.split('_'))

    @property
    def key(self) -> str:
        """The name in URLs and downloads; without `num_times_` for a card."""
        if self.level == 'exploration':
            return self.counter
        return re.sub('^num_(times_)?', '', self.counter)

    @property
    def term(self) -> str:
        """The key of its entry in the glossary of the tab."""
        first, *words = self.key.split('_')
        return first + ''.join(word.capitalize() for word in words)

    @property
    def needs_tally_method(self) -> bool:
        """Whether the simulator's tally lacks a method for such counters."""
        return not (self.is_once and self.level == 'state')

    def values(self) -> dict[str, str]:
        """Returns the values of the variables in templates."""
        before_delta, delta = self._delta()
        return {
            'counter': self.counter,
            'counter_in_words': self.counter.replace('_', ' '),
            'level': self.level,
            'level_in_docs': self._choose('card', 'exploration'),
            'kind': self.kind,
            'kind_in_words': self.kind.replace('_', ' '),
            'stem': self.stem,
            'key': self.key,
            'term': self.term,
            'unit': 'sessions' if self.is_once else 'times',
            'unit_argument': '' if self.is_once else ", 'times'",
            'how_often': self._how_often(),
            'before_delta': before_delta,
            'delta': delta,
            'tally_call': self._tally_call(),
            'what_counts': self._how_often().replace(' ', '_'),
            'counted_at': self._choose("'A'", 'None'),
            'expected': self._expected_count(),
        }

    def _choose(self, of_state: str, of_exploration: str) -> str:
        return of_state if self.level == 'state' else of_exploration

    def _how_often(self) -> str:
        if not self.is_once:
            return 'each counts'
        return self._choose(
            'a state counts once in a session', 'a session counts once'
        )

    def _expected_count(self) -> str:
        return '1' if self.is_once else self._choose('2', '3')

    def _tally_call(self) -> str:
        """Returns the call of the simulator's tally."""
        if not self.needs_tally_method:
            return (
                f"did(\n        '{self.kind}',\n"
                f"        '{self.counter}', card.stateName)"
            )
        return f'did{self.stem}({self._choose("card.stateName", "")})'

    def _delta(self) -> tuple[str, str]:
        """Returns lines of a record… method, and the delta that follows."""
        name = self.counter
        if not self.is_once:
            delta = f'{{{name}: 1}}'
            return '', self._choose(f'stateDelta(stateName, {delta})', delta)
        if self.level == 'state':
            return '', f"this._onceInState(stateName, '{name}')"
        return (
            f"    const isFirst = !this._counted.has('{name}');\n"
            f"    this._counted.add('{name}');\n"
        ), f'isFirst ? {{{name}: 1}} : null'


def require_name(name: str, what: str, max_length: int) -> None:
    """Checks the name of a counter or a type of event.

    Args:
        name: The name.
        what: What it is the name of, for the error message.
        max_length: The maximum number of characters.

    Raises:
        CannotWriteError: The name is invalid or too long.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise CannotWriteError(
            f'{name!r} cannot be the name of {what}: write lower-case words '
            'joined by underscores'
        )
    if len(name) > max_length:
        raise CannotWriteError(
            f'{name!r} is too long for {what}: at most {max_length} characters'
        )
