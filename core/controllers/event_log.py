"""The event log of an exploration as a download, streamed as it is read."""

from __future__ import annotations

import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from core import clock, feconf
from core.controllers import acl_decorators, base, compression, rendering
from core.domain.downloads import (
    event_export_services,
    export_token,
    exported_event_domain,
    xapi_statements,
)
from core.domain.summaries import cuts
from core.platform import datastore
from core.platform.auth import environment

# Both formats have a JSON value on each line.
_CONTENT_TYPE = 'application/x-ndjson'

# The level of zlib: nearly as small as with level 9, in a third of the time.
# Adding 16 to the window size requests a gzip header.
_COMPRESSION_LEVEL = 5
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class EventLogHandler(base.JsonHandler):
    """The events of learners, one per line, without their identities."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Streams the event log.

        `format`: jsonl (default) or xapi; `from` and `to`: days, both
        included, in the time zone of the version that was played;
        `continue`: the token at the end of the previous part.

        Args:
            exp_id: The exploration.
        """
        query = self.request.GET
        form = self.query_choice('format', 'jsonl', 'xapi')
        days = cuts.parse_days(query.get('from'), query.get('to'))
        asked = f'{form} {days}'
        position = export_token.new_position()
        if query.get('continue'):
            position = export_token.from_token(exp_id, asked, query['continue'])
        export = event_export_services.EventLogExport(exp_id, days, position)
        lines = (
            _XapiLines(export, str(self.request.host_url))
            if form == 'xapi'
            else _JsonLines(export)
        )
        self._start(f'{exp_id}-events', form, position.part)
        self._stream(
            export, lines, lambda end: export_token.to_token(exp_id, asked, end)
        )

    def _start(self, name: str, form: str, part: int) -> None:
        if form == 'xapi':
            name += '-xapi'
        if part > 1:
            name += f'-part{part}'
        headers = self.response.headers
        self.response.content_type = _CONTENT_TYPE
        self.response.charset = None
        headers['Cache-Control'] = 'no-store'
        headers['Content-Disposition'] = f'attachment; filename="{name}.jsonl"'
        headers['Vary'] = 'Accept-Encoding'

    def _stream(
        self,
        export: event_export_services.EventLogExport,
        lines: _Lines,
        token_of: Callable[[export_token.Position], str],
    ) -> None:
        gzip = compression.takes_gzip(self.request)
        if gzip:
            self.response.headers['Content-Encoding'] = 'gzip'
        limits = PartLimits() if environment.is_app_engine() else None
        parts = stream(export, lines, token_of, limits, compress=gzip)
        self.response.app_iter = datastore.iterate_in_context(parts)


class PartLimits:
    """Limits of one part of a download, where a front end has limits.

    Args:
        max_bytes: The most bytes, as sent.
        max_secs: The most seconds.
        now_secs: A monotonic clock.
    """

    def __init__(
        self,
        max_bytes: int = feconf.MAX_EXPORT_PART_BYTES,
        max_secs: float = feconf.MAX_EXPORT_PART_SECS,
        now_secs: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = max_bytes
        self._now_secs = now_secs
        self._end_secs = now_secs() + max_secs

    def are_reached(self, num_bytes: int) -> bool:
        """Returns whether a part of this size should end now."""
        return (
            num_bytes >= self._max_bytes or self._now_secs() >= self._end_secs
        )


class _JsonLines:
    """Lines in the format that the data dictionary explains."""

    def __init__(self, export: event_export_services.EventLogExport) -> None:
        self._export = export

    def header(self) -> list[Any]:
        return [self._export.header()]

    def event(self, event: exported_event_domain.ExportedEvent) -> Any:
        return event.to_dict()

    def footer(self, token: str | None) -> Any:
        return self._export.footer(token)


class _XapiLines:
    """Lines that are xAPI statements, the last one about the download."""

    def __init__(
        self, export: event_export_services.EventLogExport, site_url: str
    ) -> None:
        self._export = export
        exploration = export.exploration
        self._writer = xapi_statements.StatementWriter(
            site_url,
            feconf.SITE_NAME,
            exploration.exp_id,
            exploration.title,
            exploration.language_code,
        )
        self.event = self._writer.statement

    def header(self) -> list[Any]:
        # Every line is a statement, so a Learning Record Store can import it.
        return []

    def footer(self, token: str | None) -> Any:
        records = {
            'event_log_header': self._export.header(),
            'event_log_end': self._export.footer(token),
        }
        facts = {
            f'{entry}.{name}': value
            for entry, record in records.items()
            for name, value in record.items()
        }
        at = exported_event_domain.time_text(clock.now_msecs())
        return self._writer.footer(
            str(uuid.uuid4()), at, facts, is_complete=token is None
        )


_Lines = _JsonLines | _XapiLines


def stream(
    export: event_export_services.EventLogExport,
    lines: _Lines,
    token_of: Callable[[export_token.Position], str],
    limits: PartLimits | None,
    *,
    compress: bool,
) -> Iterator[bytes]:
    """Yields the bytes of one part of a download.

    Args:
        export: The events to read.
        lines: The format to write.
        token_of: Builds the token of the next part.
        limits: The limits of this part; None for none.
        compress: Whether to compress with gzip.
    """
    encoder = zlib.compressobj(_COMPRESSION_LEVEL, wbits=_GZIP_WINDOW)
    encode = encoder.compress if compress else bytes
    num_bytes = 0
    yield encode(_lines(lines.header()))
    for page in export.pages():
        content = encode(_lines([lines.event(event) for event in page]))
        num_bytes += len(content)
        yield content
        if limits is not None and limits.are_reached(num_bytes):
            break
    token = None if export.is_finished else token_of(_next_part(export))
    yield encode(_lines([lines.footer(token)]))
    if compress:
        yield encoder.flush()


def _next_part(
    export: event_export_services.EventLogExport,
) -> export_token.Position:
    end = export.position
    return export_token.Position(end.seed, end.part + 1, end.kind, end.cursor)


def _lines(values: list[Any]) -> bytes:
    return b''.join(
        rendering.json_text(value).encode() + b'\n' for value in values
    )


ROUTES = {
    '/createhandler/event_log/<exp_id>': EventLogHandler,
}
