"""The schema of domain objects that are read from JSON or YAML.

pydantic checks types, sizes and unknown keys. Rules that involve several fields
are checked by `exp_validation` and `state_validation`.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

import pydantic
from pydantic_core import PydanticCustomError

from core import errors, feconf
from core.domain import html_cleaner, plain_text, schema_messages

# Strict types. A limit on every string also refuses lone surrogates, which
# JSON allows and UTF-8 cannot encode.
STRICT = pydantic.ConfigDict(
    strict=True,
    allow_inf_nan=False,
    str_max_length=feconf.MAX_EXPLORATION_BYTES,
)


def join_path(*parts: str | int) -> str:
    """Returns a path such as `states.Intro.hints[0]`; skips empty parts."""
    path = ''
    for part in parts:
        if isinstance(part, int):
            path += f'[{part}]'
        elif part:
            path += f'.{part}' if path else part
    return path


def refuse_control(value: Any) -> None:
    """Refuses control characters in the texts and keys of a JSON value.

    Args:
        value: Any JSON value.

    Raises:
        ValidationError: With the path of the text that contains one.
    """
    waiting: list[tuple[str, Any]] = [('', value)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, str):
            if plain_text.has_control(part):
                raise errors.ValidationError(plain_text.MESSAGE, path)
        elif isinstance(part, dict):
            for name, item in part.items():
                if plain_text.has_control(name):
                    raise errors.ValidationError(
                        f'{plain_text.MESSAGE} (a key)', path
                    )
                waiting.append((join_path(path, name), item))
        elif isinstance(part, list):
            waiting.extend(
                (join_path(path, index), item)
                for index, item in enumerate(part)
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


# Sanitized HTML; objects contain no other HTML.
Html = Annotated[
    str,
    pydantic.StringConstraints(max_length=feconf.MAX_HTML_LENGTH),
    pydantic.AfterValidator(_to_clean_html),
]

ExpId = Annotated[str, pydantic.StringConstraints(pattern=feconf.EXP_ID_REGEX)]


def to_domain_error(
    error: pydantic.ValidationError,
    path: str = '',
    model: type[pydantic.BaseModel] | None = None,
) -> errors.CombinedValidationError:
    """Converts the errors of pydantic into domain errors.

    Args:
        error: The error raised by pydantic.
        path: The path of the value.
        model: The model of the value, if it has one.

    Returns:
        An error for each invalid field, with its path.
    """
    return errors.CombinedValidationError(
        errors.ValidationError(
            # Suggesting similar names takes long.
            schema_messages.message_of(
                details, model if index < feconf.MAX_LISTED_PROBLEMS else None
            ),
            join_path(
                path, *(part for part in details['loc'] if part != '[key]')
            ),
        )
        for index, details in enumerate(error.errors(include_url=False))
    )


class DomainModel(pydantic.BaseModel):
    """A domain object that can be converted to and from plain JSON."""

    model_config = pydantic.ConfigDict(extra='forbid', **STRICT)

    @classmethod
    def from_dict(cls, data: object, path: str = '') -> Self:
        """Builds an object from its JSON form.

        Args:
            data: The JSON form; anything else is refused.
            path: The path of `data` in the input, for error messages.

        Returns:
            The object.

        Raises:
            ValidationError: `data` does not match the schema of this class.
        """
        model = cls.read(data, path, errors.raise_error)
        assert model is not None
        return model

    @classmethod
    def read(
        cls, data: object, path: str, report: errors.Report
    ) -> Self | None:
        """Builds an object from its JSON form, and reports all errors.

        Args:
            data: As for `from_dict`.
            path: As for `from_dict`.
            report: Takes the errors.

        Returns:
            The object, which is not to be used after an error; None if it
            cannot be built.
        """
        try:
            model = cls.model_validate(data)
        except pydantic.ValidationError as error:
            with errors.reporting_to(report):
                raise to_domain_error(error, path, cls) from error
            return None
        model.normalize(path, report)
        return model

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON form, which `from_dict` reads."""
        return self.model_dump()

    def normalize(self, path: str, report: errors.Report) -> None:
        """Normalizes values as declared by their interaction.

        A hook for rules beyond the schema.

        Args:
            path: The path of this object, for errors.
            report: Takes the errors.
        """


class Content(DomainModel):
    """A text that learners see."""

    html: Html = ''
