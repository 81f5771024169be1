"""Acts as a creator over HTTP for tests without a browser."""

import base64

from scripts import creator_client

CREATOR = creator_client.CREATOR


class CreatorClient(creator_client.CreatorClient):
    """A creator who can sign in, and add pictures."""

    def add_picture(self, exp_id: str, name: str, content: bytes) -> str:
        """Adds a picture to an exploration; returns its name."""
        body = {'name': name, 'content': base64.b64encode(content).decode()}
        path = f'/createhandler/assets/{exp_id}'
        return str(self._send('POST', path, body)['name'])
