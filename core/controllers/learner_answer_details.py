"""Learner answer infos: submitting, reading and managing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import pydantic
from typing_extensions import TypedDict

from core import clock, feconf
from core.controllers import (
    acl_decorators,
    base,
    payloads,
    rate_limits,
    reader,
    reader_payloads,
)
from core.domain import (
    carried_over_services,
    event_domain,
    event_fields,
    exp_services,
    learner_answer_details_services,
)

_Info = learner_answer_details_services.LearnerAnswerInfo


def _require_words(text: str) -> str:
    if not text.strip():
        raise ValueError('is empty')
    return text


class AnswerDetailsRequest(reader_payloads.EventRequest):
    """A learner's text about what is hard in a state."""

    answer_details: Annotated[
        str,
        pydantic.StringConstraints(max_length=feconf.MAX_ANSWER_DETAILS_LENGTH),
        pydantic.AfterValidator(event_fields.require_plain_text),
        pydantic.AfterValidator(_require_words),
    ]


class InfoRequest(payloads.Payload):
    """A mark for a text: done, or not."""

    learner_answer_info_id: event_fields.Uuid
    is_done: bool


class LearnerAnswerInfosResponse(TypedDict):
    """The texts of learners about what they found hard, latest first.

    Attributes:
        has_more: Whether there are earlier texts.
        state_names_now: The name of the state of each text in the latest
            version, by the id of the text; without deleted states.
        asking_state_names: The states of the latest version that ask learners
            what is hard.
    """

    learner_answer_infos: list[_Info]
    has_more: bool
    state_names_now: dict[str, str]
    asking_state_names: list[str]


class LearnerAnswerDetailsSubmissionHandler(reader.ReportHandler):
    """Stores a text about what a learner finds hard."""

    @acl_decorators.can_report_on_exploration
    def post(
        self, exp_id: str, body: AnswerDetailsRequest
    ) -> reader.RecordedResponse:
        """Stores the text, unless it is stored already.

        Args:
            exp_id: The exploration.
            body: The text, which only creators read.
        """
        session = self.read_session(
            body.session_id,
            body.exp_version,
            exp_id,
            rate_limits.ANSWER_DETAILS_TOKENS,
        )
        occurred_at_msecs = event_domain.corrected_time_msecs(
            body.client_time_msecs,
            body.sent_at_msecs,
            clock.now_msecs(),
            session.issued_at_msecs,
        )
        info = _Info(
            learner_answer_info_id=body.event_id,
            exp_version=session.exp_version,
            state_name=body.state_name,
            answer_details=body.answer_details,
            occurred_at_msecs=occurred_at_msecs,
        )
        return {
            'recorded': learner_answer_details_services.record(session, info)
        }


class LearnerAnswerInfoHandler(base.JsonHandler):
    """The texts of learners, for the creators of the exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> LearnerAnswerInfosResponse:
        """Returns the latest texts.

        Args:
            exp_id: The exploration.
        """
        return _latest(exp_id)

    @acl_decorators.can_edit_exploration
    def post(
        self, exp_id: str, body: InfoRequest
    ) -> LearnerAnswerInfosResponse:
        """Marks a text as done, or as not done.

        Args:
            exp_id: The exploration.
            body: The text and the mark.
        """
        learner_answer_details_services.set_done(
            exp_id, body.learner_answer_info_id, body.is_done
        )
        return _latest(exp_id)

    @acl_decorators.can_edit_exploration
    def delete(self, exp_id: str) -> LearnerAnswerInfosResponse:
        """Erases the text `learner_answer_info_id`.

        Args:
            exp_id: The exploration.
        """
        learner_answer_details_services.delete(
            exp_id, self.request.GET.get('learner_answer_info_id', '')
        )
        return _latest(exp_id)


def _latest(exp_id: str) -> LearnerAnswerInfosResponse:
    limit = feconf.MAX_ANSWER_DETAILS_SHOWN
    infos = learner_answer_details_services.get_latest(exp_id, limit + 1)
    exploration = exp_services.get_exploration_by_id(exp_id)
    return {
        'learner_answer_infos': infos[:limit],
        'has_more': len(infos) > limit,
        'state_names_now': _names_now(exp_id, exploration.version, infos),
        'asking_state_names': [
            name
            for name in exploration.get_ordered_state_names()
            if exploration.states[name].solicit_answer_details
        ],
    }


def _names_now(
    exp_id: str, latest: int, infos: Sequence[_Info]
) -> dict[str, str]:
    history = carried_over_services.get_history(exp_id, latest)
    names = {
        version: history.names_in(version, latest)
        for version in {info.exp_version for info in infos}
    }
    return {
        info.learner_answer_info_id: name
        for info in infos
        if (name := names[info.exp_version].get(info.state_name)) is not None
    }


# Precede the routes of `reader`, the last of which matches all event types.
ROUTES = {
    '/explorehandler/learner_answer_details_event/<exp_id>': (
        LearnerAnswerDetailsSubmissionHandler
    ),
    '/createhandler/learner_answer_details/<exp_id>': (
        LearnerAnswerInfoHandler
    ),
}
