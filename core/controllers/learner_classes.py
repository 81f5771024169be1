"""The classes of learners that links to an exploration can name."""

from __future__ import annotations

from typing_extensions import TypedDict

from core.controllers import acl_decorators, base, payloads
from core.domain import event_fields, learner_class_services


class ClassRequest(payloads.Payload):
    """A class to add.

    Attributes:
        name: Letters, digits, spaces, `.`, `_` and `-`.
    """

    name: event_fields.ClassNameText


class ClassesResponse(TypedDict):
    """The classes of an exploration, in the order in which they were added."""

    classes: list[str]


class LearnerClassesHandler(base.JsonHandler):
    """The classes of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> ClassesResponse:
        """Returns the classes.

        Args:
            exp_id: The exploration.
        """
        return {'classes': learner_class_services.get_classes(exp_id)}

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str, body: ClassRequest) -> ClassesResponse:
        """Adds a class; plays that begin by its link then count for it.

        Args:
            exp_id: The exploration.
            body: The class.
        """
        return {'classes': learner_class_services.add_class(exp_id, body.name)}

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> ClassesResponse:
        """Removes the class `name`; its statistics stay.

        Args:
            exp_id: The exploration.
        """
        name = self.request.GET.get('name', '')
        return {'classes': learner_class_services.remove_class(exp_id, name)}


ROUTES = {
    '/createhandler/classes/<exp_id>': LearnerClassesHandler,
}
