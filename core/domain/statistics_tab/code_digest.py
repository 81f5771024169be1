"""A name for the code that makes what is shown of processed data.

What was made by other code is made again: a change in a rule or in a formula
must not wait for the next learner to be seen. The name is the digest of all
modules of the domain, so that nobody has to think of it.
"""

from __future__ import annotations

import functools
import hashlib
import pathlib

_DOMAIN = pathlib.Path(__file__).parents[1]
_CONSTANTS = _DOMAIN.parent / 'feconf.py'


@functools.cache
def current() -> str:
    """Returns the name of the code that is running."""
    digest = hashlib.sha256()
    for path in (_CONSTANTS, *sorted(_DOMAIN.rglob('*.py'))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
