"""Charts are saved as pictures."""

from __future__ import annotations

import pathlib
import struct
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright import sync_api

from tests.e2e import processed_site
from tests.e2e.creator_tab import OpenTab
from tests.e2e.pages import button, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


@pytest.fixture(scope='module')
def tab(chromium: sync_api.Browser) -> Iterator[OpenTab]:
    with opened_page(chromium) as page:
        yield OpenTab(page, processed_site.site)


SVG = '{http://www.w3.org/2000/svg}'


def save(page: sync_api.Page, title: str, kind: str) -> pathlib.Path:
    """Saves a picture with the keyboard; returns its file."""
    with page.expect_download() as download:
        button(page, f'{kind}: download “{title}”').press('Enter')
    assert download.value.suggested_filename.endswith(f'.{kind.lower()}')
    return pathlib.Path(download.value.path())


def size_of_png(file: pathlib.Path) -> tuple[int, int]:
    content = file.read_bytes()
    assert content.startswith(b'\x89PNG\r\n\x1a\n')
    width, height = struct.unpack('>II', content[16:24])
    return width, height


def test_charts_are_saved_that_are_not_on_the_screen(tab):
    page = tab.page
    tab.show('#/stats?section=data')
    page.clock.run_for(2000)

    expect_saved(page, 'Day by day', 'Day by day', 'Completions')
    expect_saved(page, 'Flow', 'The ways from card to card', 'Introduction')
    expect_saved(
        page,
        'Funnel',
        'The cards along the way most often taken',
        'Introduction',
    )


def expect_saved(
    page: sync_api.Page, name: str, title: str, words: str
) -> None:
    """Saves a chart in both formats; each shows the whole of it."""
    picture = ElementTree.parse(save(page, name, 'SVG')).getroot()

    texts = [element.text for element in picture.iter(f'{SVG}text')]
    assert texts[0] == title
    assert words in ' '.join(picture.itertext())
    # The file does not include the style sheets of the page.
    assert not any('class' in element.attrib for element in picture.iter())
    fills = {element.get('fill') for element in picture.iter()}
    assert any(fill and fill.startswith(('rgb', '#')) for fill in fills)
    size = float(picture.get('width')), float(picture.get('height'))
    drawing = picture.find(f'{SVG}svg')
    assert float(drawing.get('width')) > 100
    assert float(drawing.get('height')) > 100
    assert size_of_png(save(page, name, 'PNG')) == pytest.approx(
        [2 * length for length in size], abs=1
    )
