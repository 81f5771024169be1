"""The text of an exploration in the editor of the content tab."""

from __future__ import annotations

from playwright import sync_api
from playwright.sync_api import expect


def editor(page: sync_api.Page) -> sync_api.Locator:
    """The editor once it is loaded; until then there is a plain field."""
    return page.locator('yaml-editor')


def write(page: sync_api.Page, text: str) -> None:
    """Replaces the text by another, as an author does."""
    expect(editor(page)).to_be_visible()
    page.get_by_label('The exploration as YAML').focus()
    page.keyboard.press('Control+A')
    page.keyboard.insert_text(text)


def expect_text(page: sync_api.Page, text: str) -> None:
    """Waits until this is the text."""
    expect(editor(page)).to_have_js_property('value', text)


def text_of(page: sync_api.Page) -> str:
    """Returns the text, of which the page has no more than what is in sight."""
    return str(editor(page).evaluate('({value}) => value'))
