"""The findings of an audit, in the form of its report.

Findings are a dictionary with the fields of a report, so that an audit can
store them between steps.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.domain import stats_counters_services, stats_domain
from core.domain.statistics_tab.statistics_models import AuditDifference

Findings = dict[str, Any]

# Differences and violations listed in a report; each takes about 200 bytes.
MAX_LISTED = 200


@dataclasses.dataclass
class MissingCounts:
    """The difference of one version's counters, and the sessions concerned.

    Attributes:
        counts: The amounts by which counters are too low; may be negative.
        num_sessions: The number of sessions concerned, by counter.
    """

    counts: stats_domain.Counts = dataclasses.field(default_factory=Counter)
    num_sessions: stats_domain.Counts = dataclasses.field(
        default_factory=Counter
    )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> MissingCounts:
        """Parses the result of `to_json`; empty JSON means no difference."""
        return cls(
            *(
                stats_counters_services.from_json(stored.get(name, {}))
                for name in ('counts', 'num_sessions')
            )
        )

    def to_json(self) -> dict[str, Any]:
        """Returns the JSON form."""
        return {
            'counts': stats_counters_services.to_json(self.counts),
            'num_sessions': stats_counters_services.to_json(self.num_sessions),
        }

    def add_session(self, missing: stats_domain.Counts) -> None:
        """Adds the difference of one session."""
        self.counts = stats_domain.added(self.counts, missing)
        self.num_sessions.update(key for key, count in missing.items() if count)

    def differences(
        self, version: int, counted: stats_domain.Counts
    ) -> list[AuditDifference]:
        """Returns the counters that differ.

        Args:
            version: The version.
            counted: Their values.
        """
        return [
            {
                'exp_version': version,
                'state_name': state_name,
                'counter': name,
                'counted': counted[state_name, name],
                'recomputed': counted[state_name, name] + count,
                'num_sessions': self.num_sessions[state_name, name],
            }
            for (state_name, name), count in sorted(
                self.counts.items(),
                key=lambda item: (item[0][0] or '', item[0][1]),
            )
            if count
        ]


def with_numbers(findings: Findings, **numbers: int) -> Findings:
    """Returns findings with some numbers added."""
    return findings | {
        name: findings.get(name, 0) + number for name, number in numbers.items()
    }


def with_differences(
    findings: Findings, field: str, differences: Sequence[AuditDifference]
) -> Findings:
    """Returns findings with more differences.

    Args:
        findings: The findings so far.
        field: 'differences', or 'repaired' for repaired ones.
        differences: The differences.
    """
    listed = [*findings.get(field, []), *differences]
    return with_numbers(findings, **{f'num_{field}': len(differences)}) | {
        field: listed[:MAX_LISTED]
    }


def with_violations(findings: Findings, violations: Iterable[str]) -> Findings:
    """Returns findings with more violated invariants."""
    listed = [*findings.get('violations', []), *violations]
    return findings | {'violations': listed[:MAX_LISTED]}


def with_unrecognised_counters(
    findings: Findings, counters: Mapping[str, int]
) -> Findings:
    """Returns findings with more counts of unknown counters."""
    stored = findings.get('unrecognised_counters', {})
    sums = Counter(stored) + Counter(counters)
    for name in sorted(sums)[MAX_LISTED:]:
        sums[stats_counters_services.OTHER_COUNTERS] += sums.pop(name)
    return findings | {'unrecognised_counters': dict(sums)}
