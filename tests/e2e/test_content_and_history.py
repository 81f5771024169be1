"""Content and history in a real browser, with a mocked server."""

from __future__ import annotations

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core import feconf
from tests.e2e import creator_site, looks, yaml_text
from tests.e2e.creator_tab import visit
from tests.e2e.pages import button, soon

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


def edit(page: sync_api.Page, text: str) -> None:
    yaml_text.write(page, text)
    page.get_by_label('What did you change, and why?').fill('Because')


def save(page: sync_api.Page) -> None:
    button(page, 'Save a new version').click()


def expect_good_looks(page: sync_api.Page, scope: str) -> None:
    for _ in looks.in_each_theme(page):
        looks.expect_accessible(page, scope)
    page.set_viewport_size({'width': 320, 'height': 700})
    looks.expect_no_sideways_scroll(page)


def test_an_edit_is_saved_with_its_message_and_renames(page):
    site = visit(page, '#/content')
    edit(page, 'title: A flat world\n')
    message = page.get_by_label('What did you change, and why?')
    limit = str(feconf.MAX_COMMIT_MESSAGE_LENGTH)
    expect(message).to_have_attribute('maxlength', limit)
    expect(message).to_have_accessible_description(f'7 of {limit} characters')
    button(page, 'Add a renamed card').click()
    page.get_by_label('Old name').select_option('Done')
    page.get_by_label('New name').fill('The end')
    save(page)
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    assert site.sent == [
        (
            'PUT',
            'data',
            {
                'version': 2,
                'yaml': 'title: A flat world\n',
                'renames': {'Done': 'The end'},
                'commit_message': 'Because',
            },
        )
    ]


def test_an_undeclared_rename_is_reported_as_cutting_off_the_card(page):
    site = visit(page, '#/content')
    edit(page, 'title: A flat world\n')
    states = site.exploration['states']
    states['Done soon'] = states.pop('Done early')
    save(page)
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    expect(page.get_by_text('left behind: “Done early”')).to_be_visible()
    expect(page.get_by_text('Restore version 2')).to_be_visible()


def test_the_form_is_locked_until_the_saved_version_is_loaded(page):
    site = visit(page, '#/content')
    edit(page, 'title: A flat world\n')
    held: list[sync_api.Route] = []
    page.route(
        '**/createhandler/data/lesson*',
        lambda route: (
            route.fallback()
            if route.request.method == 'PUT'
            else held.append(route)
        ),
    )
    save(page)
    soon(page, lambda: len(held), 1)
    message = page.get_by_label('What did you change, and why?')
    expect(message).to_have_attribute('readonly', '')
    message.press('Enter')
    held[0].fallback()
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    expect(message).not_to_have_attribute('readonly', '')
    assert len(site.sent) == 1


def test_going_back_from_renames_leaves_the_notice_beside_the_button(page):
    site = visit(page, '#/content', save_error=creator_site.conflict())
    edit(page, 'title: Mine\n')
    save(page)
    expect(page.get_by_text('there is a newer version')).to_be_visible()
    site.likely_renames = [
        {'old_state_name': 'Done', 'new_state_name': 'End', 'similarity': 0.9}
    ]
    save(page)
    button(page, 'Back to the text').click()
    expect(page.get_by_role('dialog')).to_have_count(0)
    expect(page.get_by_text('there is a newer version')).to_be_visible()


def test_a_likely_rename_is_asked_about_before_saving(page):
    site = visit(
        page,
        '#/content',
        likely_renames=[
            {
                'old_state_name': old,
                'new_state_name': new,
                'similarity': 0.9,
            }
            for old, new in [('Done', 'The end'), ('Question', 'Quiz')]
        ],
    )
    edit(page, 'title: A flat world\n')
    save(page)
    dialog = page.get_by_role('dialog', name='Were these cards renamed?')
    dialog.get_by_role('button', name='Back to the text').click()
    expect(dialog).to_have_count(0)
    assert site.sent == []

    save(page)
    looks.expect_accessible(page, 'dialog')
    dialog.get_by_label('“Question” is now “Quiz”').uncheck()
    dialog.get_by_role('button', name='Save').click()
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    assert site.sent[0][2]['renames'] == {'Done': 'The end'}

    # An old server, which does not report renames.
    site.likely_renames = None
    edit(page, 'title: A round world\n')
    save(page)
    expect(page.get_by_text('Saved as version 4')).to_be_visible()
    assert site.sent[1][2]['renames'] == {}


def test_an_error_and_a_conflict_keep_the_text_and_are_shown_beside_it(page):
    error = creator_site.invalid('states.Done.content', 'is missing')
    site = visit(page, '#/content', save_error=error)
    edit(page, 'title: Mine\n')
    save(page)
    expect(page.locator('.notice')).to_contain_text(
        'states.Done.content \u2013 is missing'
    )
    site.save_error = creator_site.conflict()
    save(page)
    expect(page.get_by_text('there is a newer version')).to_be_visible()
    site.messages.append('Theirs')
    site.yaml = 'title: Theirs\n'
    site.save_error = None
    button(page, 'Load the latest, keep my text').click()
    expect(page.get_by_label('Version 3 to compare')).to_have_value(
        'title: Theirs\n'
    )
    yaml_text.expect_text(page, 'title: Mine\n')
    save(page)
    expect(page.get_by_text('Saved as version 4')).to_be_visible()
    assert site.sent[-1][2]['version'] == 3


def test_pictures_are_added_and_inserted_with_a_description(page, tmp_path):
    small, large = tmp_path / 'a.png', tmp_path / 'b.png'
    small.write_bytes(b'abc')
    with large.open('wb') as file:
        file.truncate(feconf.MAX_PICTURE_BYTES + 1)
    answers = {'assets': {'pictures': [creator_site.PICTURE]}}
    site = visit(page, '#/content', answers=answers)
    panel = page.get_by_role('region', name='Pictures')
    expect(panel.get_by_text('a saved version shows it')).to_be_visible()
    panel.get_by_label('Add pictures').set_input_files([small, large])
    expect(panel.get_by_role('alert')).to_contain_text('b.png was not added')
    assert site.sent == [
        ('POST', 'assets', {'name': 'a.png', 'content': 'YWJj'})
    ]
    new, old = panel.get_by_role('listitem').all()
    expect(old.get_by_role('button', name='Remove')).to_have_count(0)
    expect(new.get_by_role('button', name='Remove')).to_be_visible()
    page.evaluate(
        'addEventListener("insert-text", '
        '({detail}) => window.inserted = detail)'
    )
    button(new, 'Insert into the text').click()
    assert page.evaluate('window.inserted') is None
    new.get_by_label('What does it show').fill('A map: the north')
    page.keyboard.press('Enter')
    snippet = (
        '<img src="assets/new-map-0123456789abcdef0123.png" '
        'alt="A map&#58; the north" width="1200" height="300">'
    )
    assert page.evaluate('window.inserted') == snippet
    expect_good_looks(page, '[aria-labelledby=pictures-heading]')
    # Without a cursor, there is no place to insert.
    notice = panel.get_by_role('alert')
    expect(notice).to_contain_text('Put the cursor where')
    assert '<img' not in yaml_text.text_of(page)
    page.get_by_label('The exploration as YAML').press('ArrowRight')
    button(new, 'Insert into the text').click()
    assert yaml_text.text_of(page)[1:].startswith(snippet)
    expect(notice).to_be_empty()


def test_typed_text_survives_unpublishing_on_request_and_other_tabs(page):
    site = visit(page, '#/content')
    edit(page, 'title: Unsaved\n')
    button(page, 'Make private').click()
    confirm = page.get_by_role('dialog')
    confirm.get_by_role('button', name='Cancel').click()
    expect(confirm).to_have_count(0)
    button(page, 'Make private').click()
    confirm.get_by_role('button', name='Make private').click()
    expect(page.locator('#exploration-status')).to_have_text('Private')
    assert site.sent == [('PUT', 'status', {'make_public': False})]
    page.get_by_role('link', name='History').click()
    expect(page.get_by_role('cell', name='Correct it')).to_be_visible()
    page.get_by_role('link', name='Content', exact=True).click()
    yaml_text.expect_text(page, 'title: Unsaved\n')


def test_an_old_version_is_restored_after_a_question(page):
    site = visit(page, '#/history')
    button(page, 'Restore version 1').click()
    dialog = page.get_by_role('dialog')
    expect(dialog).to_contain_text('becomes version 3')
    dialog.get_by_role('button', name='Restore').click()
    expect(page.get_by_role('cell', name='Back to 1')).to_be_visible()
    body = {'current_version': 2, 'revert_to_version': 1}
    assert site.sent == [('POST', 'revert', body)]


def test_history_leads_to_the_statistics_of_a_version(page):
    visit(page, '#/history')
    page.get_by_role('link', name='Statistics of version 1').click()
    expect(page.get_by_text('All plays of version 1.')).to_be_visible()


def test_history_lists_who_decided_what_about_tasks(page):
    decision = {
        'task_id': 'too_hard:1.Question',
        'task_type': 'too_hard',
        'state_names': ['Question'],
        'status': 'dismissed',
        'decided_at_msecs': creator_site.NOW_MSECS,
        'exp_version': 2,
        'note': 'It is meant to be hard.',
        'decided_by': 'ann',
    }
    gone = {**decision, 'decided_by': None, 'note': '', 'status': 'open'}
    visit(
        page,
        '#/history',
        answers={'decisions': {'decisions': [decision, gone]}},
    )
    listed = page.locator('[data-decisions] li')
    first, second = listed.nth(0), listed.nth(1)
    expect(first).to_contain_text('Dismissed: Too hard, “Question”')
    expect(first).to_contain_text('ann, 22 Nov 2026')
    expect(first).to_contain_text('It is meant to be hard.')
    expect(second).to_contain_text('Reopened: Too hard')
    expect(second).to_contain_text('somebody, 22 Nov 2026')


def test_the_changes_of_a_version_are_shown_with_marks(page):
    visit(
        page,
        '#/history',
        answers={
            'version_difference': {
                'exp_id': 'lesson',
                'a': 1,
                'b': 2,
                'differences': [],
                'num_same': 4,
                'states': [
                    {
                        'state_name': 'Question',
                        'a_state_name': 'Question',
                        'b_state_name': 'Question',
                        'changed': 'edited',
                        'is_edited': True,
                        'differences': [
                            {
                                'label': 'Hint 1',
                                'kind': 'edited',
                                'is_markup': False,
                                'parts': [
                                    {'mark': 'same', 'text': 'Think '},
                                    {'mark': 'removed', 'text': 'hard'},
                                    {'mark': 'added', 'text': 'twice'},
                                ],
                            }
                        ],
                    }
                ],
            }
        },
    )
    page.get_by_role('link', name='Changes of version 2').click()
    heading = page.get_by_role('heading', name='from version 1 to version 2')
    expect(heading).to_be_focused()
    card = page.locator('[data-difference-of="Question"]')
    expect(card).to_contain_text('Hint 1 changed.')
    expect(card.locator('del')).to_contain_text('hard')
    expect(card.locator('ins')).to_contain_text('twice')
    expect(page.get_by_text('4 other cards did not change')).to_be_visible()
    expect_good_looks(page, '[aria-labelledby=difference-heading]')
    page.get_by_role('link', name='Close').click()
    expect(heading).to_have_count(0)


def test_an_old_version_opens_as_it_was(page):
    visit(page, '#/history')
    page.get_by_role('link', name='Open version 1').click()
    expect(
        page.get_by_role('heading', name='as it was: A round world')
    ).to_be_focused()
    expect(page.get_by_label('Its text')).to_have_value(
        'title: A round world\n'
    )
    expect(
        page.get_by_role('link', name='Play it, not counted')
    ).to_have_attribute('href', '/explore/lesson?v=1')
