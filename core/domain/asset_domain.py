"""Pictures of explorations: their names, and where texts refer to them."""

from __future__ import annotations

import pathlib
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterator

from core import errors
from core.domain import exp_domain, picture_files, schema

# How texts refer to a picture.
PREFIX = 'assets/'

NAME_REGEX = re.compile(
    rf'[a-z0-9-]{{1,80}}\.(?:{"|".join(picture_files.CONTENT_TYPES)})\Z'
)

# Random bytes of a name: nobody can guess it.
_RANDOM_BYTES = 10
_RANDOM_END = re.compile(rf'-[0-9a-f]{{{2 * _RANDOM_BYTES}}}\Z')
_MAX_SLUG_LENGTH = 50
_NOT_IN_SLUGS = re.compile('[^a-z0-9]+')

# Stored HTML is sanitised, so attributes are in double quotes.
_SOURCE = re.compile(r'<img\b[^>]*?\ssrc="assets/([^"]*)"')


def new_name(file_name: str, extension: str) -> str:
    """Returns a name for a new picture.

    Args:
        file_name: The name of the file, of which a readable part is kept.
        extension: Of its type, without the dot.
    """
    stem = pathlib.PurePosixPath(file_name.replace('\\', '/')).stem
    ascii_stem = (
        unicodedata.normalize('NFKD', stem).encode('ascii', 'ignore').decode()
    )
    # The name of an exported picture does not grow when it is imported.
    slug = _NOT_IN_SLUGS.sub('-', _RANDOM_END.sub('', ascii_stem.lower()))
    slug = slug.strip('-')[:_MAX_SLUG_LENGTH].strip('-') or 'picture'
    return f'{slug}-{secrets.token_hex(_RANDOM_BYTES)}.{extension}'


def names_in_html(html: str) -> list[str]:
    """Returns the pictures that a stored text refers to, in order."""
    return _SOURCE.findall(html)


def references(
    exploration: exp_domain.Exploration,
) -> Iterator[tuple[str, str]]:
    """Yields each reference to a picture: its path, and the picture's name."""
    for state_name, state in exploration.states.items():
        path = schema.join_path('states', state_name)
        for text_path, html in state.html_texts():
            for name in names_in_html(html):
                yield schema.join_path(path, text_path), name
        image = state.interaction.customization_args.get('imageAndRegions')
        if image is not None:
            source = image['value']['imagePath']
            if source.startswith(PREFIX):
                yield (
                    schema.join_path(
                        path,
                        'interaction.customization_args.imageAndRegions.value.'
                        'imagePath',
                    ),
                    source.removeprefix(PREFIX),
                )


def validate_references(
    exploration: exp_domain.Exploration,
    names: Collection[str],
    report: errors.Report = errors.refuse,
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
                f'there is no picture {PREFIX}{name}; add it under Pictures '
                'first'
            )
            report(errors.ValidationError(message, path))
