"""The one row of the store's state."""

from __future__ import annotations

import sqlite3


def read_state(connection: sqlite3.Connection) -> tuple[int, int]:
    """Returns the last version and the generation of composite indexes."""
    row: tuple[int, int] = connection.execute(
        'SELECT version, composites_generation FROM state'
    ).fetchone()
    return row


def last_version(connection: sqlite3.Connection) -> int:
    """Returns the version of the last commit."""
    return read_state(connection)[0]
