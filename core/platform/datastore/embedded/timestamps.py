"""Versions are times: microseconds since the epoch."""

from __future__ import annotations

from core.platform.datastore.embedded.protos import Pb


def set_timestamp(timestamp: Pb, version: int) -> None:
    """Writes microseconds since the epoch into a timestamp message."""
    seconds, micros = divmod(version, 1_000_000)
    timestamp.seconds = seconds
    timestamp.nanos = micros * 1000
