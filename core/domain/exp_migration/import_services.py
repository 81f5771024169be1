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
class ImportResult:
    """The result for one file.

    Attributes:
        name: The name of the file.
        exploration: The exploration; None if the file is not accepted.
        is_stored: Whether it was stored.
        is_public: Whether it was published.
        problems: The differences from the source.
    """

    name: str
    exploration: exp_domain.Exploration | None
    is_stored: bool
    is_public: bool
    problems: tuple[problems.ImportProblem, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the file has an error."""
        return any(problem.kind == 'error' for problem in self.problems)


def import_files(
    files: Iterable[archives.SourceFile],
    owner_id: str | None,
    publish: bool = False,
) -> list[ImportResult]:
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
) -> ImportResult:
    if file.reason:
        kind: problems.Kind = 'left_out' if file.is_harmless else 'error'
        problem = problems.ImportProblem(kind, '', None, file.reason)
        return ImportResult(file.name, None, False, False, (problem,))
    exp_id = exp_services.get_new_exploration_id()
    read = sources.read(exp_id, file.content, file.assets)
    if read.exploration is None:
        return ImportResult(file.name, None, False, False, read.problems)
    reasons = _reasons_not_to_publish(read.exploration) if publish else ()
    can_publish = publish and not reasons
    if owner_id is not None:
        _store(owner_id, read.exploration, read)
        if can_publish:
            rights_services.publish_exploration(owner_id, exp_id)
    return ImportResult(
        name=file.name,
        exploration=read.exploration,
        is_stored=owner_id is not None,
        is_public=owner_id is not None and can_publish,
        problems=(*read.problems, *reasons),
    )


def _store(
    owner_id: str, exploration: exp_domain.Exploration, read: sources.ReadResult
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


def _reasons_not_to_publish(
    exploration: exp_domain.Exploration,
) -> tuple[problems.ImportProblem, ...]:
    invalid: list[errors.ValidationError] = []
    exp_validation.validate_exploration(
        exploration, strict=True, report=invalid.append
    )
    return tuple(
        problems.ImportProblem('not_published', error.path, None, error.message)
        for error in invalid
    )
