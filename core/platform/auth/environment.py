"""Whether this process serves the public or a developer."""

from __future__ import annotations

import os

# The value of GAE_ENV under dev_appserver, which runs on one's own machine.
_LOCAL_GAE_ENV = 'localdev'


def is_production() -> bool:
    """Returns whether the app runs on App Engine or Cloud Run.

    In doubt the answer is yes: the dev sign-in believes every address, so
    any value of GAE_ENV but the one of dev_appserver switches it off.
    """
    gae_env = os.environ.get('GAE_ENV', '')
    if gae_env and gae_env != _LOCAL_GAE_ENV:
        return True
    return bool(os.environ.get('K_SERVICE'))


def is_app_engine() -> bool:
    """Returns whether App Engine's front end stands before this process."""
    return os.environ.get('GAE_ENV') == 'standard'
