"""Picture files of creators, re-encoded so that only the picture is left.

The type is detected from the content. Metadata, such as where a photo was
taken, is dropped.
"""

from __future__ import annotations

import dataclasses
import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from core import errors, feconf
from core.domain import svg_files

CONTENT_TYPES = {
    'png': 'image/png',
    'jpg': 'image/jpeg',
    'webp': 'image/webp',
    'gif': 'image/gif',
    'svg': 'image/svg+xml',
}

# Pillow's names of the accepted formats, and the extensions of stored files.
_FORMATS = {'PNG': 'png', 'JPEG': 'jpg', 'WEBP': 'webp', 'GIF': 'gif'}

# For JPEG and WebP: no visible loss, at a third of the bytes of quality 100.
_QUALITY = 88
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    'PNG': {'optimize': True},
    'JPEG': {'quality': _QUALITY, 'optimize': True, 'progressive': True},
    'WEBP': {'quality': _QUALITY},
    'GIF': {},
}

# Pillow's modes of files that browsers show without conversion.
_PLAIN_MODES = ('1', 'L', 'LA', 'P', 'RGB', 'RGBA')

# Errors that Pillow raises for damaged files.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    struct.error,
    zlib.error,
    OverflowError,
    MemoryError,
    RuntimeError,
)


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture to be stored.

    Attributes:
        extension: The file extension: a key of CONTENT_TYPES.
        width: In pixels.
        height: In pixels.
        content: The file.
        variants: The files of smaller variants, by their width in pixels.
        num_pixels_read: The pixels that were decoded.
    """

    extension: str
    width: int
    height: int
    content: bytes
    variants: Mapping[int, bytes] = dataclasses.field(default_factory=dict)
    num_pixels_read: int = 0

    @property
    def num_bytes(self) -> int:
        """The bytes of the picture and its variants."""
        return len(self.content) + sum(map(len, self.variants.values()))


def read(content: bytes) -> Picture:
    """Reads a picture file and re-encodes it.

    Args:
        content: PNG, JPEG, WebP, GIF or SVG.

    Returns:
        The picture. PNG, JPEG, WebP and GIF without animation are scaled down
        to at most feconf.MAX_PICTURE_SIDE pixels in width and height.

    Raises:
        ValidationError: The file is of another type, damaged, or too large.
    """
    if len(content) > feconf.MAX_PICTURE_BYTES:
        raise errors.ValidationError(
            f'a picture may have {feconf.MAX_PICTURE_BYTES:,} bytes; this one '
            f'has {len(content):,}'
        )
    if _looks_like_xml(content):
        svg = svg_files.read(content)
        return Picture('svg', svg.width, svg.height, svg.content)
    try:
        return _read_raster(content)
    except UnidentifiedImageError as error:
        raise errors.ValidationError(
            'this is not a picture of a known type (PNG, JPEG, WebP, GIF or '
            'SVG), or it is damaged'
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_size()
    except _DAMAGE as error:
        raise errors.ValidationError(
            f'this picture is damaged or incomplete: {error}'
        ) from error


def _looks_like_xml(content: bytes) -> bool:
    start = content[:100].lstrip(b'\xef\xbb\xbf\xff\xfe\0 \t\r\n')
    return start.startswith(b'<')


def _refuse_size() -> NoReturn:
    raise errors.ValidationError(
        f'a picture may have {feconf.MAX_PICTURE_PIXELS:,} pixels, in all its '
        'frames together; this one has more'
    )


def _read_raster(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as image:
        # MPO, a photo with a preview in the same file, is read as a JPEG.
        kind = image.format if image.format in _FORMATS else 'JPEG'
        num_frames = 1 if kind == 'JPEG' else getattr(image, 'n_frames', 1)
        if num_frames > feconf.MAX_PICTURE_FRAMES:
            raise errors.ValidationError(
                f'a moving picture may have {feconf.MAX_PICTURE_FRAMES:,} '
                f'frames; this one has {num_frames:,}'
            )
        num_pixels = image.width * image.height * num_frames
        if num_pixels > feconf.MAX_PICTURE_PIXELS:
            _refuse_size()
        if num_frames > 1:
            return _read_animation(image, kind, num_pixels)
        plain = _plain(ImageOps.exif_transpose(image), kind)
    most = feconf.MAX_PICTURE_SIDE
    if max(plain.size) > most:
        plain = _resize(plain, most / max(plain.size))
    encoded = _encode([plain], kind)
    variants = {
        width: _encode([_resize(plain, width / plain.width)], kind)
        for width in feconf.PICTURE_VARIANT_WIDTHS
        if width < plain.width
    }
    return Picture(
        _FORMATS[kind],
        *plain.size,
        encoded,
        # A diagram in few colours can take more bytes when scaled down.
        {
            width: variant
            for width, variant in variants.items()
            if len(variant) < len(encoded)
        },
        num_pixels,
    )


def _plain(image: Image.Image, kind: str) -> Image.Image:
    """Returns the pixels alone, in a mode that browsers show."""
    image.load()
    transparency = image.info.get('transparency')
    if kind == 'JPEG':
        image = image if image.mode in ('L', 'RGB') else image.convert('RGB')
    elif image.mode.startswith('I'):
        # 16 bits per pixel.
        image = image.point(lambda value: value / 256).convert('L')
    elif image.mode not in _PLAIN_MODES:
        image = image.convert('RGBA')
    plain = image.copy()
    plain.info = {}
    if transparency is not None and kind in ('PNG', 'GIF'):
        plain.info['transparency'] = transparency
    return plain


def _resize(image: Image.Image, scale: float) -> Image.Image:
    if image.mode in ('1', 'P'):
        has_transparency = 'transparency' in image.info
        image = image.convert('RGBA' if has_transparency else 'RGB')
    size = [max(round(side * scale), 1) for side in image.size]
    return image.resize((size[0], size[1]), Image.Resampling.LANCZOS)


def _read_animation(image: Image.Image, kind: str, num_pixels: int) -> Picture:
    """Keeps frames and durations; smaller variants would not be animated."""
    times, frames = [], []
    loop = image.info.get('loop')
    for frame in ImageSequence.Iterator(image):
        plain = frame.convert('RGBA')
        # For WebP, the duration is known only after decoding the frame.
        times.append(int(frame.info.get('duration', 0)))
        plain.info = {}
        frames.append(plain)
    options = {'duration': times}
    if loop is not None:
        options['loop'] = loop
    return Picture(
        _FORMATS[kind],
        *image.size,
        _encode(frames, kind, options),
        num_pixels_read=num_pixels,
    )


def _encode(
    frames: Iterable[Image.Image],
    kind: str,
    options: Mapping[str, Any] | None = None,
) -> bytes:
    first, *others = frames
    buffer = io.BytesIO()
    more = {'save_all': True, 'append_images': others} if others else {}
    first.save(buffer, kind, **_OPTIONS[kind], **more, **(options or {}))
    return buffer.getvalue()
