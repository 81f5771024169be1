"""The data dictionary: the meaning of every field of every download."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from core.controllers import acl_decorators, base
from core.domain.downloads import data_dictionary


class DictionaryResponse(TypedDict):
    """The tables of the data dictionary."""

    tables: Sequence[data_dictionary.Table]


class DataDictionaryPage(base.BaseHandler):
    """The data dictionary: a page for people, JSON for programs."""

    @acl_decorators.open_access
    def get(self) -> DictionaryResponse | None:
        """Shows all fields, or returns them as JSON with `format=json`."""
        tables = data_dictionary.read_tables()
        if self.query_choice('format', 'html', 'json') == 'json':
            return {'tables': tables}
        self.render_template('data_dictionary.html', tables=tables)
        return None


ROUTES = {'/data_dictionary': DataDictionaryPage}
