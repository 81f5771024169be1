"""Pictures of explorations, and references to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping

from core import errors, feconf
from core.domain import asset_names, exp_domain, picture_files, schema

_IMAGE_PATH = 'interaction.customization_args.imageAndRegions.value.imagePath'


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asset:
    """A picture of an exploration.

    Attributes:
        name: Its name; texts refer to it as `assets/NAME`.
        width: In pixels.
        height: In pixels.
        num_bytes: The bytes of the file, without smaller variants.
        variant_bytes: The bytes of each smaller variant, by its width.
        is_used: Whether a saved version refers to it; then it cannot be
            removed.
    """

    name: str
    width: int
    height: int
    num_bytes: int
    variant_bytes: Mapping[str, int]
    is_used: bool = False

    @property
    def paths(self) -> list[str]:
        """The paths of its files, below the id of the exploration."""
        return [
            path_of(self.name, variant) for variant in ('', *self.variant_bytes)
        ]


def path_of(name: str, variant: str = '') -> str:
    """Returns the path of a file, below the id of the exploration.

    Args:
        name: The picture.
        variant: The width of a variant; '' for the picture itself.
    """
    return f'{name}/{variant or "full"}'


def references(
    exploration: exp_domain.Exploration,
) -> Iterator[tuple[str, str]]:
    """Yields each reference to a picture: its path, and the picture's name."""
    for state_name, state in exploration.states.items():
        path = schema.join_path('states', state_name)
        for text_path, html in state.html_texts():
            for name in asset_names.names_in_html(html):
                yield schema.join_path(path, text_path), name
        image = state.interaction.customization_args.get('imageAndRegions')
        source = image['value']['imagePath'] if image else ''
        if source.startswith(asset_names.PREFIX):
            name = source.removeprefix(asset_names.PREFIX)
            yield schema.join_path(path, _IMAGE_PATH), name


def validate_references(
    exploration: exp_domain.Exploration,
    names: Collection[str],
    report: errors.Report = errors.raise_error,
) -> None:
    """Reports references to pictures that the exploration does not have.

    Args:
        exploration: The exploration.
        names: The names of its pictures.
        report: Takes the errors; by default the first one is raised.
    """
    for path, name in references(exploration):
        if name not in names:
            message = (
                f'there is no picture {asset_names.PREFIX}{name}; add it under '
                'Pictures first'
            )
            report(errors.ValidationError(message, path))


def assets_for(
    pictures: Mapping[str, picture_files.Picture],
) -> list[Asset]:
    """Returns the descriptions of new pictures, by name."""
    return [
        Asset(
            name=name,
            width=picture.width,
            height=picture.height,
            num_bytes=len(picture.content),
            variant_bytes={
                str(width): len(variant)
                for width, variant in picture.variants.items()
            },
        )
        for name, picture in pictures.items()
    ]


def check_total(
    pictures: Mapping[str, picture_files.Picture],
    others: Iterable[Asset] = (),
) -> None:
    """Checks that pictures can be added to an exploration.

    Args:
        pictures: The pictures to add.
        others: The pictures that it already has.

    Raises:
        ValidationError: There are too many, or they take too many bytes.
    """
    assets = [*others, *assets_for(pictures)]
    if len(assets) > feconf.MAX_PICTURES:
        raise errors.ValidationError(
            f'an exploration may have {feconf.MAX_PICTURES} pictures'
        )
    size = sum(
        asset.num_bytes + sum(asset.variant_bytes.values()) for asset in assets
    )
    if size > feconf.MAX_PICTURE_BYTES_PER_EXPLORATION:
        raise errors.ValidationError(
            'the pictures of an exploration may take '
            f'{feconf.MAX_PICTURE_BYTES_PER_EXPLORATION:,} bytes; with this '
            f'they would take {size:,}'
        )
