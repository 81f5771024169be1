"""Explorations as files: import and export."""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from typing import Annotated

import pydantic
from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import (
    asset_domain,
    asset_services,
    exp_domain,
    exp_services,
    exp_yaml,
)
from core.domain.exp_migration import archives, import_services, problems

_MAX_NAME_LENGTH = 255

# Characters that file systems refuse in a name.
_NOT_IN_FILE_NAMES = re.compile(r'[^\w .,()!-]+')

_CONTENT_TYPES = {'yaml': 'application/yaml', 'zip': 'application/zip'}


class FileToImport(payloads.Payload):
    """A file.

    Attributes:
        name: The name of the file.
        content: Its bytes in base 64, since files need not be text.
    """

    name: Annotated[
        str, pydantic.StringConstraints(max_length=_MAX_NAME_LENGTH)
    ]
    content: str


class ImportRequest(payloads.Payload):
    """Files to import.

    Attributes:
        files: YAML, JSON or zip archives.
        dry_run: Whether to return only the problems, and store nothing.
    """

    MAX_BYTES = feconf.MAX_UPLOAD_BYTES

    files: Annotated[
        list[FileToImport],
        pydantic.Field(min_length=1, max_length=feconf.MAX_FILES_PER_IMPORT),
    ]
    dry_run: bool


class ImportedFile(TypedDict):
    """The result for one file, or for one exploration of an archive.

    Attributes:
        name: The name of the file.
        title: The title of the exploration; null if it was refused.
        num_states: The number of its states.
        exp_id: Its id; null if it was not stored.
        problems: What differs from the source.
    """

    name: str
    title: str | None
    num_states: int
    exp_id: str | None
    problems: tuple[problems.ImportProblem, ...]


class ImportResponse(TypedDict):
    """The results, in the order of the files."""

    files: list[ImportedFile]


class ImportHandler(base.JsonHandler):
    """Imports explorations of this project and of Oppia."""

    @acl_decorators.require_signed_in
    def post(self, body: ImportRequest) -> ImportResponse:
        """Imports files as private explorations of the caller.

        Each file is imported by itself; one with an error stores nothing.

        Args:
            body: The files.
        """
        files = [
            unpacked
            for index, file in enumerate(body.files)
            for unpacked in archives.unpack(
                file.name, content_of(file, f'files[{index}].content')
            )
        ]
        if len(files) > feconf.MAX_FILES_PER_IMPORT:
            raise errors.ValidationError(
                f'there are {len(files)} explorations; at most '
                f'{feconf.MAX_FILES_PER_IMPORT} at once',
                'files',
            )
        owner_id = None if body.dry_run else self.user_id
        results = import_services.import_files(files, owner_id)
        return {'files': [_to_response(result) for result in results]}


def content_of(file: FileToImport, path: str) -> bytes:
    """Returns the bytes of a file.

    Args:
        file: The file.
        path: The field of the content, for the error.
    """
    try:
        return base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.ValidationError('should be base 64', path) from error


def _to_response(result: import_services.ImportResult) -> ImportedFile:
    exploration = result.exploration
    return {
        'name': result.name,
        'title': None if exploration is None else exploration.title,
        'num_states': 0 if exploration is None else len(exploration.states),
        'exp_id': exploration.exp_id
        if exploration is not None and result.is_stored
        else None,
        'problems': result.problems,
    }


class ExportHandler(base.BaseHandler):
    """An exploration as a file that can be imported again."""

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> None:
        """Returns the file.

        `v`: the version; the latest by default. `format`: `yaml` (the default)
        or `zip`, with the assets.

        Args:
            exp_id: The exploration.
        """
        form = self.query_choice('format', *_CONTENT_TYPES)
        version = self.query_version('v')
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        text = exp_yaml.exploration_to_yaml(exploration)
        name = _file_name(exploration)
        self.response.content_type = _CONTENT_TYPES[form]
        self.response.charset = 'utf-8' if form == 'yaml' else None
        headers = self.response.headers
        headers['Cache-Control'] = 'no-store'
        quoted = urllib.parse.quote(f'{name}.{form}')
        headers['Content-Disposition'] = (
            f'attachment; filename="{exp_id}.{form}"; '
            f"filename*=UTF-8''{quoted}"
        )
        self.response.body = (
            text.encode()
            if form == 'yaml'
            else archives.pack(name, text, _pictures(exploration))
        )


def _pictures(exploration: exp_domain.Exploration) -> dict[str, bytes]:
    names = {name for _, name in asset_domain.references(exploration)}
    return asset_services.get_files(exploration.exp_id, sorted(names))


def _file_name(exploration: exp_domain.Exploration) -> str:
    title = _NOT_IN_FILE_NAMES.sub(' ', exploration.title)
    title = ' '.join(title.split()).strip('. ')
    return f'{title or exploration.exp_id} v{exploration.version}'


ROUTES = {
    '/createhandler/import': ImportHandler,
    '/createhandler/export/<exp_id>': ExportHandler,
}
