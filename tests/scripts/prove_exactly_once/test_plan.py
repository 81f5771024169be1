"""The seed determines the planned faults."""

from __future__ import annotations

import collections

from scripts.prove_exactly_once import plan


def test_the_same_seed_gives_the_same_plan() -> None:
    assert plan.steps(1, 50_000, 20) == plan.steps(1, 50_000, 20)
    assert plan.steps(1, 50_000, 20) != plan.steps(2, 50_000, 20)
    first, second = plan.FaultSource(3), plan.FaultSource(3)
    drawn = [first.draw() for _ in range(500)]
    assert drawn == [second.draw() for _ in range(500)]
    assert {fault for fault, _ in drawn} == {None, *plan.FAULTS}


def test_every_possible_event_is_planned_in_order() -> None:
    steps = plan.steps(1, 100_000, 100)
    assert steps == sorted(steps, key=lambda step: step.at_event)
    assert 0 <= steps[0].at_event <= steps[-1].at_event < 100_000
    actions = collections.Counter(step.action for step in steps)
    kills = ('kill_first', 'kill_second', 'kill_both')
    assert sum(actions[kill] for kill in kills) == 100
    assert all(
        actions[action] >= 5
        for action in ('disk_full', 'unpublish', 'edit', 'rename', 'revert')
    )


def test_a_small_run_covers_everything_else() -> None:
    actions = {step.action for step in plan.steps(1, 10, 0)}
    assert actions == {'disk_full', 'unpublish', 'edit', 'rename', 'revert'}
