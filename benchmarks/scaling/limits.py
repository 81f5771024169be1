"""Limits and prices of Datastore and App Engine, and the load of learners.

Limits, from Google's pages "Datastore best practices", "Quotas and limits"
(Firestore) and "Resolve latency issues":
- an entity sustains about one write a second;
- new traffic should begin with 500 operations a second, and grow by half every
  five minutes;
- an index whose values only grow takes about 500 writes a second.

Prices in US dollars: Datastore in an American multi-region, from the page
"Firestore pricing"; App Engine's F2 in Iowa, from "App Engine pricing". Check
both before you rely on them; regions differ by a factor of two.
"""

from __future__ import annotations

import dataclasses
import math

from benchmarks.scaling import costs, crowd

OPERATIONS_PER_SEC_AT_FIRST = 500.0
GROWTH_OF_OPERATIONS = 1.5
SECS_UNTIL_GROWTH = 300.0
WRITES_PER_SEC_OF_GROWING_INDEX = 500.0

PRICE_OF_READ = 0.06 / 100_000
PRICE_OF_WRITE = 0.18 / 100_000
PRICE_OF_DELETE = 0.02 / 100_000
PRICE_OF_INSTANCE_HOUR = 0.10

# The assumed ratio of processor times on an F2 and on the measuring machine;
# and the utilization above which App Engine adds an instance (app.yaml).
SLOWNESS_OF_INSTANCE = 2.0
LOAD_OF_INSTANCE = 0.7

# The share of time during which the fold runs: 30 seconds every 10 minutes
# (cron.yaml, FOLD_REQUEST_SECS).
SHARE_OF_FOLD = 30 / 600

# The mean duration of a session.
SESSION_SECS = crowd.CARDS * crowd.SECS_PER_CARD * crowd.MEAN_OF_CHANCE


@dataclasses.dataclass(frozen=True)
class Load:
    """The load of many concurrent learners, except contention for shards.

    Attributes:
        sessions_per_sec: Sessions that begin.
        writes_per_sec: Entities put, including those of the fold.
        reads_per_sec: Entities read, including those of the fold.
        ramp_up_mins: Minutes that Datastore takes to scale to these writes.
        queue_share: The share of the capacity of the fold queue's index.
        instances: Instances of App Engine.
        fold_share: The share of the capacity of the scheduled fold.
        writes_per_session: Entities put for one session.
        reads_per_session: Entities read for one session.
        dollars_per_million: The price of a million sessions.
    """

    sessions_per_sec: float
    writes_per_sec: float
    reads_per_sec: float
    ramp_up_mins: float
    queue_share: float
    instances: int
    fold_share: float
    writes_per_session: float
    reads_per_session: float
    dollars_per_million: float


def load_of(
    num_learners: float, batches_per_session: float, session_costs: costs.Costs
) -> Load:
    """Returns the load of learners.

    Args:
        num_learners: Concurrent learners.
        batches_per_session: Batches of counts that each learner sends.
        session_costs: Costs of the parts of a session.
    """
    cost = session_costs.of_session(batches_per_session)
    sessions = num_learners / SESSION_SECS
    writes = sessions * cost.writes
    ramp_up = math.log(max(writes / OPERATIONS_PER_SEC_AT_FIRST, 1.0))
    cpu_secs = SLOWNESS_OF_INSTANCE * cost.cpu_secs
    fold_secs = SLOWNESS_OF_INSTANCE * session_costs.fold.cpu_secs
    return Load(
        sessions_per_sec=sessions,
        writes_per_sec=writes,
        reads_per_sec=sessions * cost.reads,
        ramp_up_mins=ramp_up
        / math.log(GROWTH_OF_OPERATIONS)
        * SECS_UNTIL_GROWTH
        / 60,
        queue_share=sessions / WRITES_PER_SEC_OF_GROWING_INDEX,
        instances=math.ceil(sessions * cpu_secs / LOAD_OF_INSTANCE),
        fold_share=sessions * fold_secs / SHARE_OF_FOLD,
        writes_per_session=cost.writes,
        reads_per_session=cost.reads,
        dollars_per_million=1e6 * _price_of(cost, cpu_secs),
    )


def _price_of(cost: costs.Cost, cpu_secs: float) -> float:
    hours = cpu_secs / LOAD_OF_INSTANCE / 3600
    return (
        cost.reads * PRICE_OF_READ
        + cost.writes * PRICE_OF_WRITE
        + cost.deletes * PRICE_OF_DELETE
        + hours * PRICE_OF_INSTANCE_HOUR
    )
