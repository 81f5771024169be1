"""The pictures of explorations.

A picture never changes and its name is never used again, so any version of the
exploration can refer to it. Once a saved version does, the picture stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from core import errors
from core.domain import (
    asset_domain,
    asset_files_services,
    asset_names,
    exp_domain,
    picture_files,
)
from core.platform.datastore import store
from core.storage.exploration import asset_gae_models as models

_Model = models.ExplorationAssetsModel


@dataclasses.dataclass(frozen=True)
class File:
    """A file to be served."""

    content: bytes
    content_type: str


def get_assets(exp_id: str) -> list[asset_domain.Asset]:
    """Returns the pictures of an exploration, in the order of upload."""
    (model,) = store.get(_Model, [exp_id])
    return _assets_of(model)


def names_of(exp_id: str) -> frozenset[str]:
    """Returns the names of the pictures of an exploration."""
    return frozenset(asset.name for asset in get_assets(exp_id))


def add(exp_id: str, file_name: str, content: bytes) -> asset_domain.Asset:
    """Adds a picture.

    Args:
        exp_id: The exploration.
        file_name: The name of its file.
        content: The file, of any type that `picture_files` reads.

    Returns:
        The picture.

    Raises:
        ValidationError: The file is not a picture that can be stored, or there
            are too many.
    """
    picture = picture_files.read(content)
    name = asset_names.new_name(file_name, picture.extension)
    (asset,) = add_pictures(exp_id, {name: picture})
    return asset


def add_pictures(
    exp_id: str, pictures: Mapping[str, picture_files.Picture]
) -> list[asset_domain.Asset]:
    """Adds pictures, all or none.

    Args:
        exp_id: The exploration.
        pictures: The pictures by new names.

    Raises:
        ValidationError: There are too many.
    """
    # Checked before files are written, and again in the transaction.
    asset_domain.check_total(pictures, get_assets(exp_id))
    added = asset_domain.assets_for(pictures)
    for name, picture in pictures.items():
        _write(exp_id, name, picture)

    def work(transaction: store.Transaction) -> None:
        model = transaction.get_or_new(_Model, id=exp_id, assets={})
        others = [
            asset for asset in _assets_of(model) if asset.name not in pictures
        ]
        asset_domain.check_total(pictures, others)
        _put(transaction, model, [*others, *added])

    try:
        store.run(work)
    except errors.ValidationError:
        # Another request has reached the limit meanwhile. After any other
        # error, the list may have been stored, so the files stay.
        _delete_files(exp_id, added)
        raise
    return added


def remove(exp_id: str, name: str) -> list[asset_domain.Asset]:
    """Removes a picture that no saved version refers to.

    Args:
        exp_id: The exploration.
        name: The picture; an unknown one is ignored.

    Returns:
        The remaining pictures.

    Raises:
        ConflictError: A version refers to it.
    """

    def work(
        transaction: store.Transaction,
    ) -> tuple[list[str], list[asset_domain.Asset]]:
        model = transaction.get(_Model, exp_id)
        if model is None:
            return [], []
        assets = {asset.name: asset for asset in _assets_of(model)}
        removed = assets.pop(name, None)
        if removed is None:
            return [], list(assets.values())
        if removed.is_used:
            raise errors.ConflictError(
                'A saved version shows this picture, and versions are never '
                'changed; so it stays.'
            )
        _put(transaction, model, assets.values())
        return removed.paths, list(assets.values())

    paths, left = store.run(work)
    asset_files_services.delete(f'{exp_id}/{path}' for path in paths)
    return left


def delete_all(exp_id: str) -> None:
    """Deletes all pictures of an exploration, and files not in its list."""
    asset_files_services.delete_below(f'{exp_id}/')
    store.delete([(_Model, exp_id)])


def require(
    transaction: store.Transaction, exploration: exp_domain.Exploration
) -> None:
    """Checks that the pictures of a version exist, and marks them as used.

    Used pictures cannot be removed.

    Args:
        transaction: The transaction that saves the version.
        exploration: The version.

    Raises:
        ValidationError: The version refers to a picture that does not exist.
    """
    used = {name for _, name in asset_domain.references(exploration)}
    if not used:
        return
    model = transaction.get(_Model, exploration.exp_id)
    assets = _assets_of(model)
    asset_domain.validate_references(
        exploration, {asset.name for asset in assets}
    )
    if model and any(
        not asset.is_used and asset.name in used for asset in assets
    ):
        _put(
            transaction,
            model,
            [
                dataclasses.replace(asset, is_used=True)
                if asset.name in used
                else asset
                for asset in assets
            ],
        )


def get_file(exp_id: str, name: str, width: int | None = None) -> File:
    """Returns the file of a picture.

    Args:
        exp_id: The exploration.
        name: The picture.
        width: The width of the variant. Without it, or if there is no such
            variant, the picture itself is returned.

    Raises:
        EntityNotFoundError: There is no such picture.
    """
    content = None
    if asset_names.NAME_REGEX.match(name):
        if width is not None:
            content = _read(exp_id, name, str(width))
        if content is None:
            content = _read(exp_id, name)
    if content is None:
        raise errors.EntityNotFoundError('There is no such picture.')
    extension = name.rpartition('.')[2]
    return File(content, picture_files.CONTENT_TYPES[extension])


def get_files(exp_id: str, names: Iterable[str]) -> dict[str, bytes]:
    """Returns the files of pictures that exist, by name."""
    files = {name: _read(exp_id, name) for name in names}
    return {
        name: content for name, content in files.items() if content is not None
    }


def _read(exp_id: str, name: str, variant: str = '') -> bytes | None:
    return asset_files_services.read(
        f'{exp_id}/{asset_domain.path_of(name, variant)}'
    )


def _write(exp_id: str, name: str, picture: picture_files.Picture) -> None:
    content_type = picture_files.CONTENT_TYPES[picture.extension]
    files = {'': picture.content} | {
        str(width): content for width, content in picture.variants.items()
    }
    for variant, content in files.items():
        path = f'{exp_id}/{asset_domain.path_of(name, variant)}'
        asset_files_services.write(path, content, content_type)


def _delete_files(exp_id: str, assets: Iterable[asset_domain.Asset]) -> None:
    asset_files_services.delete(
        f'{exp_id}/{path}' for asset in assets for path in asset.paths
    )


def _assets_of(model: _Model | None) -> list[asset_domain.Asset]:
    assets: Mapping[str, Any] = {} if model is None else model.assets
    return [
        asset_domain.Asset(name=name, **fields)
        for name, fields in assets.items()
    ]


def _put(
    transaction: store.Transaction,
    model: _Model,
    assets: Iterable[asset_domain.Asset],
) -> None:
    listed = [dataclasses.asdict(asset) for asset in assets]
    model.assets = {fields.pop('name'): fields for fields in listed}
    transaction.put(model)
