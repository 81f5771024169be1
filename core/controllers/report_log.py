"""The log of refused reports.

It contains the invalid field and the rule that it breaks, never the text of a
learner: reasons are sentences of this program.
"""

from __future__ import annotations

import logging

from core import logs

_log = logging.getLogger(__name__)

# Lines a minute. A sender of nonsense must not fill the disk.
_limiter = logs.LineLimiter(max_lines=60, every_secs=60.0)


def note_refusal(status: int, code: str, path: str, reason: str) -> None:
    """Writes that a report was refused, or conflicts with another one.

    Args:
        status: The HTTP status of the response.
        code: The error code in the response.
        path: The invalid field; '' when there is none.
        reason: The reason of the refusal.
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
