from __future__ import annotations

import pytest

from core import feconf
from core.domain import latex

pytestmark = pytest.mark.no_store


@pytest.mark.parametrize(
    'formula',
    [
        'x',
        r'\frac{1}{2} \{ \} \% \\ \text{a $b$ c}',
        r'\begin{cases} 1 \\\begin{matrix} a \end{matrix} \end{cases}',
        '{' * 50 + '}' * 50,
    ],
)
def test_ordinary_formulas_are_accepted(formula: str) -> None:
    assert latex.find_problem(formula) == ''


@pytest.mark.parametrize(
    ('formula', 'problem'),
    [
        ('', 'is empty'),
        (' \n', 'is empty'),
        ('x' * (feconf.MAX_LATEX_LENGTH + 1), 'it may have 2,000'),
        ('{x', 'has no }'),
        ('x}{', 'has no {'),
        (r'\{x}', 'has no {'),
        ('{' * 51 + '}' * 51, 'too deeply'),
        ('50% of x', r'write \%'),
        ('x\\', 'is at the end'),
        ('$x$', 'without its delimiters'),
        (r'\(x\)', 'without its delimiters'),
        (r'\begin{cases} 1', r'has no \end'),
        (r'\begin{cases} 1 \end{matrix}', r'has no \begin'),
        (r'\href{javascript:x}{y}', r'\href is not allowed'),
        (r'\htmlData{a=b}{y}', r'\htmlData is not allowed'),
        (r'\def\a{\a\a}\a', r'\def is not allowed'),
    ],
)
def test_an_invalid_formula_is_refused_with_the_problem(
    formula: str, problem: str
) -> None:
    assert problem in latex.find_problem(formula)
