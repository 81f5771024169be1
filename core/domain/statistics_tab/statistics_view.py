"""Views of processed data for the statistics tab, in parts.

All parts of a view are built from one summary. After a change of the content of
views, increase feconf.STATISTICS_VIEW_VERSION.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core import feconf
from core.domain import compressed_json, exp_domain
from core.domain.statistics_tab import (
    lesson_sheet,
    statistics_models,
    wrong_answers,
)
from core.domain.summaries import (
    cuts,
    exploration_summary,
    log_rows,
    session_summary,
    state_summary,
)
from core.domain.summary_views import (
    answer_anonymity,
    summary_models,
    summary_view,
)
from core.domain.summary_views.current_rules import CurrentRules


@dataclasses.dataclass
class View:
    """The view of a summary.

    Attributes:
        overview: The exploration as a whole, and the figures of each state.
        states: The details of each state.
        playthroughs: The playthroughs by `playthroughs_part`.
    """

    overview: statistics_models.Overview
    states: dict[str, summary_models.StateStatistics]
    playthroughs: dict[str, list[summary_models.Playthrough]]


def build_view(
    summary: exploration_summary.ExplorationSummary,
    rules: Mapping[str, CurrentRules] = MappingProxyType({}),
    k: int = feconf.ANSWERS_K_ANONYMITY,
) -> View:
    """Builds the view of a summary.

    Args:
        summary: The summary.
        rules: The rules of each state that takes answers.
        k: The number of sessions that must have given an answer for it to be
            shown.
    """
    states = summary_view.state_dicts(summary, rules, k)
    segments = cuts.segments_to_show(summary.traits, feconf.ANSWERS_K_ANONYMITY)
    overview: statistics_models.Overview = {
        **summary_view.summary_dict(summary),
        'segments': segment_sizes(segments),
        'states': {name: _figures(state) for name, state in states.items()},
    }
    return View(overview, states, _playthroughs(summary, k))


OVERVIEW = 'overview'
LESSON_SHEET = 'lesson sheet'


def state_part(state_name: str) -> str:
    """Returns the name of the part with the details of a state."""
    return f'state {state_name}'


def pack(
    view: View, exploration: exp_domain.Exploration, **fields: Any
) -> dict[str, bytes]:
    """Returns the parts of a view in stored form, by name.

    Args:
        view: The view.
        exploration: The version that is shown.
        **fields: More fields of the overview.
    """
    return {
        OVERVIEW: compressed_json.pack(
            {
                **view.overview,
                'wrong_answers': wrong_answers.commonest(
                    view.states, exploration
                ),
                **fields,
            }
        ),
        LESSON_SHEET: compressed_json.pack(
            lesson_sheet.build(view.states, exploration)
        ),
        **{
            state_part(name): compressed_json.pack(state)
            for name, state in view.states.items()
        },
        **{
            name: compressed_json.pack(playthroughs)
            for name, playthroughs in view.playthroughs.items()
        },
    }


def empty_state() -> summary_models.StateStatistics:
    """Returns the details of a state that nobody visited."""
    return summary_view.state_dict(state_summary.StateSummary())


def playthroughs_part(issue_type: str, state_names: tuple[str, ...]) -> str:
    """Returns the name of the part with the playthroughs of an issue."""
    return json.dumps([issue_type, *state_names])


def _figures(
    state: summary_models.StateStatistics,
) -> statistics_models.StateFigures:
    """Returns the figures of a state for the overview."""
    item, confusion = state['item'], state['confusion']
    return {
        'num_sessions': state['num_sessions'],
        'num_answered': state['num_answered'],
        'time': _moments(state['time']),
        'session_time': _moments(state['session_time']),
        'time_before_leaving': _moments(state['time_before_leaving']),
        'attempts': _moments(state['attempts']),
        'self_loops': _moments(state['self_loops']),
        'first_try': item['first_try'],
        'eventual_success': item['eventual_success'],
        'tries_to_right': _moments(item['tries_to_right']),
        'discrimination': item['discrimination'],
        'upper_lower_discrimination': item['upper_lower_discrimination'],
        'confusion': {
            'index': confusion['index'],
            'low': confusion['low'],
            'high': confusion['high'],
        },
    }


def segment_sizes(
    segments: Mapping[cuts.Segment, int],
) -> list[statistics_models.SegmentSize]:
    """Returns segments as response fields."""
    return [
        {
            'segment': str(segment),
            'trait': segment.trait,
            'value': segment.value,
            'num_sessions': num_sessions,
        }
        for segment, num_sessions in segments.items()
    ]


def _moments(
    distribution: summary_models.Distribution,
) -> summary_models.Moments:
    return {
        'n': distribution['n'],
        'mean': distribution['mean'],
        'median': distribution['median'],
        'standard_deviation': distribution['standard_deviation'],
        'p90': distribution['p90'],
    }


def _playthroughs(
    summary: exploration_summary.ExplorationSummary, k: int
) -> dict[str, list[summary_models.Playthrough]]:
    shown = answer_anonymity.ShownAnswers(summary, k)
    return {
        playthroughs_part(*issue): [
            # All samples, because some do not show the problem of a task.
            _playthrough(some.contents[name], shown)
            for name in sorted(some.contents)
        ]
        for issue, some in summary.playthroughs.items()
    }


def _playthrough(
    content: Mapping[str, Any], answers: answer_anonymity.ShownAnswers
) -> summary_models.Playthrough:
    actions: list[summary_models.PlayAction] = []
    for values in content['actions']:
        action = session_summary.Action(*values)
        text = action.answer
        shown = answers.text_to_show(action.state_name, text) if text else None
        actions.append(
            {
                'action_type': action.action_type,
                'state_name': action.state_name,
                'time_msecs': action.time_msecs,
                'answer': log_rows.answer_of_text(shown) if shown else None,
                'answer_group_index': action.answer_group_index,
                'dest_state_name': action.dest_state_name,
                'is_answer_withheld': bool(text) and not shown,
            }
        )
    return {'size': content['size'], 'actions': actions}
