"""Spreads simulated learners over days on which a creator edits."""

from __future__ import annotations

import contextlib
import time
import urllib.error
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from scripts import creator_client

MAX_DAYS = 365

_DAY_MSECS = 24 * 60 * 60 * 1000

# Some learners open the link of a class.
_CLASSES = ('7a', '7b')

_HINT = '<p>Read the question once more, and take your time.</p>'
_WITHOUT_HINTS = ('Continue', 'EndExploration')


class CreatorError(Exception):
    """The creator's part failed; the message is one line for the user."""


class SimulatedDays:
    """Copies of explorations, played from some days ago until now.

    Args:
        url: The address of a development server.
        days: The days since the copies were published.
        versions: The versions of each copy, each played equally long.
    """

    def __init__(self, url: str, days: int, versions: int) -> None:
        self._creator = creator_client.CreatorClient(url)
        self._until_msecs = _now_msecs()
        self._from_msecs = self._until_msecs - days * _DAY_MSECS
        self._versions = versions

    def play(
        self,
        settings: dict[str, Any],
        play_part: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> dict[str, Any]:
        """Plays version by version.

        Args:
            settings: The settings of the whole simulation.
            play_part: Plays a part with the given settings; returns its result.

        Returns:
            The sum of the results.

        Raises:
            CreatorError: The creator may not edit an exploration, or the server
                is not a development server or does not respond.
        """
        with self._as_creator(self._begins(0)):
            exp_ids = [
                self._publish_copy(exp_id) for exp_id in settings['exp_ids']
            ]
        results = []
        for index in range(self._versions):
            if index > 0:
                self._improve(exp_ids, index)
            results.append(
                play_part(
                    {
                        **settings,
                        'exp_ids': exp_ids,
                        'classes': _CLASSES,
                        **self._learners_of(settings['learners'], index),
                        'between_msecs': [
                            self._begins(index),
                            self._begins(index + 1),
                        ],
                    }
                )
            )
        with self._as_creator(_now_msecs()):
            self._bring_up_to_date(exp_ids)
        return _sum_of(results)

    def _begins(self, index: int) -> int:
        """Returns when a version is published, in Unix milliseconds."""
        length = self._until_msecs - self._from_msecs
        return self._from_msecs + length * index // self._versions

    def _learners_of(self, learners: int, index: int) -> dict[str, int]:
        first = learners * index // self._versions
        after = learners * (index + 1) // self._versions
        return {'first_learner': first, 'learners': after - first}

    def _publish_copy(self, exp_id: str) -> str:
        copy = self._creator.copy(exp_id)
        for name in _CLASSES:
            self._creator.add_class(copy, name)
        return copy

    def _bring_up_to_date(self, exp_ids: list[str]) -> None:
        """Folds and audits, so that the statistics include all plays."""
        for exp_id in exp_ids:
            self._creator.fold(exp_id)
            self._creator.audit(exp_id)

    def _improve(self, exp_ids: list[str], index: int) -> None:
        """Adds a hint to one card of each exploration."""
        with self._as_creator(self._begins(index)):
            for exp_id in exp_ids:
                text = str(self._creator.exploration(exp_id)['yaml'])
                self._creator.save(exp_id, index, _with_hint(text, index))

    @contextlib.contextmanager
    def _as_creator(self, msecs: int) -> Iterator[None]:
        """Signs the creator in at a time; raises CreatorError for errors."""
        self._creator.set_time(msecs)
        try:
            self._creator.sign_in()
            yield
        except urllib.error.HTTPError as error:
            raise CreatorError(
                f'{error.url} answered {error.code}: --days needs a '
                'development server on which '
                f'{creator_client.CREATOR} may edit the explorations.'
            ) from error
        except urllib.error.URLError as error:
            raise CreatorError(
                f'No server answers at {self._creator.url} ({error.reason}).'
            ) from error


def _now_msecs() -> int:
    return int(time.time() * 1000)


def _with_hint(text: str, index: int) -> str:
    """Returns an exploration's YAML with one more hint."""
    exploration = yaml.safe_load(text)
    states = [
        state
        for state in exploration['states'].values()
        if state['interaction']['id'] not in _WITHOUT_HINTS
    ]
    if states:
        interaction = states[index % len(states)]['interaction']
        hints = interaction.setdefault('hints', [])
        hints.append({'hint_content': {'html': _HINT}})
    return yaml.safe_dump(exploration, allow_unicode=True, sort_keys=False)


def _sum_of(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Adds up the numbers of results, and joins their lists."""
    total = dict(results[0])
    for result in results[1:]:
        for name, value in result.items():
            if isinstance(value, dict):
                total[name] = {
                    key: total[name][key] + number
                    for key, number in value.items()
                }
            elif isinstance(value, int | list) and name != 'fault_rate':
                total[name] += value
            elif value is not None:
                total[name] = value
    return total
