"""A made-up exploration with every kind of answer to its cards.

The figures come from the domain itself, fed with made-up sessions, so that
their form is that of the server.
"""

from __future__ import annotations

from typing import Any

from core import feconf
from core.domain.summaries import answer_forms, log_rows, session_summary
from core.domain.summaries.state_summary import StateSummary
from core.domain.summary_views import summary_view
from tests.e2e import creator_site, player_site, processed_site
from tests.e2e.creator_site import CreatorSite, counts
from tests.e2e.player_site import outcome, state

HOSTILE = '<img src=x onerror="document.title=1">"; DROP TABLE answers; --'
ARABIC = '\u0639\u0627\u0635\u0645\u0629 \u0645\u0635\u0631 (Cairo)'
LONG = 'Because the Earth turns around an axis that is tilted. ' * 3
_CHOICES = ['<p>Egypt</p>', '<p>Sudan</p>', '<p>Chad &amp; Mali</p>']
_RIVERS = ['<p>Atbara</p>', '<p>Niger</p>', '<p>Blue Nile</p>']
_SKY = {
    'imagePath': '/static/images/lessons/planets.svg',
    'labeledRegions': [
        {
            'label': label,
            'region': {'regionType': 'Rectangle', 'area': area},
        }
        for label, area in (
            ('Sun', [[0, 0.313], [0.14, 0.687]]),
            ('Venus', [[0.223, 0.607], [0.312, 0.727]]),
            ('Earth', [[0.315, 0.237], [0.41, 0.363]]),
        )
    ],
}
_EXPLICIT, _DEFAULT = 'explicit', 'default_outcome'


def lesson() -> dict[str, Any]:
    """Returns a lesson with a card of each kind."""
    hint = {'hint_content': {'html': '<p>It is on the Nile.</p>'}}
    solution = {
        'answer_is_exclusive': True,
        'correct_answer': 'Cairo',
        'explanation': {'html': '<p>Cairo it is.</p>'},
    }
    states = {
        'Welcome': state(
            'Continue',
            '<p>Welcome. <a href="https://example.com">Read more</a></p>',
            default_outcome=outcome('Capital'),
        ),
        'Capital': state(
            'TextInput',
            '<p>What is the capital of Egypt?</p>',
            {'placeholder': 'a city', 'rows': 1},
            answer_groups=[
                player_site.group(
                    'Equals', {'x': ['Cairo']}, outcome('Neighbour')
                )
            ],
            default_outcome=outcome('Capital'),
            hints=[hint],
            solution=solution,
        ),
        'Neighbour': state(
            'MultipleChoiceInput',
            '<p>Which is its neighbour?</p>',
            {'choices': _CHOICES, 'showChoicesInShuffledOrder': True},
            answer_groups=[
                player_site.group('Equals', {'x': 1}, outcome('Rivers'))
            ],
            default_outcome=outcome('Neighbour'),
        ),
        'Rivers': state(
            'ItemSelectionInput',
            '<p>Which of these flow into the Nile?</p>',
            {
                'choices': _RIVERS,
                'minAllowableSelectionCount': 1,
                'maxAllowableSelectionCount': 3,
            },
            answer_groups=[
                player_site.group('Equals', {'x': [0, 2]}, outcome('Length'))
            ],
            default_outcome=outcome('Rivers'),
        ),
        'Length': state(
            'NumericInput',
            '<p>How many kilometres is the Nile long?</p>',
            default_outcome=outcome('Sky'),
        ),
        'Sky': state(
            'ImageClickInput',
            '<p>And where in the sky is the Nile?</p>',
            {
                'imageAndRegions': _SKY,
                'altText': 'The Sun and the planets',
                'highlightRegionsOnHover': False,
            },
            answer_groups=[
                player_site.group('IsInRegion', {'x': 'Earth'}, outcome('End'))
            ],
            default_outcome=outcome('Sky'),
        ),
        'End': state('EndExploration', '<p>Well done.</p>'),
    }
    return player_site.exploration(states) | {'title': 'The Nile'}


def statistics() -> dict[str, Any]:
    """Returns the counters of the lesson."""
    return creator_site.statistics(
        title='The Nile',
        num_starts=300,
        num_actual_starts=280,
        num_completions=150,
        state_stats_mapping={
            'Welcome': counts(280, 280, 300, 300, 0, 280),
            'Capital': counts(360, 250, 290, 280, 31, 200),
            'Neighbour': counts(260, 190, 200, 200, 0, 180),
            'Rivers': counts(80, 50, 60, 60, 0, 50),
            'Length': counts(5, 5, 5, 5, 0, 5),
            'Sky': counts(85, 60, 70, 70, 0, 48),
            'End': counts(0, 0, 150, 150, 0, 150),
        },
        init_state_name='Welcome',
        state_order=[
            *('Welcome', 'Capital', 'Neighbour', 'Rivers', 'Length'),
            *('Sky', 'End'),
        ],
        terminal_state_names=['End'],
        linear_state_names=['Welcome'],
    )


def details() -> dict[str, dict[str, Any]]:
    """Returns the processed data of each card, by its name."""
    return {
        'Capital': _state_dict(_capital()),
        'Neighbour': _state_dict(_neighbour()),
        'Rivers': _state_dict(_rivers()),
        'Length': _state_dict(_length()),
        'Sky': _state_dict(_sky()),
    }


def site() -> CreatorSite:
    """Returns the server of the lesson."""
    return CreatorSite(
        statistics=statistics(),
        exploration=lesson(),
        details=details(),
        processed=processed_site.processed_view(
            num_sessions=300, transitions=[], states={}
        ),
    )


def _state_dict(summary: StateSummary) -> dict[str, Any]:
    return {**summary_view.state_dict(summary, k=feconf.ANSWERS_K_ANONYMITY)}


def _capital() -> StateSummary:
    wrong = [('Cario', 30), (HOSTILE, 9), (ARABIC, 7), (LONG, 5)]
    several = [(f'City {i}', 4) for i in range(12)]
    rare = [(f'Nobody else wrote {i}', 1) for i in range(11)]
    answers = [('Cairo', 150, True)] + [
        (text, times, False) for text, times in wrong + several + rare
    ]
    return _summary('TextInput', answers)


def _neighbour() -> StateSummary:
    return _summary(
        'MultipleChoiceInput', [(1, 120, True), (0, 70, False), (2, 1, False)]
    )


def _rivers() -> StateSummary:
    return _summary(
        'ItemSelectionInput',
        [([0, 2], 40, True), ([0, 1, 2], 15, False), ([2], 5, False)],
    )


def _sky() -> StateSummary:
    def click(x: float, y: float, *regions: str) -> dict[str, Any]:
        answer = {'clickPosition': [x, y], 'clickedRegions': list(regions)}
        return answer_forms.to_counted_form('ImageClickInput', answer)

    return _summary(
        'ImageClickInput',
        [
            (click(0.36, 0.3, 'Earth'), 30, True),
            (click(0.33, 0.26, 'Earth'), 12, True),
            (click(0.39, 0.34, 'Earth'), 6, True),
            (click(0.27, 0.67, 'Venus'), 20, False),
            # Each click is in a separate hexagon, all are in one region.
            *(
                (click(0.12 * (n % 2), 0.34 + 0.05 * n, 'Sun'), 1, False)
                for n in range(7)
            ),
            (click(0.5, 0.5), 4, False),
            (click(0.9, 0.95), 1, False),
            (click(0.6, 0.05), 1, False),
        ],
    )


def _length() -> StateSummary:
    return _summary('NumericInput', [(6650, 3, True), (-1, 2, False)])


def _summary(
    interaction_id: str, answers: list[tuple[Any, int, bool]]
) -> StateSummary:
    """Sums up one session for each answer; the wrong ones try again."""
    summary = StateSummary()
    index = 0
    for answer, times, is_right in answers:
        for _ in range(times):
            _add_session(summary, interaction_id, answer, is_right, index)
            index += 1
    return summary


def _add_session(
    summary: StateSummary,
    interaction_id: str,
    answer: Any,
    is_right: bool,
    index: int,
) -> None:
    rest = (2 if is_right or index % 3 == 0 else 0, 3)
    msecs = 4000 + 700 * (index * 37 % 97)
    wrong = 0 if is_right else 1 + index % 3
    leaves = not is_right and index % 4 == 0
    summary.add_visit(
        session_summary.Visit(
            'Capital',
            msecs,
            1 + wrong,
            wrong,
            wrong,
            session_summary.STOPPED if leaves else session_summary.LED_ON,
        ),
        1,
    )
    summary.add_record(
        session_summary.StateRecord(
            visits=1,
            time_msecs=msecs,
            answers=1 + wrong,
            wrong=wrong,
            first_right=is_right,
            tries_to_right=0 if leaves else 1 + wrong,
            has_seen_solution=index % 9 == 0,
            has_given_up=leaves,
        ),
        1,
    )
    summary.item.add(rest, int(is_right))
    summary.add_answer(
        interaction_id,
        2,
        session_summary.AnswerRecord(
            'Capital',
            log_rows.answer_text(answer),
            _EXPLICIT if is_right else _DEFAULT,
            1,
            int(is_right),
            num_first=1,
            num_first_equal=1,
        ),
        rest,
        1,
    )
