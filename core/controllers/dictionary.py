"""The data dictionary: the fields of all downloads."""

from __future__ import annotations

from collections.abc import Sequence

import webapp2
from typing_extensions import TypedDict

from core import errors
from core.controllers import acl_decorators, base
from core.domain.downloads import (
    data_dictionary,
    data_dictionary_charts,
    data_dictionary_comparison,
    data_dictionary_event_log,
    data_dictionary_tables,
)

TABLES = (
    *data_dictionary_tables.TABLES,
    *data_dictionary_charts.TABLES,
    *data_dictionary_comparison.TABLES,
    *data_dictionary_event_log.TABLES,
)


class DictionaryResponse(TypedDict):
    """The tables of the data dictionary."""

    tables: Sequence[data_dictionary.Table]


class DataDictionaryPage(base.BaseHandler):
    """The data dictionary: a page for people, JSON for programs."""

    @acl_decorators.open_access
    def get(self) -> DictionaryResponse | None:
        """Shows all fields; `format=json` answers them as JSON."""
        form = self.request.GET.get('format', 'html')
        if form == 'json':
            return {'tables': TABLES}
        if form != 'html':
            raise errors.ValidationError('should be html or json', 'format')
        self.render_template('data_dictionary.html', tables=TABLES)
        return None


ROUTES = [webapp2.Route('/data_dictionary', DataDictionaryPage)]
