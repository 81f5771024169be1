"""Finds the open decisions about a new statistic."""

from __future__ import annotations

import pathlib
from collections.abc import Collection

from scripts import check_statistics as layers
from scripts import node

# The sources that can contain placeholders.
WITH_PLACEHOLDERS = (
    layers.MODELS,
    layers.EVENTS,
    layers.COUNTERS,
    layers.HANDLERS,
    layers.REPORTING,
    layers.SESSION,
    layers.FIGURES,
    layers.SIMULATOR,
    layers.DOCS,
)


def find_left(
    names: Collection[str], root: pathlib.Path = node.ROOT
) -> list[str]:
    """Returns the missing pieces of a statistic, and all placeholders.

    Args:
        names: The counter and the event type of the statistic.
        root: The folder of the sources.

    Returns:
        One line for each, with its file, including the placeholders of other
        statistics.
    """
    sources = layers.Sources(root)
    missing = [
        str(piece)
        for piece in layers.find_missing(root)
        if piece.name.split(' ')[0] in names
    ]
    placeholders = [
        f'{path}:{number}: {line.strip()}'
        for path in WITH_PLACEHOLDERS
        for number, line in enumerate(sources.text(path).splitlines(), start=1)
        if 'TODO:' in line
    ]
    return missing + placeholders
