"""The explorations in data/explorations are valid and useful demos."""

from __future__ import annotations

import functools
import pathlib
from contextlib import nullcontext as does_not_raise

import pytest

from core import errors
from core.domain import (
    exp_deletion_services,
    exp_domain,
    exp_services,
    exp_validation,
    exp_yaml,
    html_cleaner,
    rights_services,
    rule_warnings,
    state_domain,
    yaml_reader,
)
from core.domain.interactions import registry
from tests.core.domain import version_builder

PATHS = sorted(exp_services.DEMO_EXPLORATIONS_DIR.glob('*.yaml'))
EXP_IDS = [path.stem for path in PATHS]
ROOT = exp_services.DEMO_EXPLORATIONS_DIR.parents[1]
OWNER = 'dev:creator@example.com'


# Cached, as no test modifies the result.
@functools.cache
def read(path: pathlib.Path) -> exp_domain.Exploration:
    text = path.read_text(encoding='utf-8')
    return exp_yaml.exploration_from_yaml(path.stem, text)


def outcomes(
    exploration: exp_domain.Exploration,
) -> list[tuple[str, state_domain.Outcome]]:
    return [
        (name, outcome)
        for name, state in exploration.states.items()
        for _, outcome in state.interaction.outcomes()
    ]


def test_there_are_at_least_four_demos() -> None:
    assert len(PATHS) >= 4


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_demo_can_be_published(path: pathlib.Path) -> None:
    # Strict: every card can be reached and leads to an end.
    with does_not_raise():
        exp_validation.validate_exploration(read(path), strict=True)
    assert list(rule_warnings.find(read(path))) == []


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_demo_survives_cleaning_and_writing(
    path: pathlib.Path,
) -> None:
    exploration = read(path)
    document = yaml_reader.read(path.read_text(encoding='utf-8'))
    for name, state in exploration.states.items():
        written = document.value['states'][name]['content']['html']
        assert html_cleaner.clean(written) == written
        assert state.content.html == written
    text = exp_yaml.exploration_to_yaml(exploration)
    assert exp_yaml.exploration_from_yaml(path.stem, text) == exploration


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_demo_has_the_size_of_a_short_lesson(path: pathlib.Path) -> None:
    num_states = len(read(path).states)
    assert num_states == 1 or 6 <= num_states <= 14


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_demo_gives_feedback_to_every_wrong_answer(
    path: pathlib.Path,
) -> None:
    for name, outcome in outcomes(read(path)):
        if outcome.dest == name:
            assert not html_cleaner.is_blank(outcome.feedback.html), name


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_demo_refers_to_existing_explorations(
    path: pathlib.Path,
) -> None:
    exploration = read(path)
    named = {
        outcome.refresher_exploration_id
        for _, outcome in outcomes(exploration)
        if outcome.refresher_exploration_id
    }
    for name in exploration.terminal_state_names:
        args = exploration.states[name].interaction.customization_args
        named |= set(args['recommendedExplorationIds']['value'])
    assert named
    assert named <= set(EXP_IDS) - {path.stem}


@pytest.mark.no_store
@pytest.mark.parametrize('path', PATHS, ids=EXP_IDS)
def test_each_solution_belongs_to_a_question_with_a_correct_answer(
    path: pathlib.Path,
) -> None:
    for name, state in read(path).states.items():
        if state.interaction.solution is None:
            continue
        correct = [
            outcome
            for _, outcome in state.interaction.outcomes()
            if outcome.labelled_as_correct
        ]
        assert correct, name
        assert all(outcome.dest != name for outcome in correct)


def by_id(exp_id: str) -> exp_domain.Exploration:
    return read(exp_services.DEMO_EXPLORATIONS_DIR / f'{exp_id}.yaml')


@pytest.mark.no_store
def test_one_demo_is_linear() -> None:
    exploration = by_id('chances')
    for name, dests in exploration.get_destinations().items():
        assert len(set(dests) - {name}) <= 1
    used = {state.interaction.id for state in exploration.states.values()}
    asked = {'Continue', 'FractionInput', 'NumericInput', 'TextInput'}
    assert asked <= used


@pytest.mark.no_store
def test_one_demo_branches_and_leads_back() -> None:
    exploration = by_id('three_doors')
    order = exploration.get_ordered_state_names()
    ways = exploration.get_destinations()
    branches = [name for name in order if len(set(ways[name]) - {name}) > 1]
    back_links = [
        (name, dest)
        for name in order
        for dest in set(ways[name])
        if order.index(dest) < order.index(name)
    ]
    refreshers = {
        outcome.refresher_exploration_id
        for name, outcome in outcomes(exploration)
        if outcome.dest == name
    }
    assert len(branches) >= 3
    assert len(back_links) >= 3
    assert 'chances' in refreshers


@pytest.mark.no_store
def test_one_demo_is_a_quiz_with_hints_and_much_feedback() -> None:
    exploration = by_id('seasons_quiz')
    for name, state in exploration.states.items():
        interaction = state.interaction
        if interaction.is_terminal:
            continue
        distractors = [
            outcome
            for _, outcome in interaction.outcomes()
            if outcome.dest == name
        ]
        assert interaction.hints, name
        assert (
            len({distractor.feedback.html for distractor in distractors}) >= 4
        )
        assert (
            interaction.solution is not None
            or not interaction.spec.can_have_solution
        )


@pytest.mark.no_store
def test_one_demo_is_a_single_terminal_card() -> None:
    exploration = by_id('find_north')
    assert exploration.terminal_state_names == [exploration.init_state_name]
    assert len(exploration.states) == 1


@pytest.mark.no_store
def test_one_demo_uses_parameters() -> None:
    exploration = by_id('big_numbers')
    assert exploration.param_specs.keys() == {'guide', 'guess'}


@pytest.mark.no_store
def test_one_demo_asks_for_places_and_for_several_choices() -> None:
    exploration = by_id('planets')
    used = [state.interaction for state in exploration.states.values()]
    ids = [interaction.id for interaction in used]
    assert ids.count('ImageClickInput') >= 3
    assert ids.count('ItemSelectionInput') >= 3
    for interaction in used:
        if interaction.id == 'ImageClickInput':
            image = interaction.customization_args['imageAndRegions']['value']
            assert (ROOT / image['imagePath'].lstrip('/')).is_file()


def test_loading_publishes_all_of_them_once() -> None:
    assert exp_services.load_demo_explorations(OWNER) == EXP_IDS
    summaries = exp_services.get_public_exploration_summaries()
    assert sorted(summary.exp_id for summary in summaries) == EXP_IDS
    for exp_id in EXP_IDS:
        rights = rights_services.get_exploration_rights(exp_id)
        assert rights.owner_ids == [OWNER]
        assert exp_services.get_latest_version(exp_id) == 1
    assert exp_services.load_demo_explorations('dev:other') == []


def test_loading_keeps_later_changes_by_the_owner() -> None:
    exp_services.load_demo_explorations(OWNER)
    change = {
        'cmd': 'edit_exploration_property',
        'property_name': 'title',
        'new_value': 'My own title',
    }
    version_builder.save_changes(OWNER, EXP_IDS[0], [change], '', 1)
    exp_deletion_services.delete_exploration(OWNER, EXP_IDS[1])
    assert exp_services.load_demo_explorations(OWNER) == []
    title = exp_services.get_exploration_by_id(EXP_IDS[0]).title
    assert title == 'My own title'
    with pytest.raises(errors.EntityNotFoundError):
        exp_services.get_exploration_by_id(EXP_IDS[1])


@pytest.mark.no_store
def test_every_interaction_is_in_a_demo() -> None:
    used = {
        state.interaction.id
        for path in PATHS
        for state in read(path).states.values()
    }
    assert used == set(registry.get_interaction_ids())
