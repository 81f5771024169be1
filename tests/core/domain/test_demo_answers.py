"""The demo explorations classify likely answers correctly."""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.domain import exp_services, exp_yaml
from scripts import node

pytestmark = pytest.mark.no_store

_SCRIPTS = node.ROOT / 'static/js'

# The player's own engine shows where each answer leads.
_PROGRAM = f"""
import {{createInterface}} from 'node:readline';
import {{loadInteractions}} from
  '{(_SCRIPTS / 'interactions/registry.js').as_uri()}';
import {{ExplorationEngine}} from
  '{(_SCRIPTS / 'player/services/exploration_engine.js').as_uri()}';
for await (const line of createInterface(process.stdin)) {{
  const {{exploration, answer}} = JSON.parse(line);
  await loadInteractions(Object.values(exploration.states).map(
    ({{interaction}}) => interaction.id));
  const engine = new ExplorationEngine(exploration);
  engine.start();
  console.log(JSON.stringify(engine.submitAnswer(answer)));
}}
"""

Submit = Callable[[str, str, Any], dict[str, Any]]


@functools.cache
def demo(exp_id: str) -> dict[str, Any]:
    """Returns a demo in the form in which the player gets it."""
    path = exp_services.DEMO_EXPLORATIONS_DIR / f'{exp_id}.yaml'
    return exp_yaml.exploration_from_yaml(exp_id, path.read_text()).to_dict()


@pytest.fixture(scope='module', name='submit')
def fixture_submit() -> Iterator[Submit]:
    """A function that answers a card of a demo; all tests share its engine."""
    engine = subprocess.Popen(
        [str(node.node_path()), '--input-type=module', '--eval', _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with engine:
        assert engine.stdin
        assert engine.stdout
        lines, results = engine.stdin, engine.stdout

        def submit(exp_id: str, state_name: str, answer: Any) -> dict[str, Any]:
            exploration = {**demo(exp_id), 'init_state_name': state_name}
            print(
                json.dumps({'exploration': exploration, 'answer': answer}),
                file=lines,
                flush=True,
            )
            result = json.loads(results.readline())
            assert isinstance(result, dict)
            return result

        yield submit


@pytest.mark.parametrize(
    ('exp_id', 'state_name', 'answer', 'is_right'),
    [
        ('seasons_quiz', 'On the other half', 'in summer', True),
        ('seasons_quiz', 'On the other half', "It's summer", True),
        ('seasons_quiz', 'On the other half', 'Winter', False),
        ('seasons_quiz', 'Closest to the Sun', 'the 3rd of January', True),
        ('seasons_quiz', 'Closest to the Sun', 'July', False),
        ('chances', 'A word for 1', 'for sure', True),
        ('chances', 'A word for 1', 'not sure', False),
    ],
)
def test_a_phrase_is_classified_like_its_word(
    submit: Submit,
    exp_id: str,
    state_name: str,
    answer: str,
    is_right: bool,
) -> None:
    result = submit(exp_id, state_name, answer)
    assert result['labelledAsCorrect'] is is_right


@pytest.mark.parametrize(
    ('state_name', 'answer', 'is_right'),
    [
        ('The jugs', [[1], [3], [0], [2]], True),
        ('The jugs', [[0], [1], [2], [3]], False),
        ('Half a jug', '3/8', True),
        ('Half a jug', '6/16', True),
        ('Half a jug', '3/4', False),
        ('Syrup and water', '200:1000', True),
        ('Syrup and water', '5:1', False),
        ('Equal tables', ['6', '4', '3', '2'], True),
        ('Equal tables', ['2', '5'], False),
        ('Glasses', '1,5 l', True),
        ('Glasses', '1500 ml', True),
        ('Glasses', '1.5 litres', True),
        ('Glasses', '1500', False),
        ('Any number of guests', '3 + n*2', True),
        ('Any number of guests', 'n + n + 3', True),
        ('Any number of guests', '2(n+3)', False),
        ('The bill', '14 = 2 + 4p', True),
        ('The bill', 'p=3', False),
        ('The bill', '4p=14', False),
    ],
)
def test_arithmetic_is_classified_by_its_meaning(
    submit: Submit, state_name: str, answer: Any, is_right: bool
) -> None:
    result = submit('lemonade', state_name, answer)
    assert result['labelledAsCorrect'] is is_right


@pytest.mark.parametrize(
    ('state_name', 'answer', 'words'),
    [
        ('The labels', [[2, 3], [0], [1]], 'Yes'),
        ('The labels', [[3], [2], [0], [1]], 'order is right'),
        ('The labels', [[3], [0], [1], [2]], 'Kilo means'),
        ('The labels', [[1], [0], [3], [2]], 'weakest first'),
        ('The labels', [[2], [1], [0], [3]], 'strongest'),
        ('Three minutes', '3/60', 'Yes'),
        ('Three minutes', '3/100', '100 minutes'),
        ('Three minutes', '20', 'what part'),
        ('The kettle', '2000 \xd7 1/20', 'Right'),
        ('The kettle', '2000*3/60', 'Right'),
        ('The kettle', '2000/20', 'Right'),
        ('The kettle', '100', 'You worked it out'),
        ('The kettle', '2000*3', 'minutes'),
        ('The kettle', '2000/(1/20)', 'shorter time'),
        ('The kettle', '2000+1/20', 'cannot be added'),
        ('The hair dryer', '1 kWh', 'Yes'),
        ('The hair dryer', '1000 Wh', 'Yes'),
        ('The hair dryer', '1 kW h', 'Yes'),
        ('The hair dryer', '1 kW/h', 'divided by'),
        ('The hair dryer', '1kW', 'unit of power'),
        ('The hair dryer', '1', 'of what'),
        ('The hair dryer', '2 kWh', 'whole hour'),
        ('The hair dryer', '4 kWh', 'whole hour'),
        ('Any appliance', '30pt', 'whole bill'),
        ('Any appliance', 't*p*30', 'whole bill'),
        ('Any appliance', 'pt', 'That is the energy'),
        ('Any appliance', '30(p+t)', 'give 60'),
        ('Any appliance', '30p/t', 'cheaper'),
        ('One week', [0, 2], 'Exactly'),
        ('One week', [0], 'never off'),
        ('One week', [2], '14 times'),
        ('One week', [0, 2, 3], '1/20 of an'),
        ('One week', [0, 1, 2], '35 hours'),
    ],
)
def test_each_usual_mistake_about_energy_has_its_feedback(
    submit: Submit, state_name: str, answer: Any, words: str
) -> None:
    result = submit('watts_and_hours', state_name, answer)
    assert words in result['feedbackHtml']
    praise = {'Yes', 'Right', 'You worked it out', 'whole bill', 'Exactly'}
    assert result['labelledAsCorrect'] is (words in praise)


@pytest.mark.parametrize(
    ('state_name', 'answer', 'words'),
    [
        ('An even roll', '3/6', 'Right'),
        ('An even roll', '1/2', 'Right'),
        ('An even roll', '50/100', 'Right'),
        ('An even roll', '50', 'in percent'),
        ('An even roll', '3/3', 'all</em> faces'),
        ('An even roll', '1', 'every</em> roll'),
        ('An even roll', '6/6', 'every</em> roll'),
        ('An even roll', '6/3', 'Turn it round'),
        ('An even roll', '7/6', 'cannot be less than 0'),
        ('A six', '1/6', 'Right'),
        ('A six', '6/36', 'Right'),
        ('A six', '1/5', 'other</em> faces'),
        ('A six', '6/6', 'The 6 <em>on'),
        ('A six', '5/6', 'not</em> rolling'),
        ('A six', '17', 'in percent'),
        ('Two heads', '¼', 'Right'),
        ('Two heads', '2/4', 'one coin'),
        ('Two heads', '1/3', 'one third'),
        ('Two heads', '25', '25 percent'),
        ('A hundred doors', '1/100', 'Right'),
        ('A hundred doors', '50/100', 'lucky'),
        ('A hundred doors', '1/99', 'all doors'),
        ('A hundred doors', '1', '1 percent'),
        ('Your chance', '4/6', 'Right'),
        ('Your chance', '1/3', 'you <em>stay'),
        ('Your chance', '67', 'In how many games'),
    ],
)
def test_each_usual_mistake_about_a_chance_has_its_feedback(
    submit: Submit, state_name: str, answer: str, words: str
) -> None:
    of_doors = ('A hundred doors', 'Your chance')
    exp_id = 'three_doors' if state_name in of_doors else 'chances'
    result = submit(exp_id, state_name, answer)
    assert words in result['feedbackHtml']
    assert result['labelledAsCorrect'] is (words == 'Right')
