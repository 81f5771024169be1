"""Pages that a browser prerenders, caches for Back, hides, or discards."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import creator_client
from tests.e2e import conftest, discarding, driven_site
from tests.e2e.driven_site import DrivenSite, browser
from tests.e2e.pages import button, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

LESSON = """\
schema_version: 1
title: Three cards
category: Tests
objective: To be played.
language_code: en
init_state_name: A
states:
  A:
    content:
      html: <p>Read.</p>
    interaction:
      id: Continue
      customization_args: {buttonText: {value: Continue}}
      default_outcome: {dest: B, feedback: {html: ''}}
  B:
    content:
      html: <p>Read on.</p>
    interaction:
      id: Continue
      customization_args: {buttonText: {value: Continue}}
      default_outcome: {dest: End, feedback: {html: ''}}
  End:
    content: {html: <p>That was all.</p>}
    interaction: {id: EndExploration}
"""

# Seconds in which a page has sent its first reports.
REPORTING_SECS = 3.0


class Lesson:
    """A separate lesson, and the figures shown to its creator."""

    def __init__(self, app_url: str) -> None:
        self._creator = creator_client.CreatorClient(app_url)
        self._creator.sign_in()
        self.exp_id = self._creator.publish(LESSON)
        self.path = f'/explore/{self.exp_id}'

    def save(self, yaml: str) -> None:
        """Saves the second version."""
        self._creator.save(self.exp_id, 1, yaml)

    def link_on(self, page: sync_api.Page) -> sync_api.Locator:
        """Finds its link in the library."""
        return page.locator(f'a[href="{self.path}"]')

    def counts(self) -> tuple[int, int, int]:
        """Returns starts, actual starts and completions."""
        shown: dict[str, Any] = self._creator.statistics(self.exp_id)
        return (
            shown['num_starts'],
            shown['num_actual_starts'],
            shown['num_completions'],
        )


@pytest.fixture
def lesson(app_url: str) -> Lesson:
    return Lesson(app_url)


@pytest.fixture
def site(chromium: sync_api.Browser, app_url: str) -> Iterator[DrivenSite]:
    with driven_site.serve(app_url) as site:
        yield site


def prerendering(path: str) -> str:
    """Returns a page that prerenders another one."""
    rules = f'{{"prerender": [{{"source": "list", "urls": ["{path}"]}}]}}'
    return f'<script type="speculationrules">{rules}</script>'


def test_a_page_that_is_only_prerendered_counts_nothing(
    site: DrivenSite, lesson: Lesson, tmp_path: pathlib.Path
) -> None:
    site.pages['/'] = prerendering(lesson.path)
    # Left for the library later: a page of the site that would deliver what
    # others had left.
    site.pages['/away'] = '<p>Elsewhere.</p>'
    site.script = f"""
        if (document.prerendering) note('prerendered');
        if (location.pathname === '/') {{
          await pause({REPORTING_SECS * 1000});
          location.assign('/away');
        }}
        if (location.pathname === '/away') note('away');
    """
    with browser(f'{site.url}/', tmp_path):
        site.wait_for('prerendered')
        site.wait_for('away')
    assert f'prerender {lesson.path}' in site.requests
    assert not [
        request for request in site.requests if 'explorehandler' in request
    ]
    assert lesson.counts() == (0, 0, 0)


def test_a_prerendered_page_starts_when_it_is_shown(
    site: DrivenSite, lesson: Lesson, tmp_path: pathlib.Path
) -> None:
    site.pages['/'] = prerendering(lesson.path)
    site.script = f"""
        if (location.pathname === '/') {{
          await pause({REPORTING_SECS * 1000});
          await note('opening');
          location.assign('{lesson.path}');
        }} else {{
          if (document.prerendering) note('prerendered');
          await find('Continue');
          const [{{activationStart}}] =
            performance.getEntriesByType('navigation');
          note(activationStart > 0 ? 'activated' : 'loaded');
        }}
    """
    with browser(f'{site.url}/', tmp_path):
        site.wait_for('activated')
        site.wait_until(lambda: lesson.counts() == (1, 0, 0), 'no start')
    requests = site.requests
    begun = f'GET /explorehandler/init/{lesson.exp_id}'
    assert requests.index('POST /note/opening') < requests.index(begun)
    assert requests.count(begun) == 1


def test_a_page_restored_from_the_back_cache_continues_unchanged(
    site: DrivenSite, lesson: Lesson, tmp_path: pathlib.Path
) -> None:
    site.pages['/away'] = '<p>Elsewhere.</p>'
    site.script = f"""
        if (location.pathname === '/away') {{
          await pause({REPORTING_SECS * 1000});
          history.back();
        }} else {{
          addEventListener('pageshow', async ({{persisted}}) => {{
            if (!persisted) return;
            note('kept');
            await press('Continue');
          }});
          await press('Continue');
          await pause(500);
          location.assign('/away');
        }}
    """
    with browser(site.url + lesson.path, tmp_path):
        site.wait_for('kept')
        site.wait_until(lambda: lesson.counts() == (1, 1, 1), 'no end')
    assert site.requests.count(f'GET {lesson.path}') == 1
    init = f'/explorehandler/init/{lesson.exp_id}'
    assert [request for request in site.requests if init in request] == [
        f'GET {init}'
    ]


def test_a_tab_discarded_by_chromium_resumes_its_session(
    site: DrivenSite, lesson: Lesson, tmp_path: pathlib.Path
) -> None:
    site.script = """
        if (document.wasDiscarded) {
          note('discarded');
          await press('Go on at card 2');
        }
        await press('Continue');
        note('answered');
    """
    url = site.url + lesson.path
    with browser(url, tmp_path, *discarding.ARGUMENTS):
        site.wait_for('answered')
        site.wait_until(lambda: lesson.counts() == (1, 1, 0), 'no answer')
        discarding.discard_and_return(tmp_path, 'Three cards')
        site.wait_for('discarded')
        site.wait_until(lambda: lesson.counts() == (1, 1, 1), 'no end')


def test_a_killed_browser_resumes_its_session(
    site: DrivenSite, lesson: Lesson, tmp_path: pathlib.Path
) -> None:
    site.script = """
        await press('Continue');
        await pause(50);
        note('answered');
    """
    with browser(site.url + lesson.path, tmp_path):
        site.wait_for('answered')
        site.wait_until(lambda: lesson.counts() == (1, 1, 0), 'no answer')
        # Browsers write the storage of pages to the disk seconds later.
        site.wait_until(lambda: is_written(tmp_path, lesson), 'not stored')
    site.script = """
        await press('Go on at card 2');
        await press('Continue');
    """
    with browser(site.url + lesson.path, tmp_path):
        site.wait_until(lambda: lesson.counts() == (1, 1, 1), 'no end')


def test_a_play_stays_on_its_version_after_a_save(
    new_page: conftest.NewPage, app_url: str, lesson: Lesson
) -> None:
    page = new_page()
    page.goto(app_url + lesson.path)
    button(page, 'Continue').click()
    expect(page.get_by_text('Read on.')).to_be_visible()
    lesson.save(LESSON.replace('Read on.', 'Something else.'))
    page.goto(f'{app_url}/library')
    card = page.get_by_role('listitem').filter(has=lesson.link_on(page))
    expect(card).to_contain_text('Card 2 of 3')
    expect(card).to_contain_text('Go on')

    lesson.link_on(page).click()
    button(page, 'Go on at card 2').click()
    expect(page.get_by_text('Read on.')).to_be_visible()
    button(page, 'Continue').click()
    expect(page.get_by_text('That was all.')).to_be_visible()
    soon(page, lesson.counts, (1, 1, 1))

    page.go_back()
    expect(card).to_contain_text('3 cards')
    page.goto(app_url + lesson.path)
    button(page, 'Continue').click()
    expect(page.get_by_text('Something else.')).to_be_visible()


def is_written(profile: pathlib.Path, lesson: Lesson) -> bool:
    """Whether the play of a lesson has been written to the disk."""
    key = f'learner_play.1.{lesson.exp_id}'.encode()
    folder = profile / 'Default/Local Storage/leveldb'
    return any(key in file.read_bytes() for file in folder.glob('*.log'))
