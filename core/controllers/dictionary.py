"""What every field of every download says."""

from __future__ import annotations

import webapp2

from core import errors
from core.controllers import acl_decorators, base
from core.domain.downloads import (
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


class DataDictionaryPage(base.BaseHandler):
    """The data dictionary: a page for people, JSON for programs."""

    @acl_decorators.open_access
    def get(self) -> None:
        """Shows all fields; `format=json` answers them as JSON."""
        form = self.request.GET.get('format', 'html')
        if form == 'json':
            self.render_json({'tables': [table.to_dict() for table in TABLES]})
            return
        if form != 'html':
            raise errors.ValidationError('should be html or json', 'format')
        self.render_template('data_dictionary.html', tables=TABLES)


ROUTES = [webapp2.Route('/data_dictionary', DataDictionaryPage)]
