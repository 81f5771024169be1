"""Property tests have no deadline: they test answers, not a busy machine."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile('no_deadline', deadline=None)
hypothesis.settings.load_profile('no_deadline')
