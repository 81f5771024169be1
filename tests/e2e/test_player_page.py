"""The player's page in a real browser, with every answer made up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server
from tests.e2e import player_site
from tests.e2e.player_site import ORIGIN, PlayerSite, outcome, state

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

ANSWERED = 'answer_submitted'
AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'


@contextlib.contextmanager
def opened_page(
    chromium: sync_api.Browser, **options: Any
) -> Iterator[sync_api.Page]:
    context = chromium.new_context(reduced_motion='reduce', **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def page(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:
    with opened_page(chromium) as opened:
        yield opened


def play(
    page: sync_api.Page, exploration: dict[str, Any] | None = None, **site: Any
) -> PlayerSite:
    """Opens the player; the first card is shown."""
    served = PlayerSite(exploration or player_site.every_interaction(), **site)
    served.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(heading(page, 'Card 1')).to_be_visible()
    return served


def heading(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.get_by_role('heading', name=name, exact=True)


def button(page: sync_api.Page, name: str) -> sync_api.Locator:
    return page.get_by_role('button', name=name, exact=True)


def answer(page: sync_api.Page, text: str) -> None:
    page.get_by_role('textbox').fill(text)
    page.keyboard.press('Enter')


def choose(page: sync_api.Page, name: str) -> None:
    page.get_by_role('radio', name=name).check()
    button(page, 'Submit').click()


def go_to_sum(page: sync_api.Page) -> None:
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Whale')
    button(page, 'Continue').click()


def three_continues() -> dict[str, Any]:
    continue_to = {
        name: state('Continue', '<p>Read.</p>', default_outcome=outcome(to))
        for name, to in (('A', 'B'), ('B', 'C'), ('C', 'End'))
    }
    end = state('EndExploration', '<p>End.</p>')
    return player_site.exploration({**continue_to, 'End': end})


# Playing -----------------------------------------------------


def test_a_lesson_can_be_played_to_its_end_by_keyboard_alone(page):
    play(page)
    keyboard = page.keyboard

    def tab_to(target: sync_api.Locator) -> None:
        for _ in range(12):
            keyboard.press('Tab')
            if target.evaluate('e => e === document.activeElement'):
                return
        pytest.fail('The keyboard does not get there.')

    tab_to(page.get_by_role('textbox'))
    keyboard.type('Ada')
    keyboard.press('Enter')
    expect(button(page, 'Continue')).to_be_focused()
    keyboard.press('Enter')
    expect(heading(page, 'Card 2')).to_be_focused()
    tab_to(page.get_by_role('radio', name='Trout'))
    keyboard.press('ArrowDown')
    expect(page.get_by_role('radio', name='Whale')).to_be_checked()
    keyboard.press('Enter')
    keyboard.press('Enter')
    tab_to(page.get_by_role('textbox'))
    keyboard.type('12')
    keyboard.press('Enter')
    tab_to(button(page, 'Go on'))
    keyboard.press('Space')
    expect(heading(page, 'Lesson complete')).to_be_focused()
    expect(page.get_by_role('link', name='Title of next-one')).to_be_visible()


def test_what_was_answered_stands_above_the_feedback_and_the_question(page):
    play(page)
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Trout')
    log = page.get_by_role('log')
    expect(log).to_contain_text('Trout')
    expect(log).to_contain_text('It has gills.')
    choose(page, 'Whale')
    expect(log).to_contain_text('It is.')
    expect(log).not_to_contain_text('It has gills.')
    page.get_by_text('Earlier answers (1)').click()
    expect(page.get_by_text('It has gills.')).to_be_visible()


def test_a_card_without_feedback_is_left_at_once(page):
    play(page)
    go_to_sum(page)
    answer(page, '12')
    expect(heading(page, 'Card 4')).to_be_visible()


def test_an_answer_that_stays_says_so_even_without_feedback(page):
    play(page)
    go_to_sum(page)
    answer(page, '13')
    expect(page.get_by_role('log')).to_contain_text('try another answer')
    expect(page.get_by_role('textbox')).to_have_value('')


def test_a_lesson_of_one_card_is_shown_as_a_card_with_ways_on(page):
    end = state('EndExploration', '<p>All there is.</p>')
    play(page, player_site.exploration({'Only': end}))
    expect(heading(page, 'Lesson complete')).to_have_count(0)
    expect(page.get_by_role('link', name='Play again')).to_be_visible()


def test_what_is_no_number_is_refused_with_the_reason(page):
    site = play(page)
    go_to_sum(page)
    answer(page, 'twelve')
    expect(page.get_by_role('alert')).to_contain_text('not a number')
    expect(page.get_by_role('textbox')).to_have_attribute(
        'aria-invalid', 'true'
    )
    answer(page, '12,0')
    expect(heading(page, 'Card 4')).to_be_visible()
    assert answers_posted_by_the_end(page, site) == ['Ada', 1, 12, None]


def test_what_a_learner_types_is_shown_and_never_run(page):
    play(page)
    answer(page, '<img src=x onerror="document.title=1">')
    expect(page.get_by_role('log')).to_contain_text('Hello <img src=x')
    assert page.locator('#player img').count() == 0


def test_a_text_area_submits_with_enter_and_breaks_with_shift(page):
    play(
        page,
        player_site.exploration(
            {
                'A': state(
                    'TextInput',
                    '<p>Tell.</p>',
                    {'rows': 3},
                    default_outcome=outcome('End', '<p>Thanks.</p>'),
                ),
                'End': state('EndExploration', '<p>End.</p>'),
            }
        ),
    )
    page.get_by_role('textbox').focus()
    page.keyboard.type('one')
    page.keyboard.press('Shift+Enter')
    page.keyboard.type('two')
    page.keyboard.press('Enter')
    expect(page.get_by_role('log')).to_contain_text('one two')


def answers_posted_by_the_end(page: sync_api.Page, site: PlayerSite) -> Any:
    """Plays from the fourth card to the end; returns all answers posted."""
    with page.expect_event(
        'requestfinished',
        lambda request: (
            'exploration_complete' in f'{request.url} {request.post_data}'
        ),
    ):
        finish(page)
    events = site.events()
    return [e['answer'] for e in events if e['event_type'] == ANSWERED]


# Once is once ------------------------------------------------


def test_a_double_click_leaves_one_card_not_two(page):
    play(page, three_continues())
    button(page, 'Continue').dblclick()
    expect(heading(page, 'Card 2')).to_be_visible()
    button(page, 'Continue').click()
    expect(heading(page, 'Card 3')).to_be_visible()


def test_a_key_held_down_leaves_one_card_not_all(page):
    play(page, three_continues())
    button(page, 'Continue').focus()
    for _ in range(5):
        page.keyboard.down('Enter')
    expect(heading(page, 'Card 2')).to_be_visible()
    button(page, 'Continue').focus()
    page.keyboard.down('Enter')
    page.keyboard.up('Enter')
    expect(heading(page, 'Card 2')).to_be_visible()


def test_enter_pressed_twice_is_one_answer(page):
    site = play(page)
    go_to_sum(page)
    page.get_by_role('textbox').fill('13')
    page.keyboard.press('Enter')
    page.keyboard.press('Enter')
    expect(page.get_by_role('log')).to_contain_text('13')
    expect(page.get_by_role('alert')).to_be_empty()
    answer(page, '12')
    assert answers_posted_by_the_end(page, site) == ['Ada', 1, 13, 12, None]


# Looking back ------------------------------------------------


def test_earlier_cards_can_be_read_again_but_not_answered(page):
    play(page)
    go_to_sum(page)
    page.get_by_role('textbox').fill('1')
    button(page, 'Previous card').click()
    expect(heading(page, 'Card 2')).to_be_focused()
    expect(page.get_by_text('It is.')).to_be_visible()
    expect(page.get_by_role('radio')).to_have_count(0)
    expect(button(page, 'Submit')).to_have_count(0)
    button(page, 'Previous card').click()
    expect(page.get_by_text('Hello Ada!')).to_be_visible()
    expect(button(page, 'Previous card')).to_be_disabled()
    button(page, 'Return to where you were').click()
    expect(heading(page, 'Card 3')).to_be_focused()
    expect(page.get_by_role('textbox')).to_have_value('1')


# Help --------------------------------------------------------


def test_hints_and_the_solution_come_when_they_are_due(page):
    page.clock.install()
    site = play(page)
    go_to_sum(page)
    page.clock.run_for(59_000)
    expect(button(page, 'Hint 1')).to_have_count(0)
    page.clock.run_for(1_500)
    button(page, 'Hint 1').click()
    expect(page.get_by_text('A dozen.')).to_be_visible()
    page.clock.run_for(30_500)
    button(page, 'Solution').click()
    expect(page.get_by_role('dialog')).to_be_visible()
    page.keyboard.press('Escape')
    expect(button(page, 'Solution')).to_be_focused()
    expect(page.get_by_text('Two times six.')).to_be_hidden()
    button(page, 'Solution').click()
    button(page, 'Show the solution').click()
    expect(page.get_by_text('Two times six.')).to_be_visible()
    button(page, 'Solution').click()
    expect(page.get_by_text('Two times six.')).to_be_hidden()
    button(page, 'Solution').click()
    expect(page.get_by_text('Two times six.')).to_be_visible()
    page.clock.run_for(2_000)
    answer(page, '12')
    openings = 'solution_hit'
    wait_for_event(page, site, 'exploration_complete', lambda: finish(page))
    types = [event['event_type'] for event in site.events()]
    assert types.count(openings) == 2


def finish(page: sync_api.Page) -> None:
    button(page, 'Go on').click()
    expect(heading(page, 'Lesson complete')).to_be_visible()


def wait_for_event(page, site, event_type, act) -> None:
    """Acts, then moves the page's clock until the event has been posted."""
    act()
    for _ in range(50):
        if event_type in [e['event_type'] for e in site.events()]:
            return
        page.clock.run_for(1_000)
    pytest.fail(f'{event_type} was never posted')


# Leaving -----------------------------------------------------

HIDE = """() => {
  Object.defineProperty(document, 'visibilityState', {
    get: () => 'hidden', configurable: true,
  });
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('pagehide'));
}"""


def test_hiding_the_page_says_once_where_the_learner_was(page):
    site = play(page)
    answer(page, 'Ada')
    with page.expect_request(
        lambda request: (
            'maybe_leave' in (request.post_data or '')
            or 'maybe_leave' in request.url
        )
    ):
        page.evaluate(HIDE)
    page.evaluate(HIDE)
    page.reload()
    expect(heading(page, 'Card 1')).to_be_visible()
    left = [
        (event['event_type'], event['state_name'])
        for event in site.events()
        if event['event_type'] in ('exploration_maybe_leave', 'state_hit')
        and event['sequence_number'] > 1
    ]
    assert left == [('exploration_maybe_leave', 'Name')]


def test_a_refresher_is_offered_reported_and_come_back_from(page):
    site = play(page)
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Hen')
    dialog = page.get_by_role('dialog')
    expect(dialog).to_contain_text('Title of basics')
    button(page, 'Stay here').click()
    expect(page.get_by_text('It lays eggs.')).to_be_visible()
    choose(page, 'Hen')
    site.exploration = {
        **player_site.exploration(
            {'End': state('EndExploration', '<p>Refreshed.</p>')}
        ),
        'exp_id': 'basics',
    }
    button(page, 'Go to that lesson').click()
    page.wait_for_url(f'{ORIGIN}/explore/basics?parent=lesson')
    back = page.get_by_role('link', name='Return to your lesson')
    expect(back).to_have_attribute('href', '/explore/lesson')
    expect(page.get_by_text('You may like next')).to_have_count(0)
    refreshers = [e for e in site.events() if 'refresher_exp_id' in e]
    assert [(e['state_name'], e['refresher_exp_id']) for e in refreshers] == [
        ('Pick', 'basics')
    ]


# What may go wrong -------------------------------------------


@pytest.mark.parametrize(
    ('status', 'message'),
    [
        (404, 'This lesson is not here'),
        (403, 'This lesson is not open to you'),
        (429, 'Very many people are learning just now'),
        (500, 'Something went wrong on our side'),
    ],
)
def test_a_lesson_that_cannot_be_loaded_can_be_tried_again(
    page, status, message
):
    site = PlayerSite(player_site.every_interaction(), init_status=status)
    site.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_role('alert')).to_contain_text(message)
    site.init_status = 200
    button(page, 'Try again').click()
    expect(heading(page, 'Card 1')).to_be_focused()


def test_without_a_network_the_learner_is_told_so(page):
    site = PlayerSite(player_site.every_interaction())
    site.attach(page)
    page.route('**/explorehandler/**', lambda route: route.abort())
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_role('alert')).to_contain_text('could not be reached')


def test_a_broken_lesson_is_refused_before_it_is_begun(page):
    exploration = three_continues()
    del exploration['states']['End']
    site = PlayerSite(exploration)
    site.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(page.get_by_role('alert')).to_contain_text('cannot be played')
    assert site.posted == []


def test_without_scripts_the_page_says_what_it_needs(chromium):
    with opened_page(chromium, java_script_enabled=False) as page:
        PlayerSite(three_continues()).attach(page)
        page.goto(f'{ORIGIN}/explore/lesson')
        # Chromium under test does not paint it, as it does for people.
        message = page.locator('noscript').inner_html()
        assert 'needs JavaScript' in ' '.join(message.split())
        expect(page.get_by_text('The lesson is on its way')).to_be_hidden()


@pytest.mark.parametrize(
    ('reason', 'text'),
    [
        ('own_play', 'this play is not counted'),
        ('preview', 'This is a preview'),
        ('old_version', 'older version'),
    ],
)
def test_who_is_not_counted_is_told_so(page, reason, text):
    site = play(page, not_counted_reason=reason)
    expect(page.locator('.player-notice')).to_contain_text(text)
    answer(page, 'Ada')
    page.evaluate(HIDE)
    assert site.posted == []


def test_inside_another_page_there_is_no_way_out_of_the_frame(page):
    PlayerSite(three_continues()).attach(page)
    page.route(
        'http://host.test/',
        lambda route: route.fulfill(
            body=f'<iframe src="{ORIGIN}/explore/lesson"></iframe>',
            content_type='text/html',
        ),
    )
    page.goto('http://host.test/')
    frame = page.frame_locator('iframe')
    expect(frame.get_by_role('heading', name='Card 1')).to_be_visible()
    expect(frame.get_by_role('link', name='Library')).to_be_hidden()


# For everyone ------------------------------------------------

STAGES = ['question', 'feedback', 'choices', 'help', 'end', 'looking back']


def reach(page: sync_api.Page, stage: str) -> None:
    """Plays until the stage is on the screen."""
    page.clock.install()
    play(page, not_counted_reason='own_play')
    steps = STAGES.index(stage)
    if steps >= STAGES.index('feedback'):
        answer(page, 'Ada')
    if steps >= STAGES.index('choices'):
        button(page, 'Continue').click()
        choose(page, 'Trout')
    if steps >= STAGES.index('help'):
        choose(page, 'Whale')
        button(page, 'Continue').click()
        page.clock.run_for(170_000)
        button(page, 'Hint 1').click()
        button(page, 'Solution').click()
        button(page, 'Show the solution').click()
    if steps >= STAGES.index('end'):
        answer(page, '12')
        button(page, 'Go on').click()
    if stage == 'looking back':
        button(page, 'Previous card').click()


@pytest.mark.parametrize('color_scheme', ['light', 'dark'])
@pytest.mark.parametrize('stage', STAGES)
def test_everyone_can_use_it(chromium, stage, color_scheme):
    narrow = {'width': 320, 'height': 640}
    with opened_page(
        chromium, viewport=narrow, color_scheme=color_scheme
    ) as page:
        reach(page, stage)
        page.evaluate(AXE.read_text())
        report = page.evaluate('axe.run()')
        found = [(v['id'], v['nodes'][0]['html']) for v in report['violations']]
        assert found == []
        assert page.locator('h1').count() == 1
        assert page.evaluate(
            'document.documentElement.scrollWidth <= innerWidth'
        )
        assert small_targets(page) == []


def small_targets(page: sync_api.Page) -> list[str]:
    """Returns what can be pressed and is smaller than 44 pixels."""
    return page.evaluate("""() => [
      ...document.querySelectorAll(
          'button, a[href], .player-choice, input[type=text], summary'),
    ].filter(e => e.checkVisibility() && !e.closest('p, .app-skip-link'))
      .filter(e => e.getBoundingClientRect().height < 43.5)
      .map(e => e.outerHTML)""")


def test_some_of_several_choices_are_taken_with_the_space_bar(page):
    choices = ['<p>Atbara</p>', '<p>Niger</p>', '<p>Blue Nile</p>']
    lesson = player_site.exploration(
        {
            'Rivers': player_site.state(
                'ItemSelectionInput',
                '<p>Which flow into the Nile?</p>',
                {
                    'choices': choices,
                    'minAllowableSelectionCount': 1,
                    'maxAllowableSelectionCount': 2,
                },
                answer_groups=[
                    player_site.group(
                        'Equals', {'x': [0, 2]}, player_site.outcome('End')
                    )
                ],
                default_outcome=player_site.outcome(
                    'Rivers', '<p>Look again.</p>'
                ),
            ),
            'End': player_site.state('EndExploration', '<p>They do.</p>'),
        }
    )
    play(page, lesson)
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_text('Please choose an answer first.')).to_be_visible()
    for name in ('Atbara', 'Niger', 'Blue Nile'):
        page.get_by_role('checkbox', name=name).focus()
        page.keyboard.press('Space')
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_text('choose at most 2 answers')).to_be_visible()
    page.get_by_role('checkbox', name='Niger').uncheck()
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_text('They do.')).to_be_visible()
