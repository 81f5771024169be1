from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from google.api_core import exceptions

from core import errors, feconf
from core.domain import (
    exp_deletion_services,
    exp_domain,
    exp_services,
    rights_domain,
    rights_services,
)
from core.platform.datastore import store
from core.storage.exploration import gae_models
from tests.core.domain import exp_builders

OWNER = 'dev:owner'
OTHER = 'dev:other'


@pytest.fixture(autouse=True)
def exploration() -> None:
    exp_services.save_new_exploration(
        OWNER, exp_builders.small_exploration('A')
    )


def get() -> rights_domain.ExplorationRights:
    return rights_services.get_exploration_rights('abc')


# Permissions on a private exploration: play, edit, see statistics, manage.
@pytest.mark.parametrize(
    ('role', 'may'),
    [
        ('owner', (True, True, True, True)),
        ('editor', (True, True, True, False)),
        ('viewer', (True, False, False, False)),
        (None, (False, False, False, False)),
    ],
)
def test_a_role_determines_what_its_user_may_do(
    role: rights_domain.Role | None, may: tuple[bool, ...]
) -> None:
    if role:
        rights_services.assign_role(OWNER, 'abc', OTHER, role)
    rights = get()
    assert may == (
        rights.can_play(OTHER),
        rights.can_edit(OTHER),
        rights.can_see_statistics(OTHER),
        rights.can_manage(OTHER),
    )


def test_a_guest_may_only_play_public_explorations() -> None:
    assert not get().can_play(None)
    rights_services.publish_exploration(OWNER, 'abc')
    rights = get()
    assert rights.is_public
    assert rights.can_play(None)
    assert not rights.can_edit(None)
    assert not rights.can_see_statistics(None)
    rights_services.unpublish_exploration(OWNER, 'abc')
    assert not get().can_play(None)


def test_publishing_requires_a_finished_exploration() -> None:
    draft = exp_domain.Exploration.create_default('draft')
    exp_services.save_new_exploration(OWNER, draft)
    with pytest.raises(errors.ValidationError):
        rights_services.publish_exploration(OWNER, 'draft')
    rights = rights_services.get_exploration_rights('draft')
    assert rights.status == 'private'


@pytest.mark.parametrize('role', ['editor', 'viewer', None])
def test_only_owners_manage_rights(role: rights_domain.Role | None) -> None:
    if role:
        rights_services.assign_role(OWNER, 'abc', OTHER, role)
    with pytest.raises(rights_domain.NotAllowedError):
        rights_services.publish_exploration(OTHER, 'abc')
    with pytest.raises(rights_domain.NotAllowedError):
        rights_services.unpublish_exploration(OTHER, 'abc')
    with pytest.raises(rights_domain.NotAllowedError):
        rights_services.assign_role(OTHER, 'abc', OTHER, 'owner')
    with pytest.raises(rights_domain.NotAllowedError):
        rights_services.deassign_role(OTHER, 'abc', OWNER)


def test_a_user_has_one_role() -> None:
    rights_services.assign_role(OWNER, 'abc', OTHER, 'viewer')
    rights_services.assign_role(OWNER, 'abc', OTHER, 'editor')
    rights = get()
    assert rights.viewer_ids == []
    assert rights.editor_ids == [OTHER]
    rights_services.deassign_role(OWNER, 'abc', OTHER)
    assert get().editor_ids == []


def test_an_exploration_keeps_an_owner() -> None:
    with pytest.raises(errors.ValidationError):
        rights_services.deassign_role(OWNER, 'abc', OWNER)
    with pytest.raises(errors.ValidationError):
        rights_services.assign_role(OWNER, 'abc', OWNER, 'viewer')
    assert get().owner_ids == [OWNER]
    rights_services.assign_role(OWNER, 'abc', OTHER, 'owner')
    rights_services.deassign_role(OTHER, 'abc', OWNER)
    assert get().owner_ids == [OTHER]


def test_the_number_of_users_with_roles_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_USERS_WITH_ROLES', 2)
    rights_services.assign_role(OWNER, 'abc', OTHER, 'editor')
    with pytest.raises(errors.ValidationError):
        rights_services.assign_role(OWNER, 'abc', 'dev:third', 'viewer')
    # Another role for the same user does not count again.
    rights_services.assign_role(OWNER, 'abc', OTHER, 'viewer')
    assert get().num_users == 2


def test_there_are_three_roles() -> None:
    with pytest.raises(errors.ValidationError) as caught:
        rights_services.assign_role(OWNER, 'abc', OTHER, 'king')
    assert caught.value.path == 'role'


@pytest.mark.parametrize('exp_id', ['', 'unknown', 'a.b', 'x' * 2000])
def test_missing_rights_are_not_found(exp_id: str) -> None:
    with pytest.raises(errors.EntityNotFoundError):
        rights_services.get_exploration_rights(exp_id)
    with pytest.raises(errors.EntityNotFoundError):
        rights_services.publish_exploration(OWNER, exp_id)
    rights = rights_services.get_exploration_rights_multi([exp_id, 'abc'])
    assert rights == [None, get()]


def may_play(user_id: str | None = None) -> bool:
    rights = rights_services.get_recent_rights('abc')
    return rights is not None and rights.can_play(user_id)


def test_recent_rights_show_a_change_by_this_process_at_once() -> None:
    assert not may_play()
    rights_services.publish_exploration(OWNER, 'abc')
    assert may_play()
    rights_services.unpublish_exploration(OWNER, 'abc')
    assert not may_play()
    rights_services.assign_role(OWNER, 'abc', OTHER, 'viewer')
    assert may_play(OTHER)
    rights_services.deassign_role(OWNER, 'abc', OTHER)
    assert not may_play(OTHER)
    exp_deletion_services.delete_exploration(OWNER, 'abc')
    assert rights_services.get_recent_rights('abc') is None


def test_recent_rights_show_a_change_by_another_process_after_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, 'monotonic', lambda: now)
    assert not may_play()
    model = gae_models.ExplorationRightsModel.get_by_id('abc')
    assert model is not None
    model.status = 'public'
    model.put()
    assert not may_play()

    later = now + feconf.MAX_AGE_OF_RIGHTS_SECS
    monkeypatch.setattr(time, 'monotonic', lambda: later)

    assert may_play()


def test_a_failed_change_does_not_show_in_recent_rights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: store.Transaction) -> None:
        # Another request reads the rights at the same time.
        may_play()
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(store.Transaction, 'write', fail)
        with pytest.raises(ZeroDivisionError):
            rights_services.publish_exploration(OWNER, 'abc')
    assert not may_play()


@pytest.mark.parametrize('is_answered', [True, False])
def test_recent_rights_show_a_change_even_if_its_response_is_lost(
    monkeypatch: pytest.MonkeyPatch, is_answered: bool
) -> None:
    run = store.run

    def run_and_lose_response(work: Any) -> None:
        run(work)
        if not is_answered:
            raise exceptions.ServiceUnavailable('away')

    assert not may_play()
    with monkeypatch.context() as patch:
        patch.setattr(store, 'run', run_and_lose_response)
        with contextlib.suppress(exceptions.ServiceUnavailable):
            rights_services.publish_exploration(OWNER, 'abc')
    assert may_play()
