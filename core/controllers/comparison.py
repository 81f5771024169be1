"""Two versions, or two ranges of days, side by side."""

from __future__ import annotations

from core import errors
from core.controllers import acl_decorators, base
from core.domain.comparisons import (
    comparison_services,
    version_difference_services,
)


class ComparisonHandler(base.JsonHandler):
    """Compares plays before and after a change."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> comparison_services.Comparison:
        """Returns how the side `b` differs from the side `a`.

        A side is the plays of a version (`v3`), or plays of all versions: on
        a range of days (`2026-10-01..2026-10-31`) or in a segment
        (`class:7b`), which is compared with a segment by the same trait.

        Args:
            exp_id: The exploration.
        """
        query = self.request.GET
        return comparison_services.compare(
            exp_id, query.get('a', ''), query.get('b', '')
        )


class VersionDifferenceHandler(base.JsonHandler):
    """The differences between two versions."""

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> version_difference_services.VersionDifference:
        """Returns the differences between the versions `a` and `b`, in words.

        Args:
            exp_id: The exploration.
        """
        return version_difference_services.get_difference(
            exp_id, self._version('a'), self._version('b')
        )

    def _version(self, name: str) -> int:
        version = self.query_version(name)
        if version is None:
            raise errors.ValidationError('name a version', name)
        return version


ROUTES = {
    '/createhandler/version_difference/<exp_id>': VersionDifferenceHandler,
    '/createhandler/comparison/<exp_id>': ComparisonHandler,
}
