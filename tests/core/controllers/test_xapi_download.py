"""The event log as xAPI statements, checked by an xAPI library."""

from __future__ import annotations

import dataclasses
import re
import uuid

import pytest

from core import feconf
from core.domain.downloads import exported_event_domain, xapi_statements
from core.domain.fold import fold_services
from tests.core.controllers.event_log_builders import (
    ALL_KINDS,
    creator,
    download,
    play,
)
from tests.core.domain.fold_builders import now

__all__ = ['creator', 'now']


@pytest.fixture(scope='module')
def statement_of():
    """The model that validates a statement; importing it takes a second."""
    from ralph.models.xapi.base import statements

    return statements.BaseXapiStatement


class TestXapi:
    def test_every_line_is_a_statement(self, creator, now, statement_of):
        k = feconf.ANSWERS_K_ANONYMITY
        for _ in range(k):
            play('common', kinds=tuple(ALL_KINDS))
        rare = ('', 'Ein Wort mit Umlaut: Öl', '=1+1')
        play(*rare)
        now.pass_silence()
        fold_services.fold_waiting()
        lines = download(creator, '?format=xapi')
        assert len(lines) == k * (1 + len(ALL_KINDS)) + len(rare) + 1
        ids = set()
        for line in lines:
            statement_of(**line)
            ids.add(line['id'])
        assert len(ids) == len(lines)

    def test_a_wrong_statement_would_be_detected(self, creator, statement_of):
        play(kinds=('state_hit',))
        (statement, _) = download(creator, '?format=xapi')
        for name in ('actor', 'verb'):
            broken = {key: statement[key] for key in statement if key != name}
            with pytest.raises(ValueError, match=name):
                statement_of(**broken)

    @pytest.mark.parametrize('event_type', ALL_KINDS)
    def test_each_statement_type_has_a_verb_of_the_vocabulary(
        self, creator, event_type
    ):
        play(kinds=(event_type,))
        (statement, _) = download(creator, '?format=xapi')
        verb = statement['verb']['id']
        assert verb == xapi_statements.VERBS[event_type]
        assert re.fullmatch(
            r'http://(adlnet\.gov/expapi/verbs|id\.tincanapi\.com/verb)/[a-z]+',
            verb,
        )

    def test_an_answer_is_shown_with_its_correctness_and_duration(
        self, creator
    ):
        play('x', time_spent_in_state_secs=75.04)
        (statement, _) = download(creator, '?format=xapi')
        assert (
            statement['object']['id'] == 'http://localhost/explore/exp#card=A'
        )
        definition = statement['object']['definition']
        assert definition['interactionType'] == 'fill-in'
        assert statement['result']['duration'] == 'PT75.0S'
        assert 'response' not in statement['result']
        context = statement['context']
        assert context['revision'] == '1'
        grouping = context['contextActivities']['grouping']
        assert [activity['id'] for activity in grouping] == [
            'http://localhost/explore/exp?v=1'
        ]

    def test_right_and_wrong_answers_have_scores(self, creator, statement_of):
        event = exported_event_domain.ExportedEvent(
            event_type='answer_submitted',
            session='s',
            registration=str(uuid.uuid4()),
            statement_id=str(uuid.uuid4()),
            sequence_number=0,
            occurred_at='2026-01-31T00:00:00Z',
            exp_version=1,
            state_name='A b/ü',
            is_excluded=False,
            values={
                'time_spent_in_state_secs': 1.0,
                'interaction_id': 'NumericInput',
                'answer': 7,
                'is_answer_withheld': False,
                'is_answer_right': True,
                'answer_group_index': 0,
                'rule_spec_index': None,
                'classification_categorization': 'explicit',
                'is_feedback_useful': True,
            },
        )
        writer = xapi_statements.StatementWriter(
            'https://a.test', 'A', 'exp', 'T', 'pt-BR'
        )
        statement = writer.statement(event)
        statement_of(**statement)
        choices = dataclasses.replace(
            event, values={**event.values, 'answer': [0, 2]}
        )
        result = writer.statement(choices)['result']
        assert result['response'] == '0[,]2'
        assert statement['result']['response'] == '7'
        assert statement['result']['success'] is True
        assert statement['result']['score']['scaled'] == 1
        assert statement['object']['id'].endswith('#card=A%20b%2F%C3%BC')

    def test_learners_are_accounts_without_a_name(self, creator):
        play(kinds=('state_hit', 'state_complete'))
        first, second, _ = download(creator, '?format=xapi')
        assert first['actor'] == second['actor']
        assert set(first['actor']) == {'objectType', 'account'}
        registrations = {
            statement['context']['registration']
            for statement in (first, second)
        }
        assert len(registrations) == 1
