"""Imports explorations: reads them, and stores them for their owner."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from core import errors
from core.domain import (
    asset_services,
    exp_domain,
    exp_services,
    exp_validation,
    rights_services,
)
from core.domain.exp_migration import archives, problems, sources


@dataclasses.dataclass(frozen=True)
class Imported:
    """The result for one file.

    Attributes:
        name: The name of the file.
        exploration: The exploration; None if the file is not accepted.
        is_stored: Whether it was stored.
        is_public: Whether it was published.
        problems: What differs from the source.
    """

    name: str
    exploration: exp_domain.Exploration | None
    is_stored: bool
    is_public: bool
    problems: tuple[problems.Problem, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the file has an error."""
        return any(each.kind == 'error' for each in self.problems)


def import_files(
    files: Iterable[archives.SourceFile],
    owner_id: str | None,
    publish: bool = False,
) -> list[Imported]:
    """Imports explorations, each by itself.

    Args:
        files: The files.
        owner_id: The user who will own them; None to store nothing.
        publish: Whether to publish those that may be published.

    Returns:
        A result for each file, in order.
    """
    return [_import_file(file, owner_id, publish) for file in files]


def _import_file(
    file: archives.SourceFile, owner_id: str | None, publish: bool
) -> Imported:
    if file.reason:
        kind: problems.Kind = 'left_out' if file.is_harmless else 'error'
        problem = problems.Problem(kind, '', None, file.reason)
        return Imported(file.name, None, False, False, (problem,))
    exp_id = exp_services.get_new_exploration_id()
    read = sources.read(exp_id, file.content, file.assets)
    found = [*read.problems]
    if read.exploration is None:
        return Imported(file.name, None, False, False, tuple(found))
    can_publish = publish and _can_be_published(read.exploration, found)
    if owner_id is not None:
        _store(owner_id, read.exploration, read)
        if can_publish:
            rights_services.publish_exploration(owner_id, exp_id)
    return Imported(
        name=file.name,
        exploration=read.exploration,
        is_stored=owner_id is not None,
        is_public=owner_id is not None and can_publish,
        problems=tuple(found),
    )


def _store(
    owner_id: str, exploration: exp_domain.Exploration, read: sources.Read
) -> None:
    exp_id = exploration.exp_id
    try:
        if read.pictures:
            asset_services.add_pictures(exp_id, read.pictures)
        exp_services.save_new_exploration(owner_id, exploration)
    except Exception:
        # The exploration may have been stored: the outcome of a commit can be
        # unknown.
        if rights_services.get_exploration_rights(exp_id, strict=False) is None:
            asset_services.delete_all(exp_id)
        raise


def _can_be_published(
    exploration: exp_domain.Exploration, found: list[problems.Problem]
) -> bool:
    reasons: list[errors.ValidationError] = []
    exp_validation.validate_exploration(
        exploration, strict=True, report=reasons.append
    )
    found += [
        problems.Problem('not_published', each.path, None, each.message)
        for each in reasons
    ]
    return not reasons
