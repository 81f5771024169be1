"""Names of pictures, and references to them in HTML."""

from __future__ import annotations

import pathlib
import re
import secrets
import unicodedata

# Prefix of references to a picture in texts.
PREFIX = 'assets/'

NAME_REGEX = re.compile(r'[a-z0-9-]{1,80}\.(?:png|jpg|webp|gif|svg)\Z')

# Pictures of the exploration and of this server. The only dot is the one before
# the extension, so an address cannot leave the folder or name a host.
ADDRESS_REGEX = re.compile(
    PREFIX
    + NAME_REGEX.pattern
    + r'|/static/images(?:/[A-Za-z0-9_-]+)+\.(?:svg|png|jpg|webp)\Z'
)

# Random bytes in a name, so that names cannot be guessed.
_RANDOM_BYTES = 10
_RANDOM_END = re.compile(rf'-[0-9a-f]{{{2 * _RANDOM_BYTES}}}\Z')
_MAX_SLUG_LENGTH = 50
_NOT_IN_SLUGS = re.compile('[^a-z0-9]+')

# Sanitised HTML has all values in double quotes.
_SOURCE = re.compile(r'<img(?:\s+[\w-]+="[^"]*")*?\s+src="assets/([^"]*)"')


def new_name(file_name: str, extension: str) -> str:
    """Returns a name for a new picture.

    Args:
        file_name: The name of the file; the new name begins with its slug.
        extension: The file extension, without the dot.
    """
    stem = pathlib.PurePosixPath(file_name.replace('\\', '/')).stem
    ascii_stem = (
        unicodedata.normalize('NFKD', stem).encode('ascii', 'ignore').decode()
    )
    # Importing an exported picture replaces the random end of its name.
    slug = _NOT_IN_SLUGS.sub('-', _RANDOM_END.sub('', ascii_stem.lower()))
    slug = slug.strip('-')[:_MAX_SLUG_LENGTH].strip('-') or 'picture'
    return f'{slug}-{secrets.token_hex(_RANDOM_BYTES)}.{extension}'


def names_in_html(html: str) -> list[str]:
    """Returns the pictures that a stored text refers to, in order."""
    return _SOURCE.findall(html)
