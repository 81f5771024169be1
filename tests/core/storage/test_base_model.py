"""Methods of all models."""

from __future__ import annotations

from core.storage.user import gae_models


def test_several_entities_are_returned_in_the_requested_order() -> None:
    for name in ('a', 'b'):
        gae_models.UserModel(id=name, email=f'{name}@example.com').put()

    models = gae_models.UserModel.get_multi(iter(['b', 'nobody', 'a', 'b']))

    assert [model and model.email for model in models] == [
        'b@example.com',
        None,
        'a@example.com',
        'b@example.com',
    ]
