"""The findings of an audit, which its steps collect."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from core.domain import stats_counters_services, stats_domain
from core.domain.job_runs import bad_data_domain
from core.domain.statistics_tab.statistics_models import AuditDifference

# The maximum length of each list in a report; an item takes about 200 bytes.
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
        self.counts = stats_domain.add(self.counts, missing)
        self.num_sessions.update(key for key, count in missing.items() if count)

    def differences(
        self, version: int, counted: stats_domain.Counts
    ) -> list[AuditDifference]:
        """Returns the counters that differ.

        Args:
            version: The version.
            counted: The values of the version's counters.
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


@dataclasses.dataclass(kw_only=True)
class Findings:
    """The findings of an audit of one exploration.

    Attributes:
        num_events: Events in the log.
        num_sessions: The sessions of these events.
        num_open_sessions: Open sessions with differences; their counts and
            events may be in transit, so they are left for the next audit.
        num_counters: Counters that were compared.
        num_repaired: The number of repaired counters.
        repaired: The first of these.
        num_sessions_repaired: The number of sessions concerned.
        num_differences: The number of counters that still differ from the log.
        differences: The first of them.
        violations: Violated invariants.
        num_unrecognised_states: Counted states that versions do not have.
        unrecognised_counters: The counts of counters unknown to this code.
        bad_data: Skipped data, by reason.
    """

    num_events: int = 0
    num_sessions: int = 0
    num_open_sessions: int = 0
    num_counters: int = 0
    num_repaired: int = 0
    repaired: list[AuditDifference] = dataclasses.field(default_factory=list)
    num_sessions_repaired: int = 0
    num_differences: int = 0
    differences: list[AuditDifference] = dataclasses.field(default_factory=list)
    violations: list[str] = dataclasses.field(default_factory=list)
    num_unrecognised_states: int = 0
    unrecognised_counters: dict[str, int] = dataclasses.field(
        default_factory=dict
    )
    bad_data: dict[str, bad_data_domain.BadDataDict] = dataclasses.field(
        default_factory=dict
    )

    def add_differences(
        self,
        kind: Literal['differences', 'repaired'],
        differences: Sequence[AuditDifference],
    ) -> None:
        """Adds differences, or repaired ones."""
        number = getattr(self, f'num_{kind}') + len(differences)
        setattr(self, f'num_{kind}', number)
        listed = [*getattr(self, kind), *differences]
        setattr(self, kind, listed[:MAX_LISTED])

    def add_violations(self, violations: Iterable[str]) -> None:
        """Adds violated invariants."""
        self.violations = [*self.violations, *violations][:MAX_LISTED]

    def add_unrecognised_counters(self, counters: Mapping[str, int]) -> None:
        """Adds counts of unknown counters."""
        sums = Counter(self.unrecognised_counters) + Counter(counters)
        for name in sorted(sums)[MAX_LISTED:]:
            sums[stats_counters_services.OTHER_COUNTERS] += sums.pop(name)
        self.unrecognised_counters = dict(sums)

    def add_bad_data(self, bad_data: bad_data_domain.BadData) -> None:
        """Adds skipped data."""
        total = bad_data_domain.BadData.from_dict(self.bad_data)
        total.merge(bad_data)
        self.bad_data = total.to_dict()
