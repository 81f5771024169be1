from __future__ import annotations

import io
import json
import logging

import pytest

from core import logs

pytestmark = pytest.mark.no_store


@pytest.fixture
def lines():
    """A function that returns the lines written with a formatter."""

    def of(formatter: logging.Formatter, write) -> list[str]:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger = logging.Logger('core.test')
        logger.addHandler(handler)
        write(logger)
        return stream.getvalue().splitlines()

    token = logs.request_id.set('0123abcd')
    yield of
    logs.request_id.reset(token)


def test_a_line_in_text_format(lines):
    (line,) = lines(
        logs.TextFormatter(),
        lambda logger: logs.write(
            logger, logging.INFO, 'report refused', status=400, field='a.b'
        ),
    )
    assert line.endswith(
        'INFO [0123abcd] report refused status=400 field="a.b"'
    )


def test_a_quoted_line_break_starts_no_new_log_line(lines):
    def write(logger):
        text = 'x\n2026-01-01 ERROR forged\r\u2028'
        logs.write(logger, logging.INFO, 'report refused', reason=text)
        logger.info('the path is %s', text)

    written = lines(logs.TextFormatter(), write)
    assert len([line for line in written if 'INFO' in line]) == 2
    assert not [line for line in written if line.startswith('2026-01-01 E')]


def test_long_fields_are_truncated(lines):
    (line,) = lines(
        logs.TextFormatter(),
        lambda logger: logs.write(logger, logging.INFO, 'a', reason='x' * 9999),
    )
    assert len(line) < 1_100


def test_a_line_in_json_for_cloud_logging(lines, monkeypatch):
    monkeypatch.setenv('GOOGLE_CLOUD_PROJECT', 'lessons')
    token = logs.trace_id.set('f' * 32)
    (line,) = lines(
        logs.JsonFormatter(),
        lambda logger: logs.write(
            logger, logging.WARNING, 'view made', ms=12, severity='forged'
        ),
    )
    logs.trace_id.reset(token)
    assert json.loads(line) == {
        'severity': 'WARNING',
        'message': 'view made',
        'logger': 'core.test',
        'request_id': '0123abcd',
        'logging.googleapis.com/trace': f'projects/lessons/traces/{"f" * 32}',
        'ms': 12,
    }


def test_a_traceback_is_part_of_the_message(lines):
    def write(logger):
        try:
            raise ValueError('broken')
        except ValueError:
            logger.exception('unforeseen error')

    (line,) = lines(logs.JsonFormatter(), write)
    entry = json.loads(line)
    assert entry['severity'] == 'ERROR'
    assert 'ValueError: broken' in entry['message']


def test_repeated_lines_are_limited_and_counted():
    now = [0.0]
    seldom = logs.LineLimiter(2, 60, lambda: now[0])
    assert [seldom.try_line() for _ in range(5)] == [0, 0, None, None, None]
    now[0] = 60
    assert [seldom.try_line() for _ in range(3)] == [3, 0, None]
