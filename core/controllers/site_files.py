"""Files that browsers and robots request from every site."""

from __future__ import annotations

import pathlib
from typing import ClassVar

from core.controllers import acl_decorators, base

_LOGO = pathlib.Path(__file__).parents[2] / 'templates' / 'logo.svg'

# Robots may read public pages, but not play: the player starts with a request
# to /explorehandler/.
_ROBOTS = """\
User-agent: *
Disallow: /create
Disallow: /creator_dashboard
Disallow: /createhandler/
Disallow: /explorehandler/
Disallow: /explorationsummarieshandler/
Disallow: /playthroughdatahandler/
Disallow: /improvements/
Disallow: /shared_statistics/
Disallow: /sharedhandler/
Disallow: /login
Disallow: /logout
Disallow: /admin
Disallow: /cron/
Disallow: /_ah/
"""

_ONE_DAY = 'public, max-age=86400'


class SiteFileHandler(base.BaseHandler):
    """Base of the handlers of such files."""

    CONTENT_TYPE: ClassVar[str]
    CONTENT: ClassVar[bytes]

    @acl_decorators.open_access
    def get(self) -> None:
        """Returns the file."""
        self.response.content_type = self.CONTENT_TYPE
        self.response.headers['Cache-Control'] = _ONE_DAY
        self.response.body = self.CONTENT


class RobotsHandler(SiteFileHandler):
    """The paths that robots may read (RFC 9309)."""

    CONTENT_TYPE = 'text/plain'
    CONTENT = _ROBOTS.encode()


class FaviconHandler(SiteFileHandler):
    """The icon of the site, for browsers that do not find it in a page."""

    CONTENT_TYPE = 'image/svg+xml'
    CONTENT = _LOGO.read_bytes()


ROUTES = {
    '/robots.txt': RobotsHandler,
    '/favicon.ico': FaviconHandler,
}
