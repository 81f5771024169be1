"""What browsers and robots ask every site for."""

from __future__ import annotations

import urllib.robotparser

from tests.core.controllers import web


def test_robots_may_read_pages_and_play_nothing(browser: web.Browser) -> None:
    response = browser.get('/robots.txt')
    assert response.content_type == 'text/plain'

    rules = urllib.robotparser.RobotFileParser()
    rules.parse(response.text.splitlines())
    for path in ('/', '/library', '/explore/planets', '/static/images/x.svg'):
        assert rules.can_fetch('Googlebot', path), path
    for path in ('/explorehandler/init/planets', '/create/planets', '/login'):
        assert not rules.can_fetch('Googlebot', path), path


def test_the_icon_is_a_picture(browser: web.Browser) -> None:
    response = browser.get('/favicon.ico')

    assert response.content_type == 'image/svg+xml'
    assert response.body.startswith(b'<svg')
