"""A creator who edits a lesson while it is played."""

from __future__ import annotations

import http.client
import pathlib
import re
import time
import urllib.error
from collections.abc import Callable
from typing import Any, TypeVar

import yaml

from scripts import creator_client

MAZE_YAML = pathlib.Path(__file__).parent / 'maze.yaml'

_T = TypeVar('_T')

_RETRY_SECS = 0.25
_GIVE_UP_SECS = 240.0


class Creator:
    """Saves and reverts versions, renames cards, unpublishes and publishes.

    Because servers are killed meanwhile, actions are repeated until they
    succeed; saves only if no earlier attempt succeeded without a response.

    Args:
        url: The address of the app.
    """

    def __init__(self, url: str) -> None:
        self.exp_id = ''
        self.is_public = True
        # The names of cards by version and original name.
        self.names: dict[int, dict[str, str]] = {}
        self._client = creator_client.CreatorClient(url)

    def publish_maze(self) -> None:
        """Creates and publishes the lesson."""
        text = MAZE_YAML.read_text()
        self._persist(self._client.sign_in)
        self.exp_id = self._persist(lambda: self._client.publish(text))
        states = yaml.safe_load(text)['states']
        self.names[1] = {name: name for name in states}

    def set_public(self, is_public: bool) -> None:
        """Publishes the lesson, or makes it private."""
        self._persist(lambda: self._client.set_public(self.exp_id, is_public))
        self.is_public = is_public

    def edit(self, choice: int) -> None:
        """Saves a version in which one card has another text."""
        self._save(choice, is_renaming=False)

    def rename(self, choice: int) -> None:
        """Saves a version in which one card has another name."""
        self._save(choice, is_renaming=True)

    def _save(self, choice: int, *, is_renaming: bool) -> None:
        latest = max(self.names)
        lesson = yaml.safe_load(self._data()['yaml'])
        cards = sorted(self.names[1])
        card = cards[choice % len(cards)]
        old = self.names[latest][card]
        new = f'{card} {latest + 1}' if is_renaming else old
        lesson['states'][old]['content']['html'] = re.sub(
            r'( \(\d+\))?</p>',
            f' ({latest + 1})</p>',
            lesson['states'][old]['content']['html'],
            count=1,
        )
        text = yaml.safe_dump(_rename_card(lesson, old, new), sort_keys=False)
        renames = {old: new} if is_renaming else {}
        self._advance(
            lambda: self._client.save(self.exp_id, latest, text, renames)
        )
        self.names[latest + 1] = {**self.names[latest], card: new}

    def revert(self, choice: int) -> None:
        """Reverts to an earlier version."""
        latest = max(self.names)
        if latest == 1:
            self.edit(choice)
            return
        target = 1 + choice % (latest - 1)
        self._advance(lambda: self._client.revert(self.exp_id, latest, target))
        self.names[latest + 1] = dict(self.names[target])

    def statistics(self, version: int, through: int) -> dict[str, Any]:
        """Returns the counts of versions 1 to `through`.

        Args:
            version: The version whose cards are shown.
            through: The last version to count.
        """
        return self._persist(
            lambda: self._client.statistics(self.exp_id, version, through)
        )

    def processed_statistics(self) -> dict[str, Any]:
        """Folds the lesson and returns the view of its processed data."""
        self._persist(lambda: self._client.fold(self.exp_id))
        return self._persist(
            lambda: self._client.processed_statistics(self.exp_id)
        )

    def _data(self) -> dict[str, Any]:
        return self._persist(lambda: self._client.exploration(self.exp_id))

    def _advance(self, save: Callable[[], None]) -> None:
        """Saves a version exactly once."""
        wanted = max(self.names) + 1

        def save_once() -> None:
            latest = self._client.exploration(self.exp_id)['exp_version']
            if latest < wanted:
                save()

        self._persist(save_once)

    def _persist(self, action: Callable[[], _T]) -> _T:
        """Repeats an action until it succeeds."""
        end = time.monotonic() + _GIVE_UP_SECS
        while True:
            try:
                return action()
            except (OSError, http.client.HTTPException) as error:
                is_wrong = (
                    isinstance(error, urllib.error.HTTPError)
                    and error.code < 500
                    and error.code not in (409, 429)
                )
                if is_wrong or time.monotonic() > end:
                    raise
            time.sleep(_RETRY_SECS)


def _rename_card(lesson: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Returns a copy of a lesson with one card renamed."""

    def new_name(name: str) -> str:
        return new if name == old else name

    for state in lesson['states'].values():
        interaction = state['interaction']
        groups = interaction.get('answer_groups', [])
        outcomes = [group['outcome'] for group in groups]
        for outcome in [*outcomes, interaction.get('default_outcome')]:
            if outcome is not None:
                outcome['dest'] = new_name(outcome['dest'])
    states = {new_name(name): state for name, state in lesson['states'].items()}
    init = new_name(lesson['init_state_name'])
    return {**lesson, 'states': states, 'init_state_name': init}
