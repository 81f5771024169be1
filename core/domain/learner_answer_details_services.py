"""Texts of learners to the creator about states that they find hard."""

from __future__ import annotations

import dataclasses
import itertools

from core import errors, feconf
from core.domain import (
    entity_deletion_services,
    exclusion_services,
    exp_services,
    session_token,
)
from core.platform.datastore import store
from core.storage.statistics import learner_answer_details_gae_models as models

_Model = models.LearnerAnswerInfoModel


@dataclasses.dataclass(frozen=True, kw_only=True)
class LearnerAnswerInfo:
    """The text of one learner.

    Attributes:
        learner_answer_info_id: A UUID that the browser made.
        exp_version: The version that was played.
        state_name: The state, named as in that version.
        answer_details: The text.
        occurred_at_msecs: The time, in milliseconds since the epoch.
        is_done: Whether the creator marked it as done.
    """

    learner_answer_info_id: str
    exp_version: int
    state_name: str
    answer_details: str
    occurred_at_msecs: float
    is_done: bool = False


def record(session: session_token.Session, info: LearnerAnswerInfo) -> bool:
    """Stores the text of a learner.

    Args:
        session: The session of the learner.
        info: The text; its version is that of the session.

    Returns:
        Whether it is new; False also if the session is not counted.

    Raises:
        ValidationError: The state does not ask for such texts, or the session
            has sent too many.
        ConflictError: The id belongs to another text.
    """
    _require_asking_state(session, info.state_name)
    if not session.counted:
        return False

    def work(transaction: store.Transaction) -> bool:
        before = transaction.get(_Model, info.learner_answer_info_id)
        if before is None:
            _require_few(session.session_id)
            transaction.put(_new_entity(session, info))
            return True
        if before.answer_details in ('', info.answer_details):
            return False
        raise errors.ConflictError('this event_id is another text')

    return store.run(work)


def _require_asking_state(
    session: session_token.Session, state_name: str
) -> None:
    states = exp_services.get_exploration_by_id(
        session.exp_id, session.exp_version
    ).states
    state = states.get(state_name)
    if state is None or not state.solicit_answer_details:
        raise errors.ValidationError(
            'this card does not ask what is hard', 'state_name'
        )


def _require_few(session_id: str) -> None:
    limit = feconf.MAX_ANSWER_DETAILS_PER_SESSION
    sent = store.stream_ids(
        _Model, [('session_id', '=', session_id)], limit=limit
    )
    if len(list(sent)) == limit:
        raise errors.ValidationError(
            f'a session has at most {limit} of these texts', 'answer_details'
        )


def _new_entity(
    session: session_token.Session, info: LearnerAnswerInfo
) -> _Model:
    return store.new(
        _Model,
        id=info.learner_answer_info_id,
        exp_id=session.exp_id,
        occurred_at_msecs=info.occurred_at_msecs,
        exp_version=session.exp_version,
        session_id=session.session_id,
        state_name=info.state_name,
        answer_details=info.answer_details,
        is_done=False,
    )


def get_latest(exp_id: str, limit: int) -> list[LearnerAnswerInfo]:
    """Returns the latest texts about an exploration, latest first.

    Those of excluded sessions are omitted.

    Args:
        exp_id: The exploration.
        limit: Maximum number.
    """
    left_out = exclusion_services.read_left_out(exp_id)
    infos = (
        LearnerAnswerInfo(
            learner_answer_info_id=store.id_of(model),
            exp_version=model.exp_version,
            state_name=model.state_name,
            answer_details=model.answer_details,
            occurred_at_msecs=model.occurred_at_msecs,
            is_done=model.is_done,
        )
        for model in store.stream(
            _Model,
            [('exp_id', '=', exp_id)],
            '-occurred_at_msecs',
        )
        if model.answer_details
        and (model.exp_version, model.session_id) not in left_out
    )
    return list(itertools.islice(infos, limit))


def set_done(exp_id: str, info_id: str, is_done: bool) -> None:
    """Marks a text as done, or as not done.

    Raises:
        EntityNotFoundError: The exploration has no such text.
    """

    def work(transaction: store.Transaction) -> None:
        info = _require(transaction, exp_id, info_id)
        info.is_done = is_done
        transaction.put(info)

    store.run(work)


def delete(exp_id: str, info_id: str) -> None:
    """Erases a text; idempotent.

    Raises:
        EntityNotFoundError: The exploration has no such text, erased or not.
    """

    def work(transaction: store.Transaction) -> None:
        info = _require(transaction, exp_id, info_id)
        info.answer_details = ''
        transaction.put(info)

    store.run(work)


def _require(
    transaction: store.Transaction, exp_id: str, info_id: str
) -> _Model:
    info = transaction.get(_Model, info_id) if info_id else None
    if info is None or info.exp_id != exp_id:
        raise errors.EntityNotFoundError('This text is not there any more.')
    return info


def delete_older(exp_id: str, limit_msecs: float) -> None:
    """Deletes the texts from before a time, in milliseconds."""
    entity_deletion_services.delete(
        store.ref_of(model)
        for model in store.stream(_Model, [('exp_id', '=', exp_id)])
        if model.occurred_at_msecs < limit_msecs
    )
