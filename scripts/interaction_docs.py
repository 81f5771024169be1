"""Writes docs/interactions.md: each interaction with an example."""

from __future__ import annotations

from collections.abc import Iterator

from core.domain import exp_reference

_HEADER = """\
# Interactions

<!-- Generated from the specs in core/domain/interactions by
`python3 -m scripts.make_wire_contract`. Do not edit. -->

Every interaction with its arguments and rules, and a card that has all of them.
[explorations.md](explorations.md) describes the rest of an exploration. Choices
are numbered from 0. Creators read the same at `/help/explorations`.
"""


def page() -> str:
    """Returns the text of the page."""
    lines = [_HEADER]
    for interaction in exp_reference.interactions():
        lines += _section(interaction)
    return '\n'.join(lines)


def _section(interaction: exp_reference.Interaction) -> Iterator[str]:
    yield from (
        f'## {interaction.spec.interaction_id}',
        '',
        interaction.spec.description,
        '',
    )
    args = [
        f'| `{arg.name}` | {type_} | {f"`{default}`" if default else "needed"} '
        f'| {arg.description} |'
        for arg, type_, default in interaction.args
    ]
    if args:
        yield '| argument | value | default | meaning |'
        yield from ('| --- | --- | --- | --- |', *args, '')
    rules = [
        f'| `{rule.rule_type}` | {rule.description} | {inputs} |'
        for rule, inputs in interaction.rules
    ]
    if rules:
        yield '| rule | fits an answer that | inputs |'
        yield from ('| --- | --- | --- |', *rules, '')
    yield from ('```yaml', interaction.example + '```', '')
