"""What one session has contributed to the counters, as an account.

Counts and events of a session travel apart, so at any moment either may be
ahead of the other. Were a repair to add what the log has and the counters lack,
the batch that brings the same counts a second later would count them twice.
The account prevents that: it remembers by how much a repair went ahead of the
batches (or took back what no event speaks for yet), and sets off what arrives
later against it. With it a repair is right at any moment, and once everything
has arrived the counters are those of the log, however repairs, batches and
events came to be interleaved.

For each counter, with X what the counters hold for this session, B the sum of
its batches and E what its events in the log come to:

- balance = X - B always: positive where a repair went ahead of the batches,
  negative where it took something back;
- a batch pays off a positive balance first and adds the rest to X;
- an event gives back from a negative balance, and else changes nothing;
- a repair sets X to E.

A client that counts what it logs ends with B = E. A positive balance is at most
what its batches still have to bring, a negative one what its events still have
to bring; so both reach zero, and X = B = E.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

from core.domain import stats_domain


@dataclasses.dataclass
class SessionAccount:
    """The account of one session; see the module.

    Attributes:
        counted: X, what the counters hold for this session.
        balance: X minus the sum of the batches; zeros are left out.
    """

    counted: stats_domain.Counts = dataclasses.field(default_factory=Counter)
    balance: stats_domain.Counts = dataclasses.field(default_factory=Counter)

    @property
    def owes(self) -> bool:
        """Whether a repair took back counts whose events may still come."""
        return any(amount < 0 for amount in self.balance.values())

    def book_batch(self, batch: stats_domain.Counts) -> stats_domain.Counts:
        """Books counts that a batch brings.

        Args:
            batch: The counts, none negative.

        Returns:
            What to add to the counters.
        """
        paid: stats_domain.Counts = Counter(
            {
                key: min(count, max(self.balance[key], 0))
                for key, count in batch.items()
            }
        )
        self.balance = stats_domain.subtracted(self.balance, paid)
        return self._count(stats_domain.subtracted(batch, paid))

    def book_events(self, counts: stats_domain.Counts) -> stats_domain.Counts:
        """Books events that have just been added to the log.

        Args:
            counts: What each of them speaks for, summed.

        Returns:
            What to add to the counters: nothing, unless a repair had taken
            back counts that these events now speak for.
        """
        given_back: stats_domain.Counts = Counter(
            {
                key: min(count, max(-self.balance[key], 0))
                for key, count in counts.items()
            }
        )
        self.balance = stats_domain.added(self.balance, given_back)
        return self._count(stats_domain.without_zeros(given_back))

    def correct_to(self, log: stats_domain.Counts) -> stats_domain.Counts:
        """Makes the account say what the log says.

        Args:
            log: What the session's events come to.

        Returns:
            What to add to the counters; may be negative.
        """
        difference = stats_domain.subtracted(log, self.counted)
        self.balance = stats_domain.added(self.balance, difference)
        return self._count(difference)

    def _count(self, difference: stats_domain.Counts) -> stats_domain.Counts:
        self.counted = stats_domain.added(self.counted, difference)
        return difference


@dataclasses.dataclass(frozen=True)
class SessionKey:
    """Which session of which version of which exploration."""

    exp_id: str
    exp_version: int
    session_id: str
