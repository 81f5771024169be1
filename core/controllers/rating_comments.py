"""Comments that learners sent with their ratings."""

from __future__ import annotations

from typing_extensions import TypedDict

from core import feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import event_fields, rating_services


class CommentRequest(payloads.Payload):
    """A mark for a comment: done, or not."""

    event_id: event_fields.Uuid
    is_done: bool


class CommentsResponse(TypedDict):
    """The latest comments that came with ratings."""

    comments: list[rating_services.RatingComment]


class RatingsHandler(base.JsonHandler):
    """The comments of learners on an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> CommentsResponse:
        """Returns the latest comments.

        Args:
            exp_id: The exploration.
        """
        return _comments(exp_id)

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: CommentRequest) -> CommentsResponse:
        """Marks a comment as done, or as not done.

        Args:
            exp_id: The exploration.
            body: The comment and the mark.
        """
        rating_services.set_done(exp_id, body.event_id, body.is_done)
        return _comments(exp_id)

    @acl_decorators.can_edit_exploration
    def delete(self, exp_id: str) -> CommentsResponse:
        """Erases the comment of the rating `event_id`; its stars stay.

        Args:
            exp_id: The exploration.
        """
        rating_services.erase_comment(
            exp_id, self.request.GET.get('event_id', '')
        )
        return _comments(exp_id)


def _comments(exp_id: str) -> CommentsResponse:
    return {
        'comments': rating_services.get_latest_comments(
            exp_id, feconf.MAX_COMMENTS_SHOWN
        )
    }


ROUTES = {
    '/createhandler/ratings/<exp_id>': RatingsHandler,
}
