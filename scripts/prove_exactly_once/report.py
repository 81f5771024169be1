"""The report of a proof."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from scripts.prove_exactly_once import compare


@dataclasses.dataclass
class Report:
    """Events and checks of a proof; docs/reliability.md explains them."""

    seed: int
    disk: str
    secs: float = 0.0
    versions: int = 0
    learners: int = 0
    sessions: int = 0
    broken_sessions: int = 0
    repaired_sessions: int = 0
    events: int = 0
    destroyed_events: int = 0
    log_events: int = 0
    undelivered: int = 0
    requests: int = 0
    page_sessions: int = 0
    page_events: int = 0
    page_mishaps: dict[str, int] = dataclasses.field(default_factory=dict)
    mishaps: dict[str, int] = dataclasses.field(default_factory=dict)
    faults: dict[str, int] = dataclasses.field(default_factory=dict)
    actions: dict[str, int] = dataclasses.field(default_factory=dict)
    notes: list[str] = dataclasses.field(default_factory=list)
    checks: list[compare.Check] = dataclasses.field(default_factory=list)

    @property
    def is_proved(self) -> bool:
        """Whether all numbers agree."""
        return bool(self.checks) and all(one.is_passed for one in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """Returns the report as JSON."""
        return {**dataclasses.asdict(self), 'is_proved': self.is_proved}

    def to_text(self) -> str:
        """Returns the report as text."""
        facts = dataclasses.asdict(self)
        del facts['checks'], facts['notes']
        lines = [
            f'{name.replace("_", " ")}: {_format(value)}'
            for name, value in facts.items()
        ]
        for check in self.checks:
            verdict = 'ok' if check.is_passed else 'WRONG'
            lines.append(f'{verdict}: {check.what} ({check.num_compared})')
            lines.extend(f'    {text}' for text in check.differences)
        verdict = 'PROVED' if self.is_proved else 'NOT PROVED'
        return '\n'.join([*lines, *self.notes, verdict])


def _format(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value)
    return f'{value:.0f}' if isinstance(value, float) else str(value)
