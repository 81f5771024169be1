"""Images, regions and clicks of ImageClickInput."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, feconf
from core.domain.interactions import hexagons, registry

pytestmark = pytest.mark.no_store

SPEC = registry.get_interaction_spec('ImageClickInput')
PNG = base64.b64encode(b'\x89PNG\r\n\x1a\n and so on').decode()
FRACTIONS = st.floats(0, 1, allow_subnormal=False)


def region(label: str, left=0.25, top=0.25, right=0.75, bottom=0.75) -> dict:
    area = [[left, top], [right, bottom]]
    return {
        'label': label,
        'region': {'regionType': 'Rectangle', 'area': area},
    }


def args_of(
    *regions: dict, source: str = '/static/images/sky.svg', **others: Any
) -> dict[str, Any]:
    image = {'imagePath': source, 'labeledRegions': list(regions)}
    values = {'imageAndRegions': image, 'altText': 'The sky', **others}
    return {name: {'value': value} for name, value in values.items()}


def read(args: dict[str, Any]) -> dict[str, Any]:
    return SPEC.read_customization_args(args, 'args')


EARTH_AND_MOON = read(
    args_of(
        region('Earth', 0, 0, 0.5, 0.5), region('Moon', 0.25, 0.25, 0.75, 0.75)
    )
)


def click(x: Any, y: Any, *labels: Any) -> dict[str, Any]:
    return {'clickPosition': [x, y], 'clickedRegions': list(labels)}


@pytest.mark.parametrize(
    'source',
    [
        '/static/images/sky.svg',
        '/static/images/deep/er_still/sky-2.png',
        f'data:image/png;base64,{PNG}',
        'assets/sky-0123456789abcdef0123.webp',
    ],
)
def test_an_image_is_from_this_site_or_a_small_data_url(
    source: str,
) -> None:
    args = read(args_of(source=source))
    assert args['imageAndRegions']['value']['imagePath'] == source
    assert args['highlightRegionsOnHover'] == {'value': False}
    assert read(args) == args


@pytest.mark.parametrize(
    'source',
    [
        '',
        'sky.svg',
        'assets/Sky.png',
        'assets/a/sky.png',
        'assets/sky.exe',
        '/assets/sky.png',
        'https://example.com/static/images/sky.svg',
        '//example.com/static/images/sky.svg',
        '/static/images/../js/main.js',
        '/static/images//sky.svg',
        '/static/images/sky.svg?x=1',
        '/static/images/sky.svg#x',
        '/static/images/sky.svg\n',
        '/static/images/sky.html',
        '/static/js/sky.svg',
        'javascript:alert(1)',
        'data:text/html;base64,PHA+',
        'data:image/svg+xml;base64,PHN2Zz4=',
        'data:image/png;base64,PHN2Zz4=',
        'data:image/png;base64,====',
        'data:image/png;base64,' + 'A' * 60_000,
        5,
        None,
    ],
)
def test_other_sources_are_refused(source: Any) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        read(args_of(source=source))
    assert caught.value.path == 'args.imageAndRegions.value.imagePath'


@pytest.mark.parametrize(
    ('regions', 'path'),
    [
        ([region('', 0)], '[0].label'),
        ([region(' x', 0)], '[0].label'),
        ([region('x' * 51)], '[0].label'),
        ([region('x', 0.75)], '[0].region.area'),
        ([region('x', -0.1)], '[0].region.area[0][0]'),
        ([region('x', right=1.1)], '[0].region.area[1][0]'),
        ([region('x', right='1')], '[0].region.area[1][0]'),
        ([region('x', right=math.nan)], '[0].region.area[1][0]'),
        ([{'label': 'x'}], '[0].region'),
        ([{**region('x'), 'colour': 'red'}], '[0].colour'),
        ([{'label': 'x', 'region': {'regionType': 'Circle', 'area': []}}], ''),
        ([region('x'), region('x')], None),
        ([region(str(number)) for number in range(31)], ''),
        (['x'], '[0]'),
        # Answers in these regions would look equal when they are shortened.
        ([region('\u5730' * 20 + str(n)) for n in range(2)], None),
    ],
)
def test_invalid_regions_are_refused(
    regions: list[Any], path: str | None
) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        read(args_of(*regions))
    where = 'args.imageAndRegions.value'
    if path is not None:
        where += f'.labeledRegions{path}'
    assert caught.value.path.startswith(where)


def test_the_maximum_of_regions_with_long_labels_is_accepted() -> None:
    width = 1 / feconf.MAX_IMAGE_REGIONS
    regions = [
        region(f'{place:x<50}', place * width, 0, (place + 0.9) * width)
        for place in range(feconf.MAX_IMAGE_REGIONS)
    ]
    image = read(args_of(*regions))['imageAndRegions']['value']
    assert image['labeledRegions'] == regions


@pytest.mark.parametrize('alt_text', ['', '  ', None, 'x' * 501])
def test_an_image_has_a_text_alternative(alt_text: Any) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        read(args_of(altText=alt_text))
    assert caught.value.path == 'args.altText.value'


@pytest.mark.parametrize(
    ('given_click', 'normalized'),
    [
        (click(0.1, 0.1, 'Earth'), click(0.1, 0.1, 'Earth')),
        (click(0.3, 0.3, 'Moon', 'Earth'), click(0.3, 0.3, 'Earth', 'Moon')),
        (click(0.5, 0.5, 'Earth', 'Moon'), click(0.5, 0.5, 'Earth', 'Moon')),
        (click(1.0, 0.0), click(1, 0)),
        (click(0.123456, 0.9), click(0.1235, 0.9)),
    ],
)
def test_a_click_has_one_normal_form(
    given_click: dict[str, Any], normalized: dict[str, Any]
) -> None:
    result = SPEC.normalize_answer(given_click, EARTH_AND_MOON)
    assert json.dumps(result) == json.dumps(normalized)
    assert SPEC.normalize_answer(result, EARTH_AND_MOON) == result


@pytest.mark.parametrize(
    'answer',
    [
        None,
        [0.1, 0.1],
        {},
        {'clickPosition': [0.1, 0.1]},
        {**click(0.9, 0.9), 'note': 'x'},
        click(0.1, 0.1),
        click(0.9, 0.9, 'Earth'),
        click(0.1, 0.1, 'Earth', 'Earth'),
        click(0.1, 0.1, 'Mars'),
        click(-0.1, 0.9),
        click(1.1, 0.9),
        click('0.9', 0.9),
        click(True, 0.9),
        click(math.nan, 0.9),
        click(10**400, 0.9),
        {'clickPosition': [0.9], 'clickedRegions': []},
        {'clickPosition': [0.9, 0.9, 0.9], 'clickedRegions': []},
        {'clickPosition': [0.9, 0.9], 'clickedRegions': 'Earth'},
        {'clickPosition': [0.9, 0.9], 'clickedRegions': ['x'] * 31},
    ],
)
def test_an_invalid_click_is_refused(answer: Any) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        SPEC.normalize_answer(answer, EARTH_AND_MOON)
    assert caught.value.path.startswith('answer')


def test_a_rule_about_a_missing_region_is_refused() -> None:
    SPEC.validate_rule('IsInRegion', {'x': 'Moon'}, EARTH_AND_MOON, 'rule')
    with pytest.raises(errors.ValidationError) as caught:
        SPEC.validate_rule('IsInRegion', {'x': 'Mars'}, EARTH_AND_MOON, 'rule')
    assert caught.value.path == 'rule'


def test_clicks_are_shown_in_hexagons() -> None:
    (shown,) = SPEC.visualizations
    assert (shown.id, shown.calculation_id) == (
        'ClickHexbins',
        'AnswerFrequencies',
    )


@given(FRACTIONS, FRACTIONS)
def test_a_click_counts_at_the_nearest_centre(x: float, y: float) -> None:
    centre = hexagons.centre_of(x, y)
    assert hexagons.centre_of(*centre) == centre
    assert abs(centre[0] - x) <= 0.5 / feconf.HEXAGON_COLUMNS + 1e-4
    # The distance from the centre of a hexagon to its tip is 2/3 row.
    assert abs(centre[1] - y) <= 2 / 3 / feconf.HEXAGON_ROWS + 1e-4


def test_the_grid_matches_its_documentation() -> None:
    steps = [number / 400 for number in range(401)]
    centres = {hexagons.centre_of(x, y) for x in steps for y in steps}
    rows = feconf.HEXAGON_ROWS
    columns = feconf.HEXAGON_COLUMNS
    assert len({y for _, y in centres}) == rows
    assert len(centres) == rows * columns + rows // 2
    assert (round(0.5 / columns, 4), round(0.5 / rows, 4)) in centres
    assert (1, round(1.5 / rows, 4)) in centres
    # No answer is dropped even if each hexagon has right and wrong clicks.
    assert 2 * len(centres) <= feconf.MAX_ANSWERS_PER_STATE


def test_two_clicks_close_by_count_as_one_answer() -> None:
    one, other = (
        SPEC.answer_counter(click(x, 0.11, 'Earth')) for x in (0.12, 0.13)
    )
    assert one == other
    assert one['clickedRegions'] == ['Earth']
    assert SPEC.answer_coarsener(one) == {
        'clickPosition': None,
        'clickedRegions': ['Earth'],
    }


@pytest.mark.parametrize('answer', [None, 5, {}, {'clickPosition': [1, 2, 3]}])
def test_logged_answers_that_are_not_clicks_are_counted_unchanged(
    answer: Any,
) -> None:
    assert SPEC.answer_counter(answer) == answer
    assert SPEC.answer_coarsener(answer) is None
