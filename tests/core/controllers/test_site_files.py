"""Files that browsers and robots request from every site."""

from __future__ import annotations

import urllib.robotparser

import pytest
import webapp2

import main
from tests.core.controllers import web

# The routes that robots may read.
FOR_ROBOTS = {
    '/',
    '/library',
    '/explore/<exp_id>',
    '/assetshandler/<exp_id>/<name>',
    '/data_dictionary',
    '/help/explorations',
    '/robots.txt',
    '/favicon.ico',
}


def rules_for_robots(
    browser: web.Browser,
) -> urllib.robotparser.RobotFileParser:
    response = browser.get('/robots.txt')
    assert response.content_type == 'text/plain'
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(response.text.splitlines())
    return rules


@pytest.mark.parametrize('route', main.ROUTES, ids=lambda route: route.template)
def test_robots_txt_covers_each_route(
    browser: web.Browser, route: webapp2.Route
) -> None:
    may_read = rules_for_robots(browser).can_fetch('Googlebot', route.template)

    assert may_read == (route.template in FOR_ROBOTS)


def test_robots_may_read_lessons_and_static_files(browser: web.Browser) -> None:
    rules = rules_for_robots(browser)

    for path in ('/explore/planets', '/static/images/x.svg'):
        assert rules.can_fetch('Googlebot', path), path


def test_the_icon_is_a_picture(browser: web.Browser) -> None:
    response = browser.get('/favicon.ico')

    assert response.content_type == 'image/svg+xml'
    assert response.body.startswith(b'<svg')
