"""The classes of learners that links to an exploration can name.

A creator gives each class its own link, such as /explore/ID?class=7b, to read
the statistics of that class. Only classes that owners have created are counted;
otherwise any visitor could add segments, or names, to the statistics.
"""

from __future__ import annotations

import unicodedata

from core import errors, feconf
from core.platform.datastore import store
from core.storage.exploration import gae_models as exp_models

_Model = exp_models.LearnerClassesModel


def get_classes(exp_id: str) -> list[str]:
    """Returns the names of the classes of an exploration."""
    (model,) = store.get(_Model, [exp_id])
    return list(model.names) if model is not None else []


def find_class(exp_id: str, name: str) -> str | None:
    """Returns the class that a link names; None if there is none.

    Args:
        exp_id: The exploration.
        name: The name in the link. Case and Unicode composition are ignored,
            because learners type links.
    """
    if not name:
        return None
    wanted = _form(name)
    for class_name in get_classes(exp_id):
        if _form(class_name) == wanted:
            return class_name
    return None


def add_class(exp_id: str, name: str) -> list[str]:
    """Adds a class, unless it exists.

    Args:
        exp_id: The exploration.
        name: Its name, already checked (`event_fields.ClassNameText`).

    Returns:
        All classes.

    Raises:
        ValidationError: There are too many.
    """

    def work(transaction: store.Transaction) -> list[str]:
        model = transaction.get_or_new(_Model, id=exp_id, names=[])
        names = list(model.names)
        if _form(name) in map(_form, names):
            return names
        if len(names) >= feconf.MAX_CLASSES:
            raise errors.ValidationError(
                f'an exploration has at most {feconf.MAX_CLASSES} classes',
                'name',
            )
        model.names = [*names, unicodedata.normalize('NFC', name)]
        transaction.put(model)
        return list(model.names)

    return store.run(work)


def remove_class(exp_id: str, name: str) -> list[str]:
    """Removes a class; existing sessions keep it.

    Args:
        exp_id: The exploration.
        name: The class; an unknown one is ignored.

    Returns:
        The remaining classes.
    """

    def work(transaction: store.Transaction) -> list[str]:
        model = transaction.get(_Model, exp_id)
        if model is None:
            return []
        model.names = [
            class_name for class_name in model.names if class_name != name
        ]
        transaction.put(model)
        return list(model.names)

    return store.run(work)


def _form(name: str) -> str:
    return unicodedata.normalize('NFC', name).casefold()
