"""The answers of a state as creators see them."""

from __future__ import annotations

from core.domain.interactions import registry
from core.domain.summaries import (
    answer_forms,
    bounded_tables,
    log_rows,
    state_summary,
)
from core.domain.summary_views import (
    answer_anonymity,
    answer_calculations,
    answer_labels,
    equal_answers,
    rates,
    summary_models,
    withheld_answers,
)
from core.domain.summary_views.current_rules import CurrentRules

# The maximum number of rows of the table of first answers.
MAX_FIRST_ANSWERS = 100


def answers_dict(
    interaction_id: str,
    table: bounded_tables.BoundedTable,
    rules: CurrentRules | None = None,
    k: int = 1,
) -> summary_models.Answers:
    """Returns the answers of a state to one interaction.

    Args:
        interaction_id: The interaction.
        table: The answers, by (answer, category).
        rules: The rules of the state in the version that is shown; None if it
            takes no answers there.
        k: The number of sessions that must have given an answer for it to be
            shown.
    """
    table, spellings = equal_answers.merge_spellings(
        table, interaction_id, rules.rule_types if rules else ()
    )
    labels = answer_labels.AnswerLabels(interaction_id, rules, spellings)
    hidden = answer_anonymity.answers_to_withhold(table, interaction_id, k)
    shown = answer_anonymity.table_to_show(table, interaction_id, k)
    others = dict(zip(state_summary.ANSWER_VALUES, shown.others, strict=True))
    return {
        'num_answers': table.total,
        'num_different': len({text for text, _ in table.rows}),
        'num_withheld': len(hidden),
        'withheld': withheld_answers.groups_of(table, hidden, labels),
        'is_exact': table.is_exact,
        'max_error': table.floor,
        'others': others,
        'visualizations': _visualizations(interaction_id, shown, labels),
        'first_answers': first_answers(shown, interaction_id, labels),
    }


def _visualizations(
    interaction_id: str,
    table: bounded_tables.BoundedTable,
    labels: answer_labels.AnswerLabels,
) -> list[summary_models.Visualization]:
    if interaction_id not in registry.get_interaction_ids():
        return []
    spec = registry.get_interaction_spec(interaction_id)
    return [
        {
            'id': shown.id,
            'calculation_id': shown.calculation_id,
            'options': dict(shown.options),
            'addressed_info_is_supported': shown.addressed_info_is_supported,
            'data': answer_calculations.CALCULATIONS[shown.calculation_id](
                table, labels
            ),
        }
        for shown in spec.visualizations
        if shown.calculation_id in answer_calculations.CALCULATIONS
    ]


def first_answers(
    table: bounded_tables.BoundedTable,
    interaction_id: str = '',
    labels: answer_labels.AnswerLabels = answer_labels.NO_LABELS,
) -> list[summary_models.FirstAnswer]:
    """Returns the first answers of sessions: the distractor table.

    A wrong answer with a high mean rest score (from 0 to 1), given by learners
    who do well elsewhere, indicates a problem of the question. Answers with the
    same coarser form, such as a place, are counted together.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: Their interaction.
        labels: The labels of the answers.
    """
    table = table.map_keys(
        lambda key: (
            answer_forms.coarse_text(interaction_id, key[0]) or key[0],
            *key[1:],
        ),
        table.version,
    )
    sums: dict[str, dict[str, int]] = {}
    categories = answer_labels.by_answer(table)
    for (text, _), row in table.rows.items():
        values = sums.setdefault(
            text, dict.fromkeys(state_summary.ANSWER_VALUES, 0)
        )
        for name, value in zip(values, row, strict=False):
            values[name] += value
    others = dict(zip(state_summary.ANSWER_VALUES, table.others, strict=True))
    total = sum(values['num_first'] for values in (*sums.values(), others))
    ordered = sorted(
        sums.items(), key=lambda item: (-item[1]['num_first'], item[0])
    )
    return [
        _first_answer(
            text, values, total, labels.of(table, text, categories[text])
        )
        for text, values in ordered[:MAX_FIRST_ANSWERS]
        if values['num_first']
    ]


def _first_answer(
    text: str, values: dict[str, int], total: int, label: answer_labels.Label
) -> summary_models.FirstAnswer:
    num_with_rest = values['num_first_with_rest']
    rest = values['rest_total'] / state_summary.REST_UNIT
    return {
        'answer': log_rows.answer_of_text(text),
        'is_right': 2 * values['num_right'] > values['count']
        if label.is_right is None
        else label.is_right,
        'num_times': values['count'],
        'num_judged_otherwise': label.num_judged_otherwise,
        'share': rates.rate_dict(values['num_first'], total),
        'mean_rest_score': rest / num_with_rest if num_with_rest else None,
    }
