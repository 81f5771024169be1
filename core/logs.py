"""The log: JSON for Cloud Logging on App Engine, readable lines elsewhere.

An entry has a short message and fields. It never contains answers, identities
or addresses of learners.
"""

from __future__ import annotations

import contextvars
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core import settings

# Characters of a field, which may contain external input; the description of a
# damaged store has about 500.
_MAX_FIELD_LENGTH = 1_000

_HANDLER_NAME = 'statistics'
_LEVEL_OF_APP = logging.INFO

# The id of the current request; '' outside of requests.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    'request_id', default=''
)
# Its trace id in Google Cloud, 32 hexadecimal digits; '' if there is none.
trace_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    'trace_id', default=''
)


def write(
    logger: logging.Logger, level: int, message: str, **fields: Any
) -> None:
    """Writes a log entry.

    Args:
        logger: The logger of the module.
        level: A level of `logging`.
        message: A short, constant message.
        **fields: The details, as JSON values.
    """
    logger.log(level, message, extra={'fields': fields}, stacklevel=2)


@contextmanager
def log_duration(
    logger: logging.Logger, message: str, **fields: Any
) -> Iterator[dict[str, Any]]:
    """Logs the duration of a block in milliseconds when it completes.

    Args:
        logger: The logger of the module.
        message: As in `write`.
        **fields: The details known at the start.

    Yields:
        The fields, which the block can extend. A block that raises is not
        logged here; the error handler logs the error.
    """
    began = time.monotonic()
    yield fields
    fields['ms'] = round(1000 * (time.monotonic() - began))
    write(logger, logging.INFO, message, **fields)


class LineLimiter:
    """Limits the rate of a log message that clients can cause.

    Args:
        max_lines: The maximum number of lines per period.
        every_secs: The length of a period.
        monotonic: The clock.
    """

    def __init__(
        self,
        max_lines: int,
        every_secs: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_lines = max_lines
        self._every_secs = every_secs
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._period_ends_at = float('-inf')
        self._num_lines = self._num_suppressed = 0

    def try_line(self) -> int | None:
        """Requests permission to write a line.

        Returns:
            The number of lines suppressed since the last one written; None if
            this one must be suppressed.
        """
        with self._lock:
            now = self._monotonic()
            if now >= self._period_ends_at:
                self._period_ends_at = now + self._every_secs
                self._num_lines = 0
            if self._num_lines == self._max_lines:
                self._num_suppressed += 1
                return None
            self._num_lines += 1
            num_suppressed, self._num_suppressed = self._num_suppressed, 0
            return num_suppressed


def set_up() -> None:
    """Configures the root logger to write to standard error."""
    root = logging.getLogger()
    if any(handler.name == _HANDLER_NAME for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.name = _HANDLER_NAME
    handler.setFormatter(_formatter())
    root.addHandler(handler)
    # Libraries log only warnings.
    logging.getLogger('core').setLevel(_LEVEL_OF_APP)


def _formatter() -> logging.Formatter:
    format_name = settings.current().log_format or (
        'json' if settings.is_managed() else 'text'
    )
    return JsonFormatter() if format_name == 'json' else TextFormatter()


def _fields_of(record: logging.LogRecord) -> dict[str, Any]:
    fields = getattr(record, 'fields', {})
    return {name: _shorten(value) for name, value in fields.items()}


def _shorten(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _MAX_FIELD_LENGTH:
        return value[:_MAX_FIELD_LENGTH] + '…'
    return value


class TextFormatter(logging.Formatter):
    """Readable lines; line breaks in messages and fields are escaped."""

    default_time_format = '%Y-%m-%d %H:%M:%S'
    default_msec_format = '%s.%03d'

    def format(self, record: logging.LogRecord) -> str:
        """Returns a line, followed by the traceback if there is one."""
        parts = [
            self.formatTime(record),
            record.levelname,
            f'[{request_id.get() or "-"}]',
            # Messages without fields can contain anything.
            record.getMessage().replace('\n', '\\n').replace('\r', '\\r'),
            *(
                f'{name}={json.dumps(value, ensure_ascii=True)}'
                for name, value in _fields_of(record).items()
            ),
        ]
        line = ' '.join(parts)
        if record.exc_info:
            line += '\n' + self.formatException(record.exc_info)
        return line


class JsonFormatter(logging.Formatter):
    """The format of Cloud Logging.

    https://cloud.google.com/logging/docs/structured-logging
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns a line of JSON."""
        message = record.getMessage()
        if record.exc_info:
            # Error Reporting looks for the traceback in the message.
            message += '\n' + self.formatException(record.exc_info)
        entry: dict[str, Any] = {
            **_fields_of(record),
            'severity': record.levelname,
            'message': message,
            'logger': record.name,
            'request_id': request_id.get(),
            **_trace_fields(),
        }
        return json.dumps(entry, ensure_ascii=True)


def _trace_fields() -> Mapping[str, str]:
    project = os.environ.get('GOOGLE_CLOUD_PROJECT')
    if not (project and trace_id.get()):
        return {}
    return {
        'logging.googleapis.com/trace': (
            f'projects/{project}/traces/{trace_id.get()}'
        )
    }
