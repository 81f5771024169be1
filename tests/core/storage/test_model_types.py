"""mypy knows the types of model properties."""

from __future__ import annotations

import datetime
import importlib
import pathlib
import pkgutil
import re
import subprocess
import sys
import types
import typing
from collections.abc import Iterator

import pytest
from google.cloud import ndb

from core import storage
from core.storage.base_model import gae_models as base_models

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[3]

RIGHT = """
from core.platform.datastore import store
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models
from core.storage.statistics import processed_gae_models as processed_models

marker = stats_models.StatsBatchModel(id='b', exp_id='e', exp_version=1)
version: int = marker.exp_version
marker.exp_version = version + 1
stats = stats_models.ExplorationStatsModel.get_by_id('e.1')
if stats is not None:
    stats.state_stats_mapping = {'A': {'total_hit_count_v2': 1}}
    stats.put()
for run in store.stream(job_models.JobRunModel, [('name', '=', 'fold')]):
    name: str = run.name
chunk_id = store.ChildId((stats_models.ExplorationStatsModel, 'e.1'), 1)
chunk_model = processed_models.ProcessedStatsChunkModel
chunk = store.new(chunk_model, id=chunk_id, content=b'')
content: bytes = chunk.content
query = job_models.JobRunModel.query(job_models.JobRunModel.name == 'fold')
"""

# Each line with the mark has one error, all others have none.
MARK = '# wrong'
WRONG = f"""
from core.platform.datastore import store
from core.storage.jobs import audit_gae_models
from core.storage.jobs import gae_models as job_models
from core.storage.statistics import gae_models as stats_models

marker = stats_models.StatsBatchModel(id='b', exp_id='e', exp_version=1)
print(marker.exploration_id)  {MARK}: no such property, read
marker.exploration_id = 'e'  {MARK}: no such property, assigned
marker.exp_version = '1'  {MARK}: the property is a number, assigned
version: str = marker.exp_version  {MARK}: the property is a number, read
stats_models.StatsBatchModel(exploration_id='e')  {MARK}: no such keyword
stats_models.StatsBatchModel(exp_version='1')  {MARK}: that keyword is a number
create = stats_models.SolutionHitEventLogEntryModel.create
create(params={{}})  {MARK}: no such keyword of this event
print(stats_models.StatsBatchModel.exploration_id)  {MARK}: in a query
stats = stats_models.ExplorationStatsModel.get_by_id('e.1')
print(stats.exp_id)  {MARK}: there may be none
stats_models.CountersBaseModel(
    state_stats_mapping={{'A': 1}}  {MARK}: JSON of another form
)
for run in job_models.JobRunModel.query().fetch(3):
    print(run.job_name)  {MARK}: no such property, found by a query
for run in store.stream(job_models.JobRunModel):
    print(run.job_name)  {MARK}: no such property, found by the port
(audit,) = store.get(audit_gae_models.AuditPassModel, ['e'])
print(audit.pass_id)  {MARK}: there may be none
print(audit and audit.exp_id)  {MARK}: no such property, found by an id
store.new(stats_models.StatsBatchModel, exp_version='1')  {MARK}: a number
"""


def reported_by_mypy(folder: pathlib.Path) -> set[tuple[str, int]]:
    """Returns the file and line of each error that mypy finds in a folder."""
    run = subprocess.run(
        [sys.executable, '-m', 'mypy', str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    errors = re.findall(r'^(\S+?):(\d+): error:', run.stdout, re.MULTILINE)
    assert run.returncode == bool(errors), run.stdout + run.stderr
    return {(pathlib.Path(path).name, int(line)) for path, line in errors}


def test_mypy_finds_wrong_uses_of_models_and_no_others(
    tmp_path: pathlib.Path,
) -> None:
    (tmp_path / 'right_module.py').write_text(RIGHT)
    (tmp_path / 'wrong_module.py').write_text(WRONG)
    planted = {
        ('wrong_module.py', number)
        for number, line in enumerate(WRONG.split('\n'), 1)
        if MARK in line
    }
    assert planted
    assert reported_by_mypy(tmp_path) == planted


TYPES = {
    ndb.BlobProperty: bytes,
    ndb.BooleanProperty: bool,
    ndb.DateTimeProperty: datetime.datetime,
    ndb.FloatProperty: float,
    ndb.IntegerProperty: int,
    ndb.StringProperty: str,
    ndb.TextProperty: str,
}


def models_below(
    model: type[base_models.BaseModel],
) -> Iterator[type[base_models.BaseModel]]:
    yield model
    for child in model.__subclasses__():
        if child.__module__.startswith('core.storage.'):
            yield from models_below(child)


def all_models() -> list[type[base_models.BaseModel]]:
    for module in pkgutil.walk_packages(storage.__path__, 'core.storage.'):
        importlib.import_module(module.name)
    return list(models_below(base_models.BaseModel))


def may_be_none(hint: object) -> bool:
    return types.NoneType in typing.get_args(hint)


def plain(hint: object) -> object:
    """Returns a hint without None; the type of its values for a Literal."""
    if may_be_none(hint):
        (hint,) = set(typing.get_args(hint)) - {types.NoneType}
    if typing.get_origin(hint) is typing.Literal:
        (hint,) = {type(value) for value in typing.get_args(hint)}
    return hint


@pytest.mark.parametrize(
    'model', all_models(), ids=lambda model: model.__name__
)
def test_each_property_is_annotated_with_its_type_when_read(
    model: type[base_models.BaseModel],
) -> None:
    hints = typing.get_type_hints(model)
    for name, its_property in model._properties.items():
        hint = hints[name]
        if isinstance(its_property, ndb.JsonProperty):
            continue
        expected = TYPES[type(its_property)]
        if its_property._repeated:
            assert hint == list[expected], name
            continue
        assert plain(hint) is expected, name
        always = its_property._required or its_property._default is not None
        if name not in base_models.BaseModel._properties:
            assert may_be_none(hint) is not always, name
