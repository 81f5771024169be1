"""The log of refused reports.

It contains the invalid field and the rule that it breaks, never the text of a
learner: reasons are fixed sentences of this application.
"""

from __future__ import annotations

import logging

from core import logs

_log = logging.getLogger(__name__)

# Bounded so that a sender of invalid reports cannot fill the disk.
_limiter = logs.LineLimiter(max_lines=60, every_secs=60.0)


def note_refusal(status: int, code: str, path: str, reason: str) -> None:
    """Logs that a report was refused, or conflicts with another one.

    Args:
        status: The HTTP status of the response.
        code: The error code in the response.
        path: The invalid field; '' when there is none.
        reason: The reason for the refusal.
    """
    num_left_out = _limiter.try_line()
    if num_left_out is None:
        return
    more = {'num_left_out': num_left_out} if num_left_out else {}
    logs.write(
        _log,
        logging.INFO,
        'report refused',
        status=status,
        code=code,
        field=path,
        reason=reason,
        **more,
    )
