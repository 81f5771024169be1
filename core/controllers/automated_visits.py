"""Detection of visits by programs: robots and automated browsers.

Robots identify themselves in the User-Agent header; crawler-user-agents
maintains a list of their names. Automated browsers set `navigator.webdriver`
(W3C WebDriver, section 4), which the player passes on. Neither detects programs
that imitate learners.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from core import settings

# Characters of a User-Agent header that are searched: browsers and robots send
# at most a few hundred, and the search takes linear time.
_MAX_USER_AGENT_LENGTH = 500


def is_automated(headers: Mapping[str, str], is_driven: bool) -> bool:
    """Returns whether a visit is automated, and therefore not counted.

    Args:
        headers: The headers of the request.
        is_driven: Whether the browser reports that a program drives it.
    """
    if settings.current().count_automated_visits == 'on':
        return False
    user_agent = headers.get('User-Agent') or ''
    return is_driven or _is_robot(user_agent[:_MAX_USER_AGENT_LENGTH])


@functools.lru_cache(maxsize=1_000)
def _is_robot(user_agent: str) -> bool:
    # Imported lazily: reading the list takes a tenth of the import time of the
    # application.
    import crawleruseragents

    return crawleruseragents.is_crawler(user_agent)
