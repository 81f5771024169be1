"""A client for the requests of a creator, without a browser."""

from __future__ import annotations

import base64
import http.cookiejar
import json
import re
import urllib.request
from collections.abc import Mapping
from typing import Any

CREATOR = 'creator@example.com'

_TIMEOUT_SECS = 60

_CSRF_TOKEN = re.compile(r'name="csrf-token" content="([^"]*)"')


class CreatorClient:
    """A creator who can sign in.

    Args:
        url: The address of the app.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def set_time(self, msecs: int) -> None:
        """Sets the time of all further requests, on a development server.

        Args:
            msecs: Milliseconds since the Unix epoch.
        """
        self._opener.addheaders = [('X-Simulated-Time', str(msecs))]

    def sign_in(self) -> None:
        """Signs in with the developer sign-in."""
        self._open('/login', f'email={CREATOR}'.encode())

    def publish(self, yaml: str) -> str:
        """Creates a public exploration; returns its id."""
        created = self._send('POST', '/createhandler/new', {'yaml': yaml})
        exp_id = str(created['exp_id'])
        self.set_public(exp_id, True)
        return exp_id

    def copy(self, exp_id: str) -> str:
        """Publishes a copy with the same pictures; returns its id."""
        path = f'/createhandler/export/{exp_id}?format=zip'
        return self.import_zip(self._open(path))

    def import_zip(self, content: bytes) -> str:
        """Publishes the exploration of an archive; returns its id."""
        encoded = base64.b64encode(content).decode()
        body = {
            'files': [{'name': 'lesson.zip', 'content': encoded}],
            'dry_run': False,
        }
        imported = self._send('POST', '/createhandler/import', body)
        exp_id = str(imported['files'][0]['exp_id'])
        self.set_public(exp_id, True)
        return exp_id

    def exploration(self, exp_id: str) -> dict[str, Any]:
        """Returns the latest version, with the data of the editor."""
        return self._get(f'/createhandler/data/{exp_id}')

    def save(
        self,
        exp_id: str,
        version: int,
        yaml: str,
        renames: Mapping[str, str] | None = None,
    ) -> None:
        """Saves a text as the version after `version`."""
        body = {'version': version, 'yaml': yaml, 'renames': renames or {}}
        self._send('PUT', f'/createhandler/data/{exp_id}', body)

    def revert(self, exp_id: str, version: int, target: int) -> None:
        """Saves a copy of an earlier version as the latest one."""
        body = {'current_version': version, 'revert_to_version': target}
        self._send('POST', f'/createhandler/revert/{exp_id}', body)

    def add_class(self, exp_id: str, name: str) -> None:
        """Adds a class that links to the exploration can name."""
        self._send('PUT', f'/createhandler/classes/{exp_id}', {'name': name})

    def set_public(self, exp_id: str, is_public: bool) -> None:
        """Publishes an exploration, or makes it private."""
        self._send(
            'PUT',
            f'/createhandler/status/{exp_id}',
            {'make_public': is_public},
        )

    def delete(self, exp_id: str) -> None:
        """Deletes an exploration for good."""
        self._send('DELETE', f'/createhandler/data/{exp_id}', {})

    def statistics(
        self, exp_id: str, version: int | None = None, through: int = 0
    ) -> dict[str, Any]:
        """Returns the live counters.

        Args:
            exp_id: The exploration.
            version: The version whose cards are shown; None for the latest,
                with the plays of all versions.
            through: The last version whose plays count.
        """
        query = '' if version is None else f'?v={version}&through={through}'
        return self._get(f'/createhandler/statistics/{exp_id}{query}')

    def fold(self, exp_id: str) -> None:
        """Folds the exploration, as the tab does."""
        # A request folds a limited number of sessions.
        while not self._send('POST', f'/createhandler/fold/{exp_id}', {})[
            'is_complete'
        ]:
            pass

    def audit(self, exp_id: str) -> dict[str, Any]:
        """Audits and repairs the counters, as the tab does."""
        path = f'/createhandler/audit/{exp_id}'
        part = self._send('POST', path, {'is_new': True})
        while not part['is_complete']:
            part = self._send('POST', path, {'is_new': False})
        return dict(part['audit'])

    def processed_statistics(self, exp_id: str) -> dict[str, Any]:
        """Returns the view of the processed data that the tab gets."""
        return self._get(f'/createhandler/processed_statistics/{exp_id}')

    def _get(self, path: str) -> dict[str, Any]:
        return dict(json.loads(self._open(path)))

    def _send(self, method: str, path: str, body: object) -> dict[str, Any]:
        page = self._open('/creator_dashboard').decode()
        token = _CSRF_TOKEN.search(page)
        assert token is not None
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode(),
            {'Content-Type': 'application/json', 'X-CSRF-Token': token[1]},
            method=method,
        )
        return dict(json.loads(self._read(request)))

    def _open(self, path: str, form: bytes | None = None) -> bytes:
        return self._read(urllib.request.Request(self.url + path, form))

    def _read(self, request: urllib.request.Request) -> bytes:
        with self._opener.open(request, timeout=_TIMEOUT_SECS) as answer:
            return bytes(answer.read())
