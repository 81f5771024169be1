"""The list of versions takes one read for any number of versions."""

from __future__ import annotations

import pytest

from core import errors, feconf
from core.domain import exp_services, version_list_services
from tests.core.domain import stats_builders as b


def get(last: int) -> list[int]:
    versions = version_list_services.get_versions('exp', last)
    commits = exp_services.get_exploration_commits('exp', 1, last)
    assert [
        (version.commit_type, version.commit_message) for version in versions
    ] == [(commit.commit_type, commit.commit_message) for commit in commits]
    return [version.version for version in versions]


def test_commits_already_read_are_not_read_again(monkeypatch):
    read = []
    get_commits = exp_services.get_exploration_commits

    def noting(exp_id, first=1, last=None):
        read.append((first, last))
        return get_commits(exp_id, first, last)

    b.make_exploration()
    for version in range(2, 6):
        b.edit('exp', b.rename('AZ'[version % 2], 'ZA'[version % 2]))
    assert get(5) == [1, 2, 3, 4, 5]
    with monkeypatch.context() as patch:
        patch.setattr(exp_services, 'get_exploration_commits', noting)
        version_list_services.get_versions('exp', 5)
        version_list_services.get_versions('exp', 2)
        assert read == []
        b.edit('exp', b.rename('A', 'Z'))
        version_list_services.get_versions('exp', 6)
        assert read == [(6, 6)]
        version_list_services.get_versions('exp', 6)
        assert read == [(6, 6)]
    assert get(6) == [1, 2, 3, 4, 5, 6]


def test_a_history_too_long_for_the_cache_is_read(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_COMMIT_METADATA_BYTES', 10_000)
    b.make_exploration()
    monkeypatch.setattr(feconf, 'MAX_COMMIT_METADATA_BYTES', 10)
    assert get(1) == [1]
    assert get(1) == [1]


def test_a_missing_version_is_not_found():
    b.make_exploration()
    with pytest.raises(errors.EntityNotFoundError):
        get(2)
    assert get(1) == [1]
