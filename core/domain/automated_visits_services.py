"""Counts visits of an exploration by programs instead of learners.

The number shows creators that such visits are not counted as learners. Because
robots come in crowds, it is spread over several entities. It need not be exact:
a visit is not counted if its entity stays busy for too long.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterable

from core import feconf
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Model = stats_models.AutomatedVisitsModel

_chance = random.SystemRandom()


def note_visit(exp_id: str) -> None:
    """Counts an automated visit.

    Args:
        exp_id: The visited exploration.
    """
    shard = _chance.randrange(feconf.NUM_AUTOMATED_VISITS_SHARDS)
    entity_id = Model.get_entity_id(exp_id, shard)

    def add(transaction: store.Transaction) -> None:
        visits = transaction.get_or_new(Model, id=entity_id, exp_id=exp_id)
        visits.num_visits += 1
        transaction.put(visits)

    with contextlib.suppress(*store.TRANSIENT_ERRORS):
        store.run(add, waits_for=[(Model, entity_id)])


def refs_of(exp_id: str) -> list[store.Ref]:
    """Returns the entities that count the visits of an exploration."""
    return [
        (Model, Model.get_entity_id(exp_id, shard))
        for shard in range(feconf.NUM_AUTOMATED_VISITS_SHARDS)
    ]


def sum_of(models: Iterable[Model | None]) -> int:
    """Returns the sum of the visits."""
    return sum(model.num_visits for model in models if model is not None)
