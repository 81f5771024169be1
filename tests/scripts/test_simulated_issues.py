"""Simulated learners produce every kind of playthrough issue."""

from __future__ import annotations

import collections
import json
import subprocess
from typing import Any

import pytest

from core.domain import exp_domain, exp_services, exp_yaml
from core.domain.summaries import (
    answer_key,
    log_rows,
    session_reader,
    session_summary,
)
from scripts import node

pytestmark = pytest.mark.no_store

PRINT_LOG_JS = node.ROOT / 'tests' / 'scripts' / 'simulator' / 'print_log.js'


def demo(exp_id: str) -> exp_domain.Exploration:
    path = exp_services.DEMO_EXPLORATIONS_DIR / f'{exp_id}.yaml'
    return exp_yaml.exploration_from_yaml(exp_id, path.read_text('utf-8'))


def play(exploration: exp_domain.Exploration) -> list[dict[str, Any]]:
    node_path = node.node_path()
    assert node_path is not None
    settings = {
        'exploration': exploration.to_dict(),
        'learners': 150,
        'seed': '1',
    }
    played = subprocess.run(
        [node_path, str(PRINT_LOG_JS), json.dumps(settings)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return list(json.loads(played.stdout))


def row_of(event: dict[str, Any]) -> log_rows.LogRow:
    row = log_rows.LogRow(
        event['sequence_number'],
        event['client_time_msecs'],
        event['event_id'],
        event['event_type'],
        event['state_name'],
        event.get('time_spent_in_state_secs', -1.0),
    )
    if event['event_type'] != 'answer_submitted':
        return row
    return row._replace(
        answer=log_rows.answer_text(event['answer']),
        answer_group_index=event['answer_group_index'],
        classification_categorization=event['classification_categorization'],
        counted_value=event['is_feedback_useful'],
    )


def summaries(exp_id: str) -> list[session_summary.SessionSummary]:
    exploration = demo(exp_id)
    rows: dict[str, list[log_rows.LogRow]] = collections.defaultdict(list)
    for event in play(exploration):
        rows[event['session_id']].append(row_of(event))
    key = answer_key.build_answer_key(exploration)
    return [
        session_reader.summarise_session(session_id, some, key)
        for session_id, some in rows.items()
    ]


def test_simulated_learners_produce_every_kind_of_issue():
    played = summaries('three_doors')
    assert len(played) >= 150
    assert not any(summary.problems for summary in played)
    kinds = collections.Counter(
        summary.issue.issue_type
        for summary in played
        if summary.issue is not None
    )
    assert set(kinds) == {
        'EarlyQuit',
        'MultipleIncorrectSubmissions',
        'CyclicStateTransitions',
    }
    # Most learners quit for other reasons, or complete the lesson.
    assert kinds['CyclicStateTransitions'] < len(played) / 5
    ends = collections.Counter(summary.end for summary in played)
    assert ends['completed'] > len(played) / 4


def test_a_lesson_without_loops_produces_no_cycles():
    # No card of this lesson leads back.
    kinds = {
        summary.issue.issue_type
        for summary in summaries('chances')
        if summary.issue
    }
    assert kinds == {'EarlyQuit', 'MultipleIncorrectSubmissions'}
