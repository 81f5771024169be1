"""The shape of domain objects that are read from JSON or YAML.

pydantic checks types, sizes and unknown keys; rules that need more than one
field are checked by the `validate` methods of the objects themselves.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

import pydantic
from pydantic_core import PydanticCustomError

from core import errors, feconf
from core.domain import html_cleaner, plain_text

# Types are taken literally. A limit on every string also refuses those that
# UTF-8 cannot encode: halves of surrogate pairs, which JSON lets through.
STRICT = pydantic.ConfigDict(
    strict=True,
    allow_inf_nan=False,
    str_max_length=feconf.MAX_EXPLORATION_BYTES,
)


def join_path(*parts: str | int) -> str:
    """Returns a path such as `states.Intro.hints[0]`; empty parts vanish."""
    path = ''
    for part in parts:
        if isinstance(part, int):
            path += f'[{part}]'
        elif part:
            path += f'.{part}' if path else part
    return path


def refuse_control(value: Any) -> None:
    """Refuses control characters in a JSON value, and in the names in it.

    Args:
        value: Any JSON value.

    Raises:
        ValidationError: There is one, in the text at the path.
    """
    waiting: list[tuple[str, Any]] = [('', value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, str):
            if plain_text.has_control(each):
                raise errors.ValidationError(plain_text.MESSAGE, path)
        elif isinstance(each, dict):
            for name, item in each.items():
                if plain_text.has_control(name):
                    raise errors.ValidationError(
                        f'{plain_text.MESSAGE} (a key)', path
                    )
                waiting.append((join_path(path, name), item))
        elif isinstance(each, list):
            waiting.extend(
                (join_path(path, index), item)
                for index, item in enumerate(each)
            )


def _to_clean_html(html: str) -> str:
    cleaned = html_cleaner.clean(html)
    if len(cleaned) > feconf.MAX_HTML_LENGTH:
        raise PydanticCustomError(
            'html_too_long',
            'HTML should have at most {max_length} characters',
            {'max_length': feconf.MAX_HTML_LENGTH},
        )
    return cleaned


# HTML that is clean by construction: no object holds anything else.
Html = Annotated[
    str,
    pydantic.StringConstraints(max_length=feconf.MAX_HTML_LENGTH),
    pydantic.AfterValidator(_to_clean_html),
]

ExpId = Annotated[str, pydantic.StringConstraints(pattern=feconf.EXP_ID_REGEX)]


def to_domain_error(
    error: pydantic.ValidationError, path: str = ''
) -> errors.ValidationError:
    """Turns the first complaint of pydantic into an error of the domain.

    Args:
        error: What pydantic raised.
        path: The path of the object that it was reading.

    Returns:
        The error to raise, with the path of the offending field.
    """
    first = error.errors(include_url=False, include_context=False)[0]
    location = [part for part in first['loc'] if part != '[key]']
    message = first['msg']
    if first['type'] == 'model_type':
        message = 'Input should be an object'
    return errors.ValidationError(message, join_path(path, *location))


class DomainModel(pydantic.BaseModel):
    """A domain object with plain JSON as its other form."""

    model_config = pydantic.ConfigDict(extra='forbid', **STRICT)

    @classmethod
    def from_dict(cls, data: object, path: str = '') -> Self:
        """Reads an object from its JSON form.

        Args:
            data: The JSON form; anything else is refused.
            path: Where `data` stands in a larger input, for error messages.

        Returns:
            The object.

        Raises:
            ValidationError: `data` has not the shape of this class.
        """
        try:
            model = cls.model_validate(data)
        except pydantic.ValidationError as error:
            raise to_domain_error(error, path) from error
        model.normalize(path)
        return model

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON form; `from_dict` reads it back unchanged."""
        return self.model_dump()

    def normalize(self, path: str) -> None:
        """Brings values into the form their interaction declares.

        A hook for what the shape alone cannot say; raises ValidationError.
        """


class Content(DomainModel):
    """A piece of text that learners see."""

    html: Html = ''
