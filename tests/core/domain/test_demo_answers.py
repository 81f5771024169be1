"""The demo explorations classify likely answers correctly."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from core.domain import exp_services, exp_yaml
from scripts import node

pytestmark = pytest.mark.no_store

_ENGINE = node.ROOT / 'static/js/player/services/exploration_engine.js'

# The player's own engine shows where each answer leads.
_PROGRAM = f"""
import {{ExplorationEngine}} from '{_ENGINE.as_uri()}';
let text = '';
for await (const part of process.stdin) text += part;
const {{exploration, answer}} = JSON.parse(text);
const engine = new ExplorationEngine(exploration);
engine.start();
console.log(JSON.stringify(engine.submitAnswer(answer)));
"""


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
def test_a_phrase_counts_like_its_word(
    exp_id: str, state_name: str, answer: str, is_right: bool
) -> None:
    result = submit(exp_id, state_name, answer)
    assert result['labelledAsCorrect'] is is_right


def test_a_truncated_number_is_marked_as_rounded() -> None:
    result = submit('chances', 'A six', 0.16)
    assert not result['labelledAsCorrect']
    assert 'round' in result['feedbackHtml']


def submit(exp_id: str, state_name: str, answer: str | float) -> dict[str, Any]:
    path = exp_services.DEMO_EXPLORATIONS_DIR / f'{exp_id}.yaml'
    exploration = exp_yaml.exploration_from_yaml(exp_id, path.read_text())
    exploration.init_state_name = state_name
    content = exploration.to_dict()
    done = subprocess.run(
        [str(node.node_path()), '--input-type=module', '--eval', _PROGRAM],
        input=json.dumps({'exploration': content, 'answer': answer}),
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    assert isinstance(result, dict)
    return result
