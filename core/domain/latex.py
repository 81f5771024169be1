"""Checks of formulas in LaTeX, which browsers draw with KaTeX."""

from __future__ import annotations

import re

from core import feconf

_MAX_DEPTH = 50

_TOKEN = re.compile(r'\\(?:[A-Za-z]+|.)|[{}%]', re.DOTALL)
_DELIMITED = re.compile(r'(?:\$.*\$|\\\(.*\\\)|\\\[.*\\\])\Z', re.DOTALL)
_ENVIRONMENT = re.compile(r'\\(begin|end)\s*\{([^{}]*)\}')

# Commands that link to or load other content, which KaTeX would refuse, and
# definitions of commands, which can expand without end.
_FORBIDDEN = frozenset(
    {
        *('href', 'url', 'includegraphics', 'htmlClass', 'htmlData'),
        *('htmlId', 'htmlStyle', 'def', 'edef', 'gdef', 'xdef', 'let'),
        *('futurelet', 'global', 'long', 'newcommand', 'renewcommand'),
        *('providecommand', 'csname', 'char', 'input', 'write'),
    }
)


def find_problem(latex: str) -> str:
    """Returns the problem of a formula; '' if none is found.

    Not every invalid formula is detected; browsers show the source of others.
    """
    if not latex.strip():
        return 'a formula is empty'
    if len(latex) > feconf.MAX_LATEX_LENGTH:
        return (
            f'a formula has {len(latex):,} characters; it may have '
            f'{feconf.MAX_LATEX_LENGTH:,}'
        )
    if _DELIMITED.match(latex.strip()):
        return f'write the formula “{latex[:40]}” without its delimiters'
    problem = _find_problem_of_tokens(latex) or _find_open_environment(latex)
    return problem and f'{problem} in the formula “{latex[:40]}”'


def _find_problem_of_tokens(latex: str) -> str:
    depth = 0
    for part in _TOKEN.findall(latex):
        if part == '%':
            return r'write \% for a percent sign'
        if part[1:] in _FORBIDDEN:
            return f'{part} is not allowed'
        depth += (part == '{') - (part == '}')
        if depth < 0:
            return 'a } has no { before it'
        if depth > _MAX_DEPTH:
            return 'braces are nested too deeply'
    if depth:
        return 'a { has no } after it'
    return (
        r'a \ is at the end'
        if re.search(r'(?<!\\)(?:\\\\)*\\\Z', latex)
        else ''
    )


def _find_open_environment(latex: str) -> str:
    waiting: list[str] = []
    for command, name in _ENVIRONMENT.findall(latex):
        if command == 'begin':
            waiting.append(name)
        elif not waiting or waiting.pop() != name:
            return rf'an \end{{{name}}} has no \begin'
    return rf'a \begin{{{waiting[-1]}}} has no \end' if waiting else ''
