"""Pictures imported with explorations are stored if a text shows them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import pytest

from core import feconf
from core.domain import (
    asset_domain,
    asset_services,
    exp_domain,
    exp_services,
    exp_yaml,
)
from core.domain.exp_migration import (
    archives,
    import_services,
    pictures,
    problems,
)
from core.platform.datastore import store
from core.storage.exploration import asset_gae_models as models
from tests.core.domain import oppia_builders as oppia
from tests.core.domain import picture_builders as builders
from tests.core.domain.exp_migration import test_archives

OWNER = 'dev:owner@example.com'
NAME = r'assets/(my-map-[0-9a-f]{20}\.png)'


def lesson(content: str) -> bytes:
    start = oppia.state('Continue', 'End', content=content)
    return oppia.to_yaml(oppia.ends_at(Start=start))


def picture(path: str, alt: str = 'A "map"', caption: str = '') -> str:
    return oppia.element('image', filepath=path, alt=alt, caption=caption)


def import_one(
    content: bytes, assets: Mapping[str, bytes], owner: str | None = OWNER
) -> import_services.ImportResult:
    file = archives.SourceFile('a.yaml', content, assets)
    (result,) = import_services.import_files([file], owner)
    return result


def html_of(result: import_services.ImportResult, state: str = 'Start') -> str:
    assert result.exploration is not None
    return result.exploration.states[state].content.html


def texts_of(import_problems: tuple[problems.ImportProblem, ...]) -> list[str]:
    return [str(problem) for problem in import_problems]


def test_a_picture_of_a_text_is_stored_and_shown() -> None:
    shown = picture('My map.JPG', caption='North')
    result = import_one(
        lesson(f'<p>See {shown} and {shown}.</p>'),
        {'My map.JPG': builders.raster(), 'sound.mp3': b'?'},
    )
    html = html_of(result)
    match = re.search(NAME, html)
    assert match
    name = match[1]
    assert html.count(name) == 2
    assert 'alt="A &quot;map&quot;"' in html
    assert 'width="40" height="30"' in html
    assert '<em>North</em>' in html
    assert result.exploration is not None
    exp_id = result.exploration.exp_id
    (asset,) = asset_services.get_assets(exp_id)
    assert (asset.name, asset.is_used) == (name, True)
    assert asset_services.get_file(exp_id, name).content_type == 'image/png'
    assert texts_of(result.problems) == [
        'assets: 1 file that no card shows is not stored'
    ]


def test_unfinished_tags_are_skipped_quickly() -> None:
    text = {'title': 'assets/' + '<img "' * 30_000}
    start = time.process_time()
    taken_over = pictures.take_over(
        text, pictures.Pictures({}), problems.Report().at()
    )
    assert taken_over == text
    # CPU time; searching for the end from each tag would take 20 s.
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ('assets', 'reason'),
    [
        ({}, 'did not come with the file'),
        ({'a.png': b'?'}, 'not a picture of a known type'),
        ({'a.png': builders.raster()[:60]}, 'damaged'),
        ({'a.png': b'<svg onload="x()"/>'}, 'scripts'),
    ],
)
def test_a_picture_that_cannot_be_shown_is_replaced_by_its_text(
    assets: dict[str, bytes], reason: str
) -> None:
    content = lesson(f'<p>{picture("a.png")}</p>')
    result = import_one(content, assets)
    assert html_of(result) == '<p><em>[Picture: A "map"]</em></p>'
    (problem,) = result.problems
    assert (problem.kind, problem.path) == (
        'changed',
        'states.Start.content.html',
    )
    assert problem.line
    assert reason in problem.message
    assert result.is_stored


def test_a_dry_run_reports_the_same_and_stores_nothing() -> None:
    content = lesson(f'<p>{picture("a.png")}{picture("b.png", alt="")}</p>')
    assets = {'a.png': b'?', 'b.png': builders.raster()}
    dry, real = (import_one(content, assets, one) for one in (None, OWNER))
    assert dry.problems
    assert dry.problems == real.problems
    result = import_one(content, assets, None)
    assert not result.is_stored
    assert len(list(store.stream_ids(models.AssetFileModel))) == 1


def test_a_picture_without_description_is_reported() -> None:
    result = import_one(
        lesson(picture('Old bridge.png', alt='')),
        {'Old bridge.png': builders.raster()},
    )
    assert 'alt="Old bridge"' in html_of(result)
    assert 'has no description' in result.problems[0].message


@pytest.mark.parametrize(
    ('limit', 'value', 'message'),
    [
        ('MAX_PICTURES', 1, 'may have 1 pictures'),
        ('MAX_PICTURE_BYTES_PER_EXPLORATION', 200, 'may take 200 bytes'),
    ],
)
def test_an_exploration_with_too_many_pictures_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str
) -> None:
    monkeypatch.setattr(feconf, limit, value)
    content = lesson(picture('a.png') + picture('b.png'))
    assets = dict.fromkeys(('a.png', 'b.png'), builders.raster())
    result = import_one(content, assets)
    assert result.is_refused
    assert message in texts_of(result.problems)[-1]
    assert not exp_services.has_stored_anything()
    assert not list(store.stream_ids(models.AssetFileModel))


def test_pictures_are_decoded_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_IMPORT_PIXELS', 40 * 30 - 1)
    content = lesson(picture('a.png') + picture('b.png'))
    assets = dict.fromkeys(('a.png', 'b.png'), builders.raster())
    (problem,) = import_one(content, assets).problems
    assert 'more than 1,199 pixels together' in problem.message


def test_pictures_of_a_save_that_fails_are_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(exp_services, 'save_new_exploration', fail)
    with pytest.raises(ZeroDivisionError):
        import_one(lesson(picture('a.png')), {'a.png': builders.raster()})
    assert not list(store.stream_ids(models.AssetFileModel))
    assert not list(store.stream_ids(models.ExplorationAssetsModel))


def test_pictures_are_kept_if_the_outcome_of_a_save_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save = exp_services.save_new_exploration

    def save_and_fail(owner_id: str, exploration: Any) -> None:
        save(owner_id, exploration)
        raise ZeroDivisionError

    monkeypatch.setattr(exp_services, 'save_new_exploration', save_and_fail)
    with pytest.raises(ZeroDivisionError):
        import_one(lesson(picture('a.png')), {'a.png': builders.raster()})
    assert list(store.stream_ids(models.AssetFileModel))
    assert list(store.stream_ids(models.ExplorationAssetsModel))


def own(content: str, image_path: str) -> bytes:
    """Builds the YAML of an exploration of this project with two pictures."""
    exploration = exp_domain.Exploration.create_default('one', 'A title')
    values = exploration.to_dict()
    values['states']['Introduction'] = {
        'content': {'html': '<p>Here.</p>'},
        'interaction': {
            'id': 'ImageClickInput',
            'customization_args': {
                'imageAndRegions': {
                    'value': {
                        'imagePath': '/static/images/a/b.svg',
                        'labeledRegions': [],
                    }
                },
                'altText': {'value': 'A map'},
            },
            'default_outcome': {'dest': 'End'},
        },
    }
    text = exp_yaml.exploration_to_yaml(
        exp_domain.Exploration.from_dict(values)
    )
    text = text.replace('/static/images/a/b.svg', image_path)
    return text.replace('<p>Here.</p>', content).encode()


def test_own_files_are_imported_with_their_pictures() -> None:
    result = import_one(
        own("<img alt='1 > 0' src=assets/My_map.png>", 'assets/b.svg'),
        {'My_map.png': builders.raster(), 'b.svg': builders.SVG},
    )
    assert result.problems == ()
    assert re.search(f'src="{NAME}"', html_of(result, 'Introduction'))
    assert result.exploration is not None
    references = list(asset_domain.references(result.exploration))
    names = asset_services.names_of(result.exploration.exp_id)
    assert {name for _, name in references} == names
    assert len(references) == len(names) == 2


def test_missing_pictures_of_own_files_are_reported() -> None:
    content = own('<img src="assets/a.png" alt="Hill">', 'assets/b.svg')
    result = import_one(content, {})
    assert result.is_refused
    changed, error = result.problems
    assert (changed.kind, changed.path) == (
        'changed',
        'states.Introduction.content.html',
    )
    assert "'a.png' is not shown" in changed.message
    assert error.kind == 'error'
    assert error.path.endswith('.value.imagePath')
    assert 'did not come with the file' in error.message
    assert not exp_services.has_stored_anything()


def without_digests(exploration: exp_domain.Exploration) -> Any:
    text = exp_yaml.exploration_to_yaml(exploration)
    return re.sub(r'-[0-9a-f]{20}\.', '.', text)


def test_an_imported_export_is_equal_except_for_picture_names() -> None:
    first = import_one(
        own('<img src="assets/My-map.png" alt="Hill">', 'assets/b.svg'),
        {'My-map.png': builders.noise('PNG', (600, 40)), 'b.svg': builders.SVG},
    ).exploration
    assert first is not None
    names = asset_services.names_of(first.exp_id)
    packed = archives.pack(
        'Lesson',
        exp_yaml.exploration_to_yaml(first),
        asset_services.get_files(first.exp_id, names),
    )
    (file,) = archives.unpack('a.zip', packed)
    (again,) = import_services.import_files([file], OWNER)
    assert again.problems == ()
    assert again.exploration is not None
    assert without_digests(first) == without_digests(again.exploration)
    for one, other in zip(
        asset_services.get_assets(first.exp_id),
        asset_services.get_assets(again.exploration.exp_id),
        strict=True,
    ):
        assert one.name != other.name
        assert one.variant_bytes.keys() == other.variant_bytes.keys()
        assert (one.width, one.height) == (other.width, other.height)


@pytest.mark.parametrize(
    'paths',
    [
        {'text': 'Lesson.yaml', 'picture': 'assets/image/My map.png'},
        {'text': 'a/Lesson.yaml', 'picture': 'a/assets/My map.png'},
        {'text': 'explorations/x.json', 'picture': 'images/x/My map.png'},
    ],
)
def test_pictures_are_found_in_all_layouts_of_oppia_archives(
    paths: dict[str, str],
) -> None:
    content = lesson(picture('My map.png'))
    packed = test_archives.build_zip(
        {paths['text']: content, paths['picture']: builders.raster()}
    )
    (file,) = archives.unpack('a.zip', packed)
    (result,) = import_services.import_files([file], OWNER)
    assert re.search(NAME, html_of(result))
    assert result.problems == ()


def test_a_picture_that_unpacks_to_more_than_allowed_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_PICTURE_BYTES', 1_000)
    packed = test_archives.build_zip(
        {'a.yaml': lesson(picture('a.png')), 'assets/a.png': bytes(100_000)}
    )
    (file,) = archives.unpack('a.zip', packed)
    (result,) = import_services.import_files([file], OWNER)
    assert 'more than 1,000 bytes' in result.problems[0].message
