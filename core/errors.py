"""The errors that cross layers; controllers turn each into one HTTP status."""

from __future__ import annotations


class ValidationError(Exception):
    """Input that breaks a rule of the domain (400).

    Args:
        message: What is wrong, for the person who sent it.
        path: Where, as a path of keys such as `states.Intro.content.html`;
            empty when the whole input is meant.
    """

    def __init__(self, message: str, path: str = '') -> None:
        super().__init__(f'{path}: {message}' if path else message)
        self.message = message
        self.path = path


class NotSupportedYetError(Exception):
    """Input that a later version of this program may well understand (501).

    Whoever sent it keeps it and tries again: a tab of the new version can meet
    a server of the old one while a deployment is under way.

    Args:
        message: What is not known here.
        path: Where, as in ValidationError.
    """

    def __init__(self, message: str, path: str = '') -> None:
        super().__init__(f'{path}: {message}' if path else message)
        self.message = message
        self.path = path


class EntityNotFoundError(Exception):
    """Something asked for by id is not there (404)."""


class VersionConflictError(Exception):
    """A save was based on a version that is no longer the latest (409)."""


class ConflictError(Exception):
    """What was to be made exists already with other content (409)."""


class UnreadableDataError(Exception):
    """What is stored cannot be read: damage, or a later rule (500)."""
