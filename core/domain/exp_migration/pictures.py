"""The pictures that come with an exploration and that it shows."""

from __future__ import annotations

import html
import pathlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from core import errors, feconf
from core.domain import asset_names, picture_files
from core.domain.exp_migration import problems

# Also matches unclosed tags; otherwise each of them would start another search
# to the end of the text.
_IMAGE_TAG = re.compile(r'<img\b(?:"[^"]*"|\'[^\']*\'|[^\'">])*+>?', re.I)


class Pictures:
    """Pictures to be stored with an exploration, by new names.

    Args:
        files: The files that came with it, by name.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        # The new names of requested files, or the errors.
        self._results: dict[str, str | errors.ValidationError] = {}
        self._num_pixels = 0
        self.taken: dict[str, picture_files.Picture] = {}

    @property
    def num_unused(self) -> int:
        """The number of files that were not requested."""
        return len(self._files.keys() - self._results.keys())

    def take(self, path: str) -> str:
        """Returns the new name of a picture.

        Args:
            path: The path in the source; only the name of the file matters.

        Raises:
            ValidationError: It is not among the files, or cannot be stored.
        """
        name = pathlib.PurePosixPath(path).name
        if name not in self._results:
            try:
                self._results[name] = self._take_new(name)
            except errors.ValidationError as error:
                self._results[name] = error
        result = self._results[name]
        if isinstance(result, errors.ValidationError):
            raise errors.ValidationError(result.message)
        return result

    def _take_new(self, name: str) -> str:
        if name not in self._files:
            raise errors.ValidationError('it did not come with the file')
        if self._num_pixels > feconf.MAX_IMPORT_PIXELS:
            raise errors.ValidationError(
                'the pictures of the file have more than '
                f'{feconf.MAX_IMPORT_PIXELS:,} pixels together'
            )
        picture = picture_files.read(self._files[name])
        self._num_pixels += picture.num_pixels_read
        new_name = asset_names.new_name(name, picture.extension)
        self.taken[new_name] = picture
        return new_name

    def to_html(
        self, place: problems.Place, path: str, alt: str, caption: str = ''
    ) -> str:
        """Returns a picture as HTML; if it is missing, its description.

        Args:
            place: Its place in the source.
            path: The path in the source.
            alt: Its description.
            caption: The text below it.
        """
        file_name = pathlib.PurePosixPath(path).name
        caption = '' if caption == alt else caption
        try:
            name = self.take(path)
        except errors.ValidationError as error:
            place.change(
                f'the picture {file_name[:80]!r} is not shown, only its '
                f'description: {error.message}'
            )
            description = alt or file_name or 'without description'
            text = f'[Picture: {description}] {caption}'.rstrip()
            return f'<em>{html.escape(text)}</em>'
        if not alt:
            place.change(
                f'the picture {file_name[:80]!r} has no description; its name '
                'stands in for one'
            )
            alt = pathlib.PurePosixPath(file_name).stem
        picture = self.taken[name]
        shown = (
            f'<img src="{asset_names.PREFIX}{name}" '
            f'alt="{html.escape(alt[: feconf.MAX_ALT_TEXT_LENGTH])}" '
            f'width="{picture.width}" height="{picture.height}">'
        )
        return f'{shown} <em>{html.escape(caption)}</em>' if caption else shown


def take_over(
    value: Any, pictures: Pictures, place: problems.Place, name: str = ''
) -> Any:
    """Returns an exploration of this project whose pictures have new names.

    Args:
        value: The exploration as JSON, or a part of it.
        pictures: The pictures that came with it.
        place: The place of the part.
        name: Its key.
    """
    if isinstance(value, dict):
        return {
            key: take_over(item, pictures, place.at(key), key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [
            take_over(item, pictures, place.at(index), name)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, str) or asset_names.PREFIX not in value:
        return value
    if name == 'imagePath':
        return _new_path(value, pictures, place)
    return _IMAGE_TAG.sub(
        lambda match: _new_tag(match.group(), pictures, place), value
    )


def _new_path(path: str, pictures: Pictures, place: problems.Place) -> str:
    if not path.startswith(asset_names.PREFIX):
        return path
    try:
        return asset_names.PREFIX + pictures.take(path)
    except errors.ValidationError as error:
        place.add('error', f'the picture {path[:80]!r}: {error.message}')
        return path


def _new_tag(tag: str, pictures: Pictures, place: problems.Place) -> str:
    reader = _TagReader()
    reader.feed(tag)
    attributes = {name: value or '' for name, value in reader.attributes}
    source = attributes.get('src', '')
    if not source.startswith(asset_names.PREFIX):
        return tag
    try:
        attributes['src'] = asset_names.PREFIX + pictures.take(source)
    except errors.ValidationError:
        return pictures.to_html(place, source, attributes.get('alt', ''))
    written = ''.join(
        f' {name}="{html.escape(value)}"' for name, value in attributes.items()
    )
    return f'<img{written}>'


class _TagReader(HTMLParser):
    """Reads the attributes of a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(
        self, _tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.attributes = attrs
