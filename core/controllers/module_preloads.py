"""Which modules the script of a page needs, so that the page can name them.

A browser learns of a module when it reads the one that imports it. A page that
names all of them at once spares it going from level to level.
"""

from __future__ import annotations

import functools
import logging
import pathlib
import posixpath
import re

_SCRIPTS = pathlib.Path(__file__).parents[2] / 'static' / 'js'

# A static import, or an export of what another module has. One by `import()`
# is for later, and the word "from" in the middle of a text is none.
_IMPORT = re.compile(
    r"^(?:import|export)\s(?:[\w\s{},*]*?\sfrom\s+)?'(\.[^']+)'", re.MULTILINE
)


@functools.cache
def modules_of(
    script: str, scripts: pathlib.Path = _SCRIPTS
) -> tuple[str, ...]:
    """Returns all that a script imports, directly or not, itself left out.

    Read once: the files of a deployment do not change. Where they cannot be
    read the page works all the same, only later.

    Args:
        script: Its path below static/js/.
        scripts: The directory.
    """
    try:
        found = _closure(script, scripts)
    except OSError:
        logging.exception('The imports of %s could not be read', script)
        return ()
    return tuple(sorted(found - {script}))


def _closure(script: str, scripts: pathlib.Path) -> set[str]:
    found = {script}
    waiting = [script]
    while waiting:
        module = waiting.pop()
        source = (scripts / module).read_text(encoding='utf-8')
        for path in _IMPORT.findall(source):
            imported = posixpath.normpath(
                posixpath.join(posixpath.dirname(module), path)
            )
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return found
