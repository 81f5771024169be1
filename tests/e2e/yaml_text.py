"""The text of an exploration in the editor of the content tab."""

from __future__ import annotations

from playwright import sync_api
from playwright.sync_api import expect


def editor(page: sync_api.Page) -> sync_api.Locator:
    """Finds the editor, which replaces a plain field once it is loaded."""
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
    """Returns the whole text; the page contains only the visible lines."""
    return str(editor(page).evaluate('({value}) => value'))
