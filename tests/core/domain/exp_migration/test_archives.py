from __future__ import annotations

import io
import stat
import zipfile

import pytest

from core import feconf
from core.domain.exp_migration import archives

pytestmark = pytest.mark.no_store


def build_zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def only(content: bytes) -> archives.SourceFile:
    (file,) = archives.unpack('a.zip', content)
    return file


def test_a_plain_file_is_itself() -> None:
    assert archives.unpack('a.yaml', b'title: A') == [
        archives.SourceFile('a.yaml', b'title: A')
    ]


def test_an_archive_has_texts_with_their_assets() -> None:
    files = archives.unpack(
        'a.zip',
        build_zip(
            {
                'One.yaml': b'1',
                'assets/image/a.png': b'picture',
                'assets/audio/b.mp3': b'sound',
                'two/Two.json': b'2',
                'two/assets/c.png': b'other',
                '__MACOSX/._One.yaml': b'?',
                'LICENSE': b'free',
            }
        ),
    )
    assert [(file.name, file.content) for file in files] == [
        ('a.zip/One.yaml', b'1'),
        ('a.zip/two/Two.json', b'2'),
        ('a.zip/LICENSE', b''),
    ]
    assert dict(files[1].assets) == {'c.png': b'other'}
    assert files[0].assets['a.png'] == b'picture'
    assert files[2].is_harmless


def test_a_packed_archive_is_unpacked() -> None:
    packed = archives.pack('Lesson', 'title: ä', {'a.png': b'picture'})
    assert packed == archives.pack('Lesson', 'title: ä', {'a.png': b'picture'})
    file = only(packed)
    assert file.name == 'a.zip/Lesson.yaml'
    assert file.content == 'title: ä'.encode()
    assert dict(file.assets) == {'a.png': b'picture'}


@pytest.mark.parametrize(
    'name',
    ['../evil.yaml', 'a/../../evil.yaml', '/etc/evil.yaml', 'C:evil.yaml'],
)
def test_an_archive_with_a_path_outside_of_it_is_refused(name: str) -> None:
    file = only(build_zip({'One.yaml': b'1', name: b'2'}))
    assert file.content == b''
    assert 'outside of itself' in file.reason
    assert not file.is_harmless


@pytest.mark.parametrize('name', ['a\\evil.yaml', 'a\x00evil.yaml'])
def test_an_archive_with_a_dangerous_name_is_refused(name: str) -> None:
    content = build_zip({'One.yaml': b'1', 'a?evil.yaml': b'2'})
    content = content.replace(b'a?evil.yaml', name.encode())
    assert 'outside of itself' in only(content).reason


def test_an_archive_with_a_link_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        info = zipfile.ZipInfo('link.yaml')
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, '/etc/passwd')
    assert 'a link to another file' in only(buffer.getvalue()).reason


def test_an_archive_with_a_password_is_refused() -> None:
    content = build_zip({'One.yaml': b'1'})
    # Sets the encryption flag in the local header and the central directory.
    for mark, offset in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        at = content.index(mark) + offset
        content = content[:at] + b'\x01' + content[at + 1 :]
    assert 'needs a password' in only(content).reason


def test_an_archive_with_names_that_differ_in_case_is_refused() -> None:
    assert (
        'same name' in only(build_zip({'A.yaml': b'1', 'a.yaml': b'2'})).reason
    )


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feconf, 'MAX_IMPORT_TEXT_BYTES', 1_000)
    monkeypatch.setattr(feconf, 'MAX_IMPORT_UNPACKED_BYTES', 50_000)
    file = only(build_zip({'A.yaml': b' ' * 40_000}))
    assert 'more than 1,000 bytes' in file.reason
    assert (
        'unpacks to 60,000' in only(build_zip({'A.yaml': b' ' * 60_000})).reason
    )


def test_a_wrong_size_in_the_header_is_detected() -> None:
    content = build_zip({'A.yaml': b'title: A' * 100})
    size = (800).to_bytes(4, 'little')
    file = archives.unpack('a.zip', content.replace(size, b'\x05\0\0\0'))[0]
    assert len(file.content) <= 5 or file.reason


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feconf, 'MAX_IMPORT_FILES', 2)
    content = build_zip({f'{n}.yaml': b'1' for n in range(3)})
    assert 'it may have 2' in only(content).reason


@pytest.mark.parametrize('cut', [30, 60, 100])
def test_a_damaged_archive_is_reported(cut: int) -> None:
    content = build_zip({'A.yaml': b'title: A' * 10})
    for damaged in (
        content[:cut],
        content[:40] + b'\xff' * 8 + content[48:],
        b'PK\x03\x04' + content[cut:],
    ):
        files = archives.unpack('a.zip', damaged)
        assert 'damaged' in files[0].reason


def test_an_archive_without_explorations_is_reported() -> None:
    harmless, file = archives.unpack('a.zip', build_zip({'a.txt': b'1'}))
    assert harmless.is_harmless
    assert 'no exploration in the archive' in file.reason
    empty = only(build_zip({}))
    assert 'no exploration in the archive' in empty.reason


def test_an_archive_in_an_archive_is_refused() -> None:
    inner = build_zip({'A.yaml': b'1'})
    files = archives.unpack(
        'a.zip', build_zip({'A.yaml': b'1', 'b.zip': inner})
    )
    assert [bool(file.reason) for file in files] == [False, True]
    assert not files[1].is_harmless
