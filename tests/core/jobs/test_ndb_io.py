"""Entities go through pipelines as they are, however many there are."""

from __future__ import annotations

import apache_beam as beam
import pytest
from apache_beam.testing import util
from google.cloud import ndb

from core.jobs import ndb_io, running
from core.storage.statistics import gae_models as stats_models

pytestmark = pytest.mark.jobs

Model = stats_models.SessionAccountModel


def pipeline() -> beam.Pipeline:
    return beam.Pipeline(options=running.pipeline_options_for())


def put(number: int, exp_id: str = 'exp') -> None:
    ndb.put_multi(
        [
            Model(
                id=f'{exp_id}.{n:04}',
                exp_id=exp_id,
                exp_version=n,
                session_id='s',
            )
            for n in range(number)
        ]
    )


def id_of(model: Model) -> str:
    return model.key.id()


@pytest.mark.parametrize('size', [1, 7, 20, 100])
def test_every_entity_is_read_once_in_ranges_of_any_size(monkeypatch, size):
    monkeypatch.setattr(ndb_io, '_ENTITIES_PER_RANGE', size)
    put(20)

    with pipeline() as p:
        read = p | ndb_io.GetModels(Model) | beam.Map(id_of)
        util.assert_that(
            read, util.equal_to([f'exp.{n:04}' for n in range(20)])
        )


def test_a_kind_without_entities_is_read_as_nothing():
    with pipeline() as p:
        read = p | ndb_io.GetModels(Model) | beam.Map(id_of)
        util.assert_that(read, util.equal_to([]))


def test_entities_can_be_chosen_by_a_value(monkeypatch):
    monkeypatch.setattr(ndb_io, '_ENTITIES_PER_RANGE', 2)
    put(5, 'one')
    put(5, 'other')

    with pipeline() as p:
        read = p | ndb_io.GetModels(Model, exp_id='one') | beam.Map(id_of)
        util.assert_that(read, util.equal_to([f'one.{n:04}' for n in range(5)]))


class _Raise(beam.DoFn):
    def process(self, element):
        element.exp_version += 1000
        yield element


def test_entities_are_written_whole_and_deleted(monkeypatch):
    monkeypatch.setattr(ndb_io, '_ENTITIES_PER_WRITE', 6)
    put(20)

    with pipeline() as p:
        written = (
            p
            | ndb_io.GetModels(Model)
            | beam.ParDo(_Raise()).with_output_types(ndb.Model)
            | beam.Reshuffle()
            | ndb_io.PutModels()
            | beam.CombineGlobally(sum)
        )
        util.assert_that(written, util.equal_to([20]))
    found = Model.query().fetch(use_cache=False)
    assert sorted(each.exp_version for each in found) == list(range(1000, 1020))

    with pipeline() as p:
        (
            p
            | ndb_io.GetModels(Model)
            | beam.Map(lambda model: model.key).with_output_types(ndb.Key)
            | beam.Reshuffle()
            | ndb_io.DeleteModels()
        )
    assert Model.query().count() == 0
