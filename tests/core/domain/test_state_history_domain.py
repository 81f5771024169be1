"""Counts follow a card through renames, deletions, additions and reverts."""

from __future__ import annotations

import copy
import dataclasses
import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain import (
    exp_history_domain,
    state_history_domain,
    stats_domain,
)

pytestmark = pytest.mark.no_store

NAMES = ['A', 'B', 'C', 'D', 'E']


def make_commit(
    version: int,
    state_names: list[str],
    change_list: list[dict[str, Any]],
    commit_type: exp_history_domain.CommitType = 'edit',
) -> exp_history_domain.ExplorationCommit:
    return exp_history_domain.ExplorationCommit(
        version=version,
        commit_type=commit_type,
        commit_message='',
        committer_id='someone',
        created_on=datetime.datetime(2026, 1, 1),
        change_list=change_list,
        init_state_name=state_names[0],
        state_names=tuple(state_names),
    )


def add(name: str) -> dict[str, Any]:
    return {'cmd': 'add_state', 'state_name': name}


def delete(name: str) -> dict[str, Any]:
    return {'cmd': 'delete_state', 'state_name': name}


def rename(old: str, new: str) -> dict[str, Any]:
    return {
        'cmd': 'rename_state',
        'old_state_name': old,
        'new_state_name': new,
    }


def revert(version: int) -> dict[str, Any]:
    return {'cmd': 'revert', 'version_number': version}


def history(*commits: tuple) -> state_history_domain.StateHistory:
    first, *others = commits
    return state_history_domain.StateHistory(
        [
            make_commit(1, first[0], [], 'create'),
            *(
                make_commit(version, names, changes, kind)
                for version, (names, changes, kind) in enumerate(others, 2)
            ),
        ]
    )


@pytest.mark.parametrize(
    ('names', 'changes', 'expected'),
    [
        (['A', 'X'], [rename('B', 'X')], {'A': 'A', 'B': 'X'}),
        (
            ['B', 'A'],
            [rename('A', 'T'), rename('B', 'A'), rename('T', 'B')],
            {'A': 'B', 'B': 'A'},
        ),
        (['A', 'B'], [delete('B'), add('B')], {'A': 'A'}),
        (['A', 'B'], [rename('A', 'C'), delete('C'), add('A')], {'B': 'B'}),
        (
            ['A', 'B', 'C'],
            [rename('A', 'C'), add('A')],
            {'A': 'C', 'B': 'B'},
        ),
        (['A', 'B'], [add('X'), delete('X')], {'A': 'A', 'B': 'B'}),
        (
            ['A', 'B'],
            [rename('A', 'B2'), rename('B2', 'A')],
            {'A': 'A', 'B': 'B'},
        ),
    ],
)
def test_cards_of_one_commit(names, changes, expected):
    cards = history((['A', 'B'],), (names, changes, 'edit'))

    assert cards.names_in(1, 2) == expected
    assert cards.names_in(2, 1) == {new: old for old, new in expected.items()}


def test_a_revert_restores_a_deleted_card_and_no_namesake():
    cards = history(
        (['A', 'B'],),
        (['A'], [delete('B')], 'edit'),
        (['A', 'B'], [add('B')], 'edit'),
        (['A', 'B'], [revert(1)], 'revert'),
        (['A', 'B'], [revert(3)], 'revert'),
    )

    assert cards.names_in(1, 3) == {'A': 'A'}
    assert cards.names_in(1, 4) == {'A': 'A', 'B': 'B'}
    assert cards.names_in(3, 4) == {'A': 'A'}
    assert cards.names_in(3, 5) == {'A': 'A', 'B': 'B'}


def test_a_revert_undoes_a_rename():
    cards = history(
        (['A', 'B'],),
        (['A', 'X'], [rename('B', 'X')], 'edit'),
        (['A', 'B'], [revert(1)], 'revert'),
    )

    assert cards.names_in(2, 3) == {'A': 'A', 'X': 'B'}


@dataclasses.dataclass(eq=False)
class Card:
    """A card of the naive model: an object with its own count."""

    hits: int = 0


class NaiveExploration:
    """Applies commands to objects, without diffs or identities.

    A revert restores the same objects as in the target version.
    """

    def __init__(self, names: list[str]) -> None:
        self.cards = {name: Card() for name in names}
        self.versions = [dict(self.cards)]
        self.commits = [make_commit(1, names, [], 'create')]

    def edit(self, commands: list[dict[str, Any]]) -> None:
        for command in commands:
            self._apply(command)
        self._save(commands, 'edit')

    def _apply(self, command: dict[str, Any]) -> None:
        match command['cmd']:
            case 'add_state':
                self.cards[command['state_name']] = Card()
            case 'delete_state':
                del self.cards[command['state_name']]
            case 'rename_state':
                card = self.cards.pop(command['old_state_name'])
                self.cards[command['new_state_name']] = card

    def revert(self, version: int) -> None:
        self.cards = dict(self.versions[version - 1])
        self._save([revert(version)], 'revert')

    def _save(self, commands: list, kind: Any) -> None:
        self.versions.append(dict(self.cards))
        self.commits.append(
            make_commit(
                len(self.versions), list(self.cards), copy.copy(commands), kind
            )
        )

    def play(self, version: int, name: str, count: int) -> None:
        self.versions[version - 1][name].hits += count


def draw_commands(data: st.DataObject, names: list[str]) -> list[dict]:
    """Draws commands that are valid in sequence and leave at least one card."""
    names = list(names)
    commands = []
    for _ in range(data.draw(st.integers(1, 5))):
        free = [name for name in NAMES if name not in names]
        kinds = ['add', 'rename'] * bool(free) + ['delete'] * (len(names) > 1)
        match data.draw(st.sampled_from(kinds)):
            case 'add':
                name = data.draw(st.sampled_from(free))
                names.append(name)
                commands.append(add(name))
            case 'delete':
                name = data.draw(st.sampled_from(names))
                names.remove(name)
                commands.append(delete(name))
            case 'rename':
                old = data.draw(st.sampled_from(names))
                new = data.draw(st.sampled_from(free))
                names[names.index(old)] = new
                commands.append(rename(old, new))
    return commands


@settings(max_examples=300)
@given(data=st.data())
def test_cumulative_counts_include_the_cards_that_carry_over(data):
    model = NaiveExploration(['A', 'B'])
    for _ in range(data.draw(st.integers(0, 6))):
        if len(model.versions) > 1 and data.draw(st.booleans()):
            latest = len(model.versions)
            model.revert(data.draw(st.integers(1, latest - 1)))
        else:
            model.edit(draw_commands(data, list(model.cards)))
    latest = len(model.versions)
    shown = data.draw(st.integers(1, latest))
    through = data.draw(st.integers(1, latest))
    own = play_randomly(model, through, data)

    cards = state_history_domain.StateHistory(model.commits)
    total = stats_domain.ExplorationStats.create_default(
        'exp', shown, cards.state_names(shown)
    )
    for stats in own:
        total += stats.advance_to(shown, cards)

    assert {
        name: stats.total_hit_count
        for name, stats in total.state_stats_mapping.items()
    } == {name: card.hits for name, card in model.versions[shown - 1].items()}
    assert total.num_starts == sum(stats.num_starts for stats in own)


def play_randomly(
    model: NaiveExploration, through: int, data: st.DataObject
) -> list[stats_domain.ExplorationStats]:
    own = []
    for version in range(1, through + 1):
        names = list(model.versions[version - 1])
        counts = data.draw(
            st.lists(
                st.integers(0, 9), min_size=len(names), max_size=len(names)
            )
        )
        for name, count in zip(names, counts, strict=True):
            model.play(version, name, count)
        own.append(
            stats_domain.ExplorationStats(
                exp_id='exp',
                exp_version=version,
                num_starts=data.draw(st.integers(0, 9)),
                state_stats_mapping={
                    name: stats_domain.StateStats(total_hit_count=count)
                    for name, count in zip(names, counts, strict=True)
                },
            )
        )
    return own


def edit(name: str) -> dict[str, Any]:
    return {
        'cmd': 'edit_state_property',
        'state_name': name,
        'property_name': 'content',
    }


class TestIdentities:
    def test_an_identity_survives_renames_and_distinguishes_namesakes(self):
        history = state_history_domain.StateHistory(
            [
                make_commit(1, ['A', 'B'], [], 'create'),
                make_commit(2, ['C', 'B'], [rename('A', 'C')]),
                make_commit(3, ['C', 'B', 'A'], [add('A')]),
            ]
        )
        assert history.identity_of(1, 'A') == history.identity_of(3, 'C')
        assert history.identity_of(3, 'A') != history.identity_of(3, 'C')

    @pytest.mark.parametrize(
        ('changes', 'expected'),
        [
            ([], 1),
            ([edit('A')], 2),
            ([edit('B')], 1),
            ([rename('A', 'A2')], 1),
            ([edit('A'), rename('A', 'A2')], 2),
            ([rename('A', 'A2'), edit('A2')], 2),
        ],
    )
    def test_only_an_edit_of_the_card_changes_it(self, changes, expected):
        name = 'A2' if rename('A', 'A2') in changes else 'A'
        history = state_history_domain.StateHistory(
            [
                make_commit(1, ['A', 'B'], [], 'create'),
                make_commit(2, [name, 'B'], changes),
                make_commit(3, [name, 'B'], []),
            ]
        )
        assert history.last_changed(3, name) == expected
        assert history.last_changed(1, 'A') == 1

    def test_deleting_and_recreating_a_state_is_not_an_edit(self):
        commit = make_commit(2, ['A'], [edit('B'), delete('B')])
        assert commit.edited_state_names == frozenset()

    def test_a_revert_changes_cards_edited_since_its_target(self):
        history = state_history_domain.StateHistory(
            [
                make_commit(1, ['A', 'B'], [], 'create'),
                make_commit(2, ['A', 'B'], [edit('A')]),
                make_commit(3, ['A', 'B'], [revert(1)], 'revert'),
            ]
        )
        assert history.last_changed(3, 'A') == 3
        assert history.last_changed(3, 'B') == 1

    def test_a_card_that_a_revert_brings_back_has_changed(self):
        history = state_history_domain.StateHistory(
            [
                make_commit(1, ['A', 'B'], [], 'create'),
                make_commit(2, ['A'], [delete('B')]),
                make_commit(3, ['A', 'B'], [revert(1)], 'revert'),
            ]
        )
        assert history.last_changed(3, 'B') == 3
        assert history.last_changed(3, 'A') == 1
