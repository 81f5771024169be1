"""Small picture files for tests."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
    b'<circle cx="20" cy="15" r="9" fill="red"/></svg>'
)


def raster(
    kind: str = 'PNG',
    size: tuple[int, int] = (40, 30),
    mode: str = 'RGB',
    **options: Any,
) -> bytes:
    """Returns a picture whose left half is red."""
    image = Image.new('RGB', size, (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def noise(kind: str, size: tuple[int, int]) -> bytes:
    """Returns a picture that can hardly be compressed."""
    image = Image.effect_noise(size, 100).convert('RGB')
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def open_image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
