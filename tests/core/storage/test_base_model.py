"""What all models can do."""

from __future__ import annotations

from core.storage.user import gae_models


def test_several_entities_come_in_the_order_asked_for() -> None:
    for name in ('a', 'b'):
        gae_models.UserModel(id=name, email=f'{name}@example.com').put()

    found = gae_models.UserModel.get_multi(iter(['b', 'nobody', 'a', 'b']))

    assert [each and each.email for each in found] == [
        'b@example.com',
        None,
        'a@example.com',
        'b@example.com',
    ]


def test_entities_are_read_as_they_are_now_if_that_is_asked_for() -> None:
    model = gae_models.UserModel(id='a', email='stored@example.com')
    model.put()
    model.email = 'changed@example.com'

    (remembered,) = gae_models.UserModel.get_multi(['a'])
    (stored,) = gae_models.UserModel.get_multi(['a'], use_cache=False)

    assert remembered is model
    assert stored is not None
    assert stored.email == 'stored@example.com'
