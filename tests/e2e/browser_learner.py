"""A learner in a real browser who knows the right answers."""

from __future__ import annotations

import re
from typing import Any

from playwright import sync_api
from playwright.sync_api import expect

from core.domain import exp_domain, state_domain

_WITH_UNFORESEEN_ANSWERS = ('MultipleChoiceInput', 'NumericInput', 'TextInput')


class BrowserLearner:
    """Plays one exploration in one page.

    Args:
        page: The browser's page.
        url: Where the app is.
        exploration: What to play, to know its answers.
    """

    def __init__(
        self,
        page: sync_api.Page,
        url: str,
        exploration: exp_domain.Exploration,
    ) -> None:
        self.page = page
        self.url = url
        self.exploration = exploration
        self.state_name = exploration.init_state_name
        self._steps_to_end = _steps_to_end(exploration)

    def open(self) -> None:
        """Opens the player and waits for the first card."""
        self.page.goto(f'{self.url}/explore/{self.exploration.exp_id}')
        self._expect_card()

    def play_to_end(self) -> list[str]:
        """Answers correctly until the end; returns the cards seen."""
        seen = [self.state_name]
        while self._interaction().id != 'EndExploration':
            self.answer_rightly()
            seen.append(self.state_name)
        return seen

    def answer_rightly(self) -> None:
        """Gives an answer that leads towards an end, and continues."""
        interaction = self._interaction()
        if interaction.id == 'Continue':
            text = interaction.customization_args['buttonText']['value']
            self._press(text)
            self._go_on(interaction.default_outcome)
            return
        ways = [
            (group.outcome, _answer_for(interaction, group.rule_specs[0]))
            for group in interaction.answer_groups
        ]
        if interaction.id in _WITH_UNFORESEEN_ANSWERS:
            ways.append(
                (interaction.default_outcome, _unforeseen_answer(interaction))
            )
        outcome, answer = min(
            ways, key=lambda way: self._steps_to_end[way[0].dest]
        )
        self._give(answer)
        self._go_on(outcome)

    def _interaction(self) -> state_domain.Interaction:
        return self.exploration.states[self.state_name].interaction

    def _give(self, answer: Any) -> None:
        match self._interaction().id:
            case 'ImageClickInput':
                self._click_in(answer)
                return
            case 'DragAndDropSortInput':
                self._put_in_order(answer)
            case 'SetInput':
                self._type_all(answer)
            case 'ItemSelectionInput':
                for choice in answer:
                    self.page.get_by_role('checkbox').nth(choice).check()
            case 'MultipleChoiceInput':
                place = self._place_of(answer)
                self.page.get_by_role('radio').nth(place).check()
            case _:
                self.page.get_by_role('textbox').fill(str(answer))
        self._press('Submit')

    def _put_in_order(self, ordering: list[list[int]]) -> None:
        """Moves each choice up to its place, the first one first."""
        for place, choices in enumerate(ordering):
            for number, choice in enumerate(choices, 1):
                up = self.page.locator(f'[data-choice="{choice}"] button').first
                while self._choices_at(place) != set(choices[:number]):
                    up.click()

    def _choices_at(self, place: int) -> set[int]:
        """Returns the choices that share a place of a list."""
        items = self.page.locator('[data-choice]').evaluate_all(
            'all => all.map((item) => [Number(item.dataset.choice), '
            "Number(item.querySelector('.player-order__number').textContent)])"
        )
        return {choice for choice, number in items if number == place + 1}

    def _type_all(self, elements: list[str]) -> None:
        """Types each element of a set into a field."""
        button = self._interaction().customization_args['buttonText']['value']
        for index, element in enumerate(elements):
            if index:
                self._press(button)
            self.page.get_by_role('textbox').nth(index).fill(element)

    def _click_in(self, label: str) -> None:
        """Clicks into the middle of a region of the image."""
        args = self._interaction().customization_args
        regions = args['imageAndRegions']['value']['labeledRegions']
        area = next(region for region in regions if region['label'] == label)
        (left, top), (right, bottom) = area['region']['area']
        image = self.page.get_by_role('application')
        box = image.bounding_box()
        assert box is not None
        x = box['width'] * (left + right) / 2
        y = box['height'] * (top + bottom) / 2
        image.click(position={'x': x, 'y': y})

    def _place_of(self, choice: int) -> int:
        """Finds a choice where the player has put it, which may be anywhere."""
        values = self.page.get_by_role('radio').evaluate_all(
            'radios => radios.map((radio) => radio.value)'
        )
        return int(values.index(str(choice)))

    def _press(self, name: str) -> None:
        self.page.get_by_role('button', name=name, exact=True).click()

    def _go_on(self, outcome: state_domain.Outcome) -> None:
        if outcome.feedback.html:
            self._press('Continue')
        self.state_name = outcome.dest
        self._expect_card()

    def _expect_card(self) -> None:
        text = _plain(self.exploration.states[self.state_name].content.html)
        first_words = ' '.join(text.split()[:3])
        expect(self.page.get_by_role('main')).to_contain_text(first_words)


def _steps_to_end(exploration: exp_domain.Exploration) -> dict[str, int]:
    """Returns the number of answers from each card to an end."""
    steps = dict.fromkeys(exploration.terminal_state_names, 0)
    # Each round finds the cards that are one answer further away.
    for distance in range(1, len(exploration.states)):
        for name, state in exploration.states.items():
            ways = [outcome.dest for _, outcome in state.interaction.outcomes()]
            if name not in steps and any(
                steps.get(dest) == distance - 1 for dest in ways
            ):
                steps[name] = distance
    return steps


def _answer_for(
    interaction: state_domain.Interaction, rule: state_domain.RuleSpec
) -> Any:
    """Returns an answer that a rule matches; of an image, its region."""
    inputs = rule.inputs
    match interaction.id:
        case 'ItemSelectionInput' | 'SetInput' | 'DragAndDropSortInput':
            return inputs['x']
        case 'RatioExpressionInput':
            return ':'.join(map(str, inputs['x']))
        case 'FractionInput':
            return _fraction(inputs['f']) if 'f' in inputs else None
        case 'NumberWithUnits':
            units = (
                f'{u["unit"]}^{u["exponent"]}' for u in inputs['f']['units']
            )
            return ' '.join([str(inputs['f']['real']), *units])
    match rule.rule_type:
        case 'IsInclusivelyBetween':
            return (inputs['a'] + inputs['b']) / 2
        case 'IsLessThan':
            return inputs['x'] - 1
        case 'IsGreaterThan':
            return inputs['x'] + 1
    x = inputs['x']
    return x[0] if isinstance(x, list) else x


def _fraction(fraction: dict[str, Any]) -> str:
    whole, numerator = fraction['wholeNumber'], fraction['numerator']
    return f'{whole} {numerator}/{fraction["denominator"]}'


def _unforeseen_answer(interaction: state_domain.Interaction) -> Any:
    """Returns an answer that no rule matches."""
    if interaction.id == 'NumericInput':
        return -987654321
    if interaction.id == 'TextInput':
        return 'qwertyuiop'
    foreseen = {rule.inputs['x'] for _, rule in interaction.rules()}
    choices = interaction.customization_args['choices']['value']
    return next((i for i in range(len(choices)) if i not in foreseen), None)


def _plain(html: str) -> str:
    return re.sub(r'{{.*?}}', '', re.sub(r'<[^>]*>', ' ', html))
