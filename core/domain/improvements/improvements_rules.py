"""The tasks that session data raise.

state_rules has the rules about one state; this module has the rule about cycles
of states, and applies all of them.

The value of a task is `weight * n * excess`: the number of the n sessions at
risk that would do better if the state were just at the threshold, estimated
conservatively (by the bound of the interval), times the gain of each
(feconf.TASK_WEIGHTS).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core import feconf
from core.domain import exp_domain, state_history_domain
from core.domain.improvements import (
    cycles,
    improvements_domain,
    state_rules,
    task_samples,
)
from core.domain.improvements.improvements_domain import (
    FoundTask,
    TaskType,
    Threshold,
)
from core.domain.improvements.state_facts import ExplorationFacts, StateFacts
from core.domain.summaries import (
    exploration_summary,
    log_rows,
    session_summary,
)

Summary = exploration_summary.ExplorationSummary

_LOOP = 'CyclicStateTransitions'
LOOP_TYPE: TaskType = 'ineffective_feedback_loop'
_LOOP_THRESHOLD: Threshold = {
    'name': 'INEFFECTIVE_FEEDBACK_LOOP_RATE_THRESHOLD',
    'value': feconf.INEFFECTIVE_FEEDBACK_LOOP_RATE_THRESHOLD,
    'unit': 'share of the sessions that came to all cards of the cycle',
}


def _loops(
    summary: Summary, exploration: exp_domain.Exploration
) -> Iterator[tuple[tuple[str, ...], state_rules.Finding]]:
    """Yields cycles in which many learners gave up.

    The sessions at risk are those at its least visited state, an upper bound
    for those that reached all its states.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    state_names = exploration.states.keys() & summary.states.keys()
    for (issue_type, closed), row in summary.issues.rows.items():
        if issue_type == _LOOP and state_names >= set(closed):
            counts[cycles.rotate(cycles.open_cycle(closed))] += row[0]
    for names, count in counts.items():
        came = min(summary.states[name].num_sessions for name in names)
        finding = state_rules.more_than(count, came, _LOOP_THRESHOLD['value'])
        if finding:
            yield names, finding


# The type of a task and its states.
_Problem = tuple[TaskType, tuple[str, ...]]
_Findings = dict[_Problem, state_rules.Finding]


def issue_keys(
    task_type: str, state_names: tuple[str, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """Returns the playthrough issues that illustrate a task.

    Args:
        task_type: Its type.
        state_names: Its states.
    """
    if task_type == LOOP_TYPE:
        return [(_LOOP, turn) for turn in cycles.closed_turns(state_names)]
    return [
        (issue, state_names)
        for rule in state_rules.STATE_RULES
        if rule.task_type == task_type
        for issue in rule.issues
    ]


def find_tasks(
    total: Summary,
    exploration: exp_domain.Exploration,
    history: state_history_domain.StateHistory,
    own: Mapping[int, Summary],
    k_anonymity: int = feconf.ANSWERS_K_ANONYMITY,
) -> list[FoundTask]:
    """Returns the tasks, most valuable first.

    Args:
        total: The session data, mapped to the states of `exploration`.
        exploration: The version whose states are examined.
        history: The states of its versions.
        own: Parts of `total`: the session data of each version played,
            mapped to the same states; all versions, or the latest ones. If it
            is empty, `evidence_from_version` is None.
        k_anonymity: The number of sessions that must have given an answer for
            it to be shown.
    """
    findings = _find(total, exploration, k_anonymity)
    since = _evidence_versions(findings, exploration, own, k_anonymity)
    version = exploration.version
    tasks: list[FoundTask] = [
        {
            'task_id': improvements_domain.make_task_id(
                task_type,
                [history.identity_of(version, name) for name in names],
            ),
            'task_type': task_type,
            'state_name': names[0],
            'state_names': list(names),
            'num_sessions_affected': finding.num_affected,
            'value': feconf.TASK_WEIGHTS[task_type] * finding.gain,
            'evidence': finding.evidence,
            'threshold': _threshold_of(task_type),
            'num_playthroughs': _num_playthroughs(
                total, task_type, names, finding.evidence
            ),
            'evidence_from_version': since[task_type, names].version,
            'evidence_is_older': since[task_type, names].is_older,
            'changed_version': max(
                history.last_changed(version, name) for name in names
            ),
        }
        for (task_type, names), finding in findings.items()
    ]
    return sorted(tasks, key=lambda task: (-task['value'], task['task_id']))


def _find(
    summary: Summary, exploration: exp_domain.Exploration, k_anonymity: int
) -> _Findings:
    exploration_facts = ExplorationFacts(summary, k_anonymity)
    findings: _Findings = {
        (LOOP_TYPE, names): finding
        for names, finding in _loops(summary, exploration)
    }
    for name, done in summary.states.items():
        state = exploration.states.get(name)
        if state is None or state.interaction.is_terminal:
            continue
        facts = StateFacts(name, state, done, exploration_facts, exploration)
        findings.update(
            ((task_type, (name,)), finding)
            for task_type, finding in _find_at(facts)
        )
    return findings


def _find_at(
    facts: StateFacts,
) -> Iterator[tuple[TaskType, state_rules.Finding]]:
    raised = {
        rule: finding
        for rule in state_rules.STATE_RULES
        if (finding := rule.find(facts, rule.threshold['value'])) is not None
    }
    types = {rule.task_type for rule in raised}
    for rule, finding in raised.items():
        if types.isdisjoint(rule.unless):
            yield rule.task_type, finding


class _Since(NamedTuple):
    version: int | None
    is_older: bool


def _evidence_versions(
    findings: _Findings,
    exploration: exp_domain.Exploration,
    own: Mapping[int, Summary],
    k_anonymity: int,
) -> dict[_Problem, _Since]:
    """Returns `evidence_from_version` and `evidence_is_older` by problem."""
    if not own or not findings:
        return dict.fromkeys(findings, _Since(None, is_older=False))
    since: dict[_Problem, _Since] = {}
    latest, *others = sorted(own, reverse=True)
    plays = own[latest]
    for number in (latest, *others):
        if len(since) == len(findings):
            break
        if number != latest:
            # Not `+=`, which would modify a summary of `own`.
            plays = plays + own[number]
        of_plays = _find(plays, exploration, k_anonymity)
        for key in findings.keys() & of_plays.keys():
            since.setdefault(key, _Since(number, is_older=False))
    older = _Since(min(own) - 1, is_older=True)
    return {key: since.get(key, older) for key in findings}


def _threshold_of(task_type: str) -> Threshold:
    for rule in state_rules.STATE_RULES:
        if rule.task_type == task_type:
            return rule.threshold
    return _LOOP_THRESHOLD


def _num_playthroughs(
    summary: Summary,
    task_type: str,
    names: tuple[str, ...],
    evidence: improvements_domain.Evidence,
) -> int:
    return sum(
        min(
            feconf.MAX_PLAYTHROUGHS_PER_ISSUE,
            sum(
                task_samples.proves(
                    task_type, names[0], evidence, _steps(content)
                )
                for content in stored.contents.values()
            ),
        )
        for key in issue_keys(task_type, names)
        if (stored := summary.playthroughs.get(key)) is not None
    )


def _steps(content: Mapping[str, Any]) -> list[task_samples.Step]:
    actions = [session_summary.Action(*values) for values in content['actions']]
    return [
        task_samples.Step(
            action.state_name,
            log_rows.answer_of_text(action.answer) if action.answer else None,
            action.dest_state_name,
        )
        for action in actions
    ]
