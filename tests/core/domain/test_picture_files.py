from __future__ import annotations

import contextlib
import io
import random
import struct
import warnings
import zlib

import pytest
from PIL import Image

from core import errors, feconf
from core.domain import picture_files
from tests.core.domain import picture_builders as builders

pytestmark = pytest.mark.no_store


@pytest.mark.parametrize(
    ('kind', 'extension'),
    [('PNG', 'png'), ('JPEG', 'jpg'), ('WEBP', 'webp'), ('GIF', 'gif')],
)
def test_the_type_of_a_picture_is_detected_from_its_content(
    kind: str, extension: str
) -> None:
    picture = picture_files.read(builders.raster(kind))
    assert picture.extension == extension
    assert (picture.width, picture.height) == (40, 30)
    assert picture.variants == {}
    image = builders.open_image(picture.content)
    assert image.format == kind
    red, green, _ = image.convert('RGB').getpixel((2, 2))
    assert red > 200
    assert green < 50


def test_svg_is_rewritten() -> None:
    picture = picture_files.read(b'\xef\xbb\xbf\n' + builders.SVG)
    assert picture.extension == 'svg'
    assert (picture.width, picture.height) == (40, 30)
    assert b'<circle' in picture.content


@pytest.mark.parametrize('kind', ['PNG', 'JPEG', 'WEBP'])
def test_metadata_are_removed(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotated by 90 degrees clockwise
    exif[0x010E] = 'taken at home'
    content = builders.raster(
        kind,
        exif=exif,
        icc_profile=b'a profile' * 20,
        **({'comment': b'a comment'} if kind == 'JPEG' else {}),
    )
    picture = picture_files.read(content)
    assert (picture.width, picture.height) == (30, 40)
    image = builders.open_image(picture.content)
    image.load()
    assert not image.getexif()
    assert not {'exif', 'icc_profile', 'comment'} & image.info.keys()
    assert b'at home' not in picture.content
    # The red left half is now the upper half.
    assert image.convert('RGB').getpixel((28, 2))[1] < 50


def left_and_right(content: bytes) -> tuple[float, float]:
    """Returns the mean brightness of both halves."""
    halves = (
        builders.open_image(content)
        .convert('L')
        .resize((2, 1), Image.Resampling.BOX)
    )
    return halves.getpixel((0, 0)), halves.getpixel((1, 0))


@pytest.mark.parametrize('mode', ['1', 'L', 'LA', 'P', 'RGBA', 'CMYK'])
def test_every_mode_can_be_stored(mode: str) -> None:
    kind = 'JPEG' if mode == 'CMYK' else 'PNG'
    picture = picture_files.read(builders.raster(kind, (1000, 10), mode))
    for content in (picture.content, *picture.variants.values()):
        assert left_and_right(content) == pytest.approx((76, 255), abs=3)


def test_sixteen_bit_shades_are_reduced_to_eight() -> None:
    buffer = io.BytesIO()
    Image.new('I;16', (40, 30), 40_000).save(buffer, 'PNG')
    picture = picture_files.read(buffer.getvalue())
    assert left_and_right(picture.content) == pytest.approx((156, 156), abs=1)


def test_transparency_is_kept() -> None:
    content = builders.raster('PNG', (40, 30), 'P', transparency=0)
    image = builders.open_image(picture_files.read(content).content)
    assert image.info['transparency'] is not None


def test_variants_are_smaller_and_never_enlarged() -> None:
    picture = picture_files.read(builders.noise('JPEG', (1200, 300)))
    assert list(picture.variants) == [480, 960]
    for width, variant in picture.variants.items():
        assert builders.open_image(variant).size == (width, width // 4)
        assert len(variant) < len(picture.content)
    assert list(
        picture_files.read(builders.noise('PNG', (960, 8))).variants
    ) == [480]


def test_a_large_photo_is_scaled_down() -> None:
    picture = picture_files.read(builders.raster('JPEG', (3000, 1500)))
    assert (picture.width, picture.height) == (feconf.MAX_PICTURE_SIDE, 1200)
    assert builders.open_image(picture.content).size == (2400, 1200)


def animation(number: int = 3, kind: str = 'GIF') -> bytes:
    frames = [
        Image.new('RGB', (20, 10), (80 * index % 256, index % 256, 0))
        for index in range(number)
    ]
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=200,
        loop=0,
        **({'comment': b'secret'} if kind == 'GIF' else {}),
    )
    return buffer.getvalue()


@pytest.mark.parametrize('kind', ['GIF', 'WEBP', 'PNG'])
def test_an_animation_keeps_its_frames(kind: str) -> None:
    picture = picture_files.read(animation(3, kind))
    image = builders.open_image(picture.content)
    assert image.n_frames == 3
    image.seek(1)
    image.load()
    assert image.info['duration'] == 200
    assert image.info['loop'] == 0
    assert b'secret' not in picture.content
    assert picture.variants == {}


def png_of_size(width: int, height: int) -> bytes:
    """Returns a file of a few bytes whose header claims a size."""
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    chunks = [(b'IHDR', header), (b'IDAT', zlib.compress(b'')), (b'IEND', b'')]
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data))
        + name
        + data
        + struct.pack('>I', zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    ('width', 'height'), [(5001, 5000), (10_000, 10_000), (60_000, 60_000)]
)
def test_a_picture_of_too_many_pixels_is_refused(
    width: int, height: int
) -> None:
    with pytest.raises(errors.ValidationError, match='pixels'):
        picture_files.read(png_of_size(width, height))


def test_pixels_of_all_frames_are_added_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_PICTURE_PIXELS', 500)
    with pytest.raises(errors.ValidationError, match='frames'):
        picture_files.read(animation(3))


def test_a_picture_of_very_many_frames_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_PICTURE_FRAMES', 2)
    with pytest.raises(errors.ValidationError, match='2 frames'):
        picture_files.read(animation(3))


@pytest.mark.parametrize(
    'content',
    [
        b'',
        b'GIF89a',
        b'%PDF-1.7',
        b'\x00' * 100,
        b'PK\x03\x04',
        b'\x89PNG\r\n\x1a\n',
        builders.raster('BMP'),
        builders.raster('TIFF'),
        b'\x1f\x8b' + builders.SVG,
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(errors.ValidationError, match='picture'):
        picture_files.read(content)


@pytest.mark.parametrize('kind', ['PNG', 'JPEG', 'WEBP', 'GIF'])
def test_an_incomplete_picture_is_refused(kind: str) -> None:
    content = builders.noise(kind, (60, 60))
    for size in (30, len(content) // 2, len(content) - 30):
        with pytest.raises(errors.ValidationError, match='damaged'):
            picture_files.read(content[:size])


@pytest.mark.parametrize('kind', ['PNG', 'JPEG', 'WEBP', 'GIF'])
def test_a_file_with_wrong_bytes_is_read_or_refused(kind: str) -> None:
    still = builders.noise(kind, (20, 10))
    moving = still if kind == 'JPEG' else animation(3, kind)
    chance = random.Random(3)
    for number in range(200):
        content = bytearray(moving if number % 2 else still)
        for _ in range(chance.choice((1, 3, 9))):
            content[chance.randrange(min(len(content), 150))] = (
                chance.randrange(256)
            )
        with (
            contextlib.suppress(errors.ValidationError),
            warnings.catch_warnings(),
        ):
            # Pillow warns that it only reads one frame of a damaged APNG.
            warnings.simplefilter('ignore')
            picture = picture_files.read(bytes(content))
            assert picture.num_pixels_read > 0


def test_an_animation_with_a_wrong_canvas_is_refused() -> None:
    content = bytearray(animation(3, 'WEBP'))
    # The width of the canvas in the header.
    content[25] = 0xFF
    with pytest.raises(errors.ValidationError, match='damaged'):
        picture_files.read(bytes(content))


def test_a_picture_of_too_many_bytes_is_refused() -> None:
    content = builders.raster() + bytes(feconf.MAX_PICTURE_BYTES)
    with pytest.raises(errors.ValidationError, match='10,000,000 bytes'):
        picture_files.read(content)
