"""Sanitized HTML as text, as in static/js/domain/html_text.js."""

from __future__ import annotations

import html as html_escaping
import re

# Values of attributes have no ">" after sanitizing.
TAG = re.compile(r'<[^>]*>')
_PICTURE = re.compile(r'<img\b[^>]*>')
_ALT = re.compile(r' alt="([^"]+)"')
_TAB = re.compile(r'<oppia-tab title="([^"]*)">')
_BLOCK = re.compile(
    r'</?(?:p|li|ul|ol|div|br|hr|h[1-6]|t[dhr]|table|pre|blockquote|details|summary'
    r'|oppia-tabs?)\b[^>]*>'
)


def with_words_of_tags(html: str) -> str:
    """Returns HTML in which descriptions and titles in attributes are text.

    The description of a picture replaces it; the title of a tab precedes its
    content.
    """

    def description(picture: re.Match[str]) -> str:
        alt = _ALT.search(picture[0])
        return f' [Picture: {alt[1]}] ' if alt else ' [Picture] '

    return _TAB.sub(r'\g<0>\1: ', _PICTURE.sub(description, html))


def text_of(html: str) -> str:
    """Returns the text of HTML, with line breaks between its blocks.

    Formulas are shown as LaTeX.
    """
    text = TAG.sub('', _BLOCK.sub('\n', with_words_of_tags(html)))
    lines = (
        ' '.join(line.split())
        for line in html_escaping.unescape(text).split('\n')
    )
    return '\n'.join(line for line in lines if line)
