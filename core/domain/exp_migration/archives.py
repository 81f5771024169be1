"""Zip archives of explorations and their assets, as Oppia exports them.

An archive is untrusted: it is never unpacked to disk, and every entry is read
up to a limit, whatever size it claims.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import pathlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from core import errors, feconf
from core.domain import plain_text

TEXT_SUFFIXES = ('.yaml', '.yml', '.json')

# The folders of pictures in exports of Oppia and of this project (the first
# one), and in lessons of Oppia's Android app.
ASSET_FOLDERS = ('assets', 'image', 'images')
# The date of all files in an archive, so that equal explorations give equal
# archives.
_DATE = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 1


@dataclasses.dataclass(frozen=True)
class SourceFile:
    """A file that may be an exploration.

    Attributes:
        name: Its name, preceded by that of its archive.
        content: Its bytes; empty if there is a reason not to read it.
        assets: The files that came with it, by name without folders.
        reason: The reason for not reading it; '' if it is read.
        is_harmless: Whether that reason needs no attention.
    """

    name: str
    content: bytes = b''
    assets: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    reason: str = ''
    is_harmless: bool = False


def is_archive(content: bytes) -> bool:
    """Returns whether a file begins like a zip archive."""
    return content.startswith((b'PK\x03\x04', b'PK\x05\x06'))


def unpack(name: str, content: bytes) -> list[SourceFile]:
    """Returns the explorations of a file, which may be an archive.

    Args:
        name: The name of the file.
        content: Its bytes.

    Returns:
        The file itself, or the texts in the archive with their assets; files
        that cannot be read have a reason.
    """
    if not is_archive(content):
        return [SourceFile(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
        files = list(_files_of(name, content))
    except errors.ValidationError as error:
        return [SourceFile(name, reason=error.message)]
    # NotImplementedError: a compression or version that zipfile cannot read.
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        reason = f'the archive is damaged, or of a kind not known: {error}'
        return [SourceFile(name, reason=reason)]
    if all(file.is_harmless for file in files):
        files.append(
            SourceFile(
                name,
                reason='there is no exploration in the archive; it should have '
                f'a file that ends in {", ".join(TEXT_SUFFIXES)}',
            )
        )
    return files


def pack(name: str, text: str, assets: Mapping[str, bytes]) -> bytes:
    """Returns an archive that `unpack` reads.

    Args:
        name: The name of the text, without a suffix.
        text: The exploration as YAML.
        assets: Its pictures, by name.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:
        files = {f'{name}.yaml': text.encode()}
        files |= {
            f'{ASSET_FOLDERS[0]}/{asset}': content
            for asset, content in sorted(assets.items())
        }
        for path, content in files.items():
            info = zipfile.ZipInfo(path, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > feconf.MAX_IMPORT_FILES:
        _refuse(
            f'the archive has {len(entries):,} files; it may have '
            f'{feconf.MAX_IMPORT_FILES:,}'
        )
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) < len(names):
        _refuse('two files of the archive have the same name')
    for entry in entries:
        _check_entry(entry)
    size = sum(entry.file_size for entry in entries)
    if size > feconf.MAX_IMPORT_UNPACKED_BYTES:
        _refuse(
            f'the archive unpacks to {size:,} bytes; at most '
            f'{feconf.MAX_IMPORT_UNPACKED_BYTES:,} are read'
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # zipfile cuts a name at NUL; `orig_filename` is complete.
    name = entry.orig_filename
    path = pathlib.PurePosixPath(name)
    if (
        path.is_absolute()
        or '..' in path.parts
        or '\\' in name
        or ':' in name[:2]
        or plain_text.has_control(name)
    ):
        _refuse(f'the archive has a file outside of itself: {name!r}')
    if stat.S_ISLNK(entry.external_attr >> 16):
        _refuse(f'the archive has a link to another file: {name!r}')
    if entry.flag_bits & _ENCRYPTED:
        _refuse(f'the archive needs a password for {name!r}')


def _refuse(message: str) -> None:
    raise errors.ValidationError(message)


def _files_of(name: str, content: bytes) -> Iterator[SourceFile]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        paths = [
            pathlib.PurePosixPath(entry.filename)
            for entry in archive.infolist()
            if not entry.is_dir()
        ]
    for path in paths:
        inner = f'{name}/{path}'
        if _is_asset(path) or _is_hidden(path):
            continue
        if path.suffix.lower() not in TEXT_SUFFIXES:
            yield SourceFile(
                inner,
                reason='this is not an exploration',
                is_harmless=path.suffix.lower() != '.zip',
            )
            continue
        assets = Assets(
            {
                asset.name: functools.partial(
                    _read, content, str(asset), feconf.MAX_PICTURE_BYTES
                )
                for asset in _assets_for(path, paths)
            }
        )
        try:
            text = _read(content, str(path), feconf.MAX_IMPORT_TEXT_BYTES)
            yield SourceFile(inner, text, assets)
        except errors.ValidationError as error:
            yield SourceFile(inner, reason=error.message)


def _assets_for(
    path: pathlib.PurePosixPath, paths: list[pathlib.PurePosixPath]
) -> list[pathlib.PurePosixPath]:
    """Returns the assets that belong to a text.

    These are the assets below its folder or, in archives with texts and
    pictures in different folders, all assets.
    """
    assets = [asset for asset in paths if _is_asset(asset)]
    return [
        asset for asset in assets if asset.is_relative_to(path.parent)
    ] or assets


def _is_asset(path: pathlib.PurePosixPath) -> bool:
    is_text = path.suffix.lower() in TEXT_SUFFIXES
    folders = ASSET_FOLDERS[:1] if is_text else ASSET_FOLDERS
    return any(folder in path.parts[:-1] for folder in folders)


def _is_hidden(path: pathlib.PurePosixPath) -> bool:
    return any(part.startswith(('.', '__MACOSX')) for part in path.parts)


def _read(content: bytes, path: str, max_bytes: int) -> bytes:
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open(path) as file,
        ):
            read = file.read(max_bytes + 1)
    # The errors that zipfile raises for damage (RuntimeError: a password, which
    # only the local header asks for) and for unsupported compression.
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise errors.ValidationError(
            f'the file {path!r} of the archive is damaged: {error}'
        ) from error
    if len(read) > max_bytes:
        raise errors.ValidationError(
            f'the file {path!r} has more than {max_bytes:,} bytes'
        )
    return read


class Assets(Mapping[str, bytes]):
    """Files that are read on access.

    Args:
        readers: The function that reads a file, by the name of the file.
    """

    def __init__(self, readers: Mapping[str, Callable[[], bytes]]) -> None:
        self._readers = readers

    def __getitem__(self, name: str) -> bytes:
        return self._readers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)
