"""SVG files of creators, rewritten so that they can only draw.

Only listed elements and attributes are kept. Harmless, invisible content, such
as the metadata of editors, is dropped. A file with an unlisted element, a
script, a reference to another file or an entity is refused.
"""

from __future__ import annotations

import dataclasses
import html
import re
import urllib.parse
from collections.abc import Mapping
from xml.parsers import expat

from core import errors, feconf

_SVG = 'http://www.w3.org/2000/svg'
# Names of attributes with a namespace.
_QUALIFIED = {
    'http://www.w3.org/1999/xlink href': 'href',
    'http://www.w3.org/XML/1998/namespace space': 'xml:space',
}

_ELEMENTS = frozenset(
    {
        *('svg', 'g', 'defs', 'symbol', 'use', 'switch', 'title', 'desc'),
        *('path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'),
        *('text', 'tspan', 'textPath', 'style', 'marker', 'pattern', 'mask'),
        *('clipPath', 'linearGradient', 'radialGradient', 'stop', 'filter'),
        *('feBlend', 'feColorMatrix', 'feComponentTransfer', 'feComposite'),
        *('feFlood', 'feFuncA', 'feFuncB', 'feFuncG', 'feFuncR', 'feMerge'),
        *('feGaussianBlur', 'feMergeNode', 'feOffset', 'feDropShadow'),
    }
)
# Elements of drawing programs that show nothing.
_DROPPED_ELEMENTS = frozenset({'metadata', 'view', 'cursor'})

_ATTRIBUTE_NAMES = """
    alignment-baseline amplitude azimuth baseline-shift class clip-path
    clip-rule clipPathUnits color color-interpolation
    color-interpolation-filters cx cy d direction display dominant-baseline dx
    dy edgeMode exponent fill fill-opacity fill-rule filter filterUnits
    flood-color flood-opacity font-family font-size font-stretch font-style
    font-variant font-weight fr fx fy gradientTransform gradientUnits height
    href id in in2 intercept k1 k2 k3 k4 lengthAdjust letter-spacing
    marker-end marker-mid marker-start markerHeight markerUnits markerWidth
    mask maskContentUnits maskUnits mix-blend-mode mode offset opacity operator
    orient overflow paint-order pathLength patternContentUnits
    patternTransform patternUnits points preserveAspectRatio primitiveUnits r
    refX refY result role rotate rx ry shape-rendering slope spreadMethod
    startOffset stdDeviation stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width style tableValues text-anchor text-decoration
    text-rendering textLength transform transform-origin type unicode-bidi
    values vector-effect viewBox visibility width word-spacing writing-mode x
    x1 x2 xml:space y y1 y2
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())

# CSS that can refer to another file, or hide such a reference.
_UNSAFE_CSS = re.compile(
    r'\\|@(?!media\b)|//|\b(?:image|image-set|src|expression)\s*\(|javascript:',
    re.IGNORECASE,
)
_URL = re.compile(r'url\(\s*["\']?\s*([^)]*)', re.IGNORECASE)
_COMMENT = re.compile(r'/\*.*?(?:\*/|\Z)', re.DOTALL)
_RULE = re.compile(r'(?<![^{}])([^{}]*+)\{([^{}]*+)\}')
_CLASS = re.compile(r'\.[\w-]+\Z')
_LENGTH = re.compile(r'\s*(\d{1,7}(?:\.\d*)?)(?:px)?\s*\Z')
_NUMBER = re.compile(r'-?\d*\.?\d+(?:[eE][+-]?\d+)?')

# The size that browsers give to an SVG file without one.
_DEFAULT_SIZE = (300, 150)


@dataclasses.dataclass(frozen=True)
class SvgFile:
    """An SVG file that can only draw.

    Attributes:
        content: The file.
        width: Its width in CSS pixels.
        height: Its height in CSS pixels.
    """

    content: bytes
    width: int
    height: int


def read(content: bytes) -> SvgFile:
    """Rewrites an SVG file.

    Args:
        content: The file, in the encoding that it declares.

    Returns:
        A file with only the listed content.

    Raises:
        ValidationError: It is not SVG, is damaged or too large, or has harmful
            content; the message names the line.
    """
    if len(content) > feconf.MAX_SVG_BYTES:
        raise errors.ValidationError(
            f'an SVG picture may have {feconf.MAX_SVG_BYTES:,} bytes; this one '
            f'has {len(content):,}'
        )
    return _Rewriter().rewrite(content)


class _Rewriter:
    """Reads one file and writes its allowed content."""

    def __init__(self) -> None:
        parser = expat.ParserCreate(namespace_separator=' ')
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._start_doctype
        parser.EntityDeclHandler = self._refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        self._parser = parser
        self._parts: list[str] = []
        self._size = _DEFAULT_SIZE
        self._stack: list[str] = []
        # The depth within a dropped element; 0 outside.
        self._num_dropped = 0
        self._style = ''
        self._references = _References()

    def rewrite(self, content: bytes) -> SvgFile:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            raise errors.ValidationError(
                f'this SVG is damaged: {expat.errors.messages[error.code]} '
                f'(line {error.lineno})'
            ) from error
        except (LookupError, ValueError) as error:
            raise errors.ValidationError(
                f'this SVG has an encoding that cannot be read: {error}'
            ) from error
        self._references.check()
        width, height = self._size
        return SvgFile(''.join(self._parts).encode(), width, height)

    def _refuse(self, message: str) -> None:
        raise errors.ValidationError(
            f'{message} (line {self._parser.CurrentLineNumber})'
        )

    def _start_doctype(
        self,
        _name: str,
        _system_id: str | None,
        _public_id: str | None,
        has_internal_subset: bool,
    ) -> None:
        # A doctype without declarations is only a name, and is dropped.
        if has_internal_subset:
            self._refuse('an SVG picture may not declare entities')

    def _refuse_entity(self, *_args: object) -> None:
        self._refuse('an SVG picture may not declare entities')

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full_name.rpartition(' ')
        is_svg = namespace in ('', _SVG)
        if not self._stack and not (is_svg and name == 'svg'):
            self._refuse(f'this is not an SVG picture: it begins with <{name}>')
        # In a `switch`, drawing programs add a fallback without HTML.
        has_fallback = name == 'foreignObject' and self._stack[-1:] == [
            'switch'
        ]
        is_dropped = not is_svg or has_fallback or name in _DROPPED_ELEMENTS
        if self._num_dropped or is_dropped:
            self._num_dropped += 1
            return
        if name not in _ELEMENTS:
            self._refuse(f'an SVG picture may not have <{name}>')
        self._stack.append(name)
        if len(self._stack) > feconf.MAX_SVG_DEPTH:
            self._refuse('this SVG picture is nested too deeply')
        attributes = self._check_attributes(attributes)
        self._references.open(attributes)
        if len(self._stack) == 1:
            self._size = _size_of(attributes)
            attributes = {'xmlns': _SVG, **attributes}
        written = ''.join(
            f' {attribute}="{html.escape(value)}"'
            for attribute, value in attributes.items()
        )
        self._parts.append(f'<{name}{written}>')

    def _check_attributes(
        self, attributes: Mapping[str, str]
    ) -> dict[str, str]:
        allowed = {}
        for full_name, value in attributes.items():
            name = _QUALIFIED.get(full_name, full_name)
            if re.match(r'on\w', name, re.IGNORECASE):
                self._refuse(f'an SVG picture may not have scripts ({name})')
            if name == 'href' and not value.strip().startswith('#'):
                self._refuse(
                    f'an SVG picture may not refer to another file: '
                    f'{value[:80]!r}'
                )
            if name in _ATTRIBUTES:
                self._check_css(value)
                allowed[name] = value
        return allowed

    def _check_css(self, text: str) -> None:
        is_local = all(target.startswith('#') for target in _URL.findall(text))
        if not is_local or _UNSAFE_CSS.search(text):
            self._refuse(
                'an SVG picture may not refer to another file, nor have '
                f'at-rules or escapes in CSS: {text.strip()[:80]!r}'
            )

    def _end(self, _full_name: str) -> None:
        if self._num_dropped:
            self._num_dropped -= 1
            return
        name = self._stack.pop()
        if name == 'style':
            self._check_css(self._style)
            self._references.add_style(self._style)
            self._style = ''
        self._references.close()
        self._parts.append(f'</{name}>')

    def _add_text(self, text: str) -> None:
        if self._num_dropped or not self._stack:
            return
        if self._stack[-1] == 'style':
            self._style += text
        self._parts.append(html.escape(text, quote=False))


class _References:
    """Counts the elements to draw, including those that references repeat.

    A few elements that refer to each other can expand to billions.
    """

    def __init__(self) -> None:
        # The ids of the open elements.
        self._open: list[str] = ['']
        self._num_elements: dict[str, int] = {'': 0}
        self._targets: dict[str, list[str]] = {'': []}
        self._of_all: set[str] = set()

    def open(self, attributes: Mapping[str, str]) -> None:
        """Adds an element and opens it."""
        self._open.append(attributes.get('id', ''))
        for element_id in set(self._open):
            self._num_elements[element_id] = (
                self._num_elements.get(element_id, 0) + 1
            )
        if self._num_elements[''] > feconf.MAX_SVG_ELEMENTS:
            self._refuse()
        for name, value in attributes.items():
            targets = [_id_of(value)] if name == 'href' else _targets_in(value)
            if name == 'class':
                # A class is a target with the references of its CSS rules.
                targets = [f'.{class_name}' for class_name in value.split()]
            for element_id in set(self._open):
                self._targets.setdefault(element_id, []).extend(targets)

    def add_style(self, style: str) -> None:
        """Adds the references of a style sheet.

        References in rules for a class apply to its elements, others to all.
        """
        rest = _COMMENT.sub('', style)
        for rule in _RULE.finditer(rest):
            for selector in rule[1].split(','):
                targets = _targets_in(rule[2])
                if _CLASS.match(selector.strip()):
                    name = selector.strip()
                    self._targets.setdefault(name, []).extend(targets)
                else:
                    self._of_all.update(targets)
        self._of_all.update(_targets_in(_RULE.sub('', rest)))

    def close(self) -> None:
        """Ends the element that was opened last."""
        self._open.pop()

    def check(self) -> None:
        """Refuses a file that repeats itself too often."""
        sizes: dict[str, int] = {}
        size = self._size_of('', sizes, frozenset())
        for name in self._of_all:
            # The elements of each target refer to the other targets as well.
            size *= max(self._size_of(name, sizes, frozenset()) - 1, 1)
            if size > feconf.MAX_SVG_ELEMENTS:
                self._refuse()

    def _size_of(
        self, name: str, sizes: dict[str, int], above: frozenset[str]
    ) -> int:
        if name in above or len(above) > feconf.MAX_SVG_DEPTH:
            self._refuse()
        if name not in sizes:
            sizes[name] = self._num_elements.get(name, 0) + sum(
                self._size_of(target, sizes, above | {name})
                for target in self._targets.get(name, [])
            )
        if sizes[name] > feconf.MAX_SVG_ELEMENTS:
            self._refuse()
        return sizes[name]

    def _refuse(self) -> None:
        raise errors.ValidationError(
            f'this SVG picture has more than {feconf.MAX_SVG_ELEMENTS:,} '
            'elements, or repeats itself without end'
        )


def _targets_in(css: str) -> list[str]:
    return [_id_of(target.strip('"\' ')) for target in _URL.findall(css)]


def _id_of(reference: str) -> str:
    return urllib.parse.unquote(reference.strip().removeprefix('#').strip())


def _size_of(attributes: Mapping[str, str]) -> tuple[int, int]:
    width, height = (
        _LENGTH.match(attributes.get(name, '')) for name in ('width', 'height')
    )
    if width and height:
        size = float(width[1]), float(height[1])
    else:
        box = _NUMBER.findall(attributes.get('viewBox', ''))
        if len(box) != 4:
            return _DEFAULT_SIZE
        size = float(box[2]), float(box[3])
    if not all(0 < side < 1e6 for side in size):
        return _DEFAULT_SIZE
    return max(round(size[0]), 1), max(round(size[1]), 1)
