"""The web application: routes and middleware.

App Engine and gunicorn import `app`; `python main.py` serves it.
"""

from __future__ import annotations

import webapp2

from core import logs, server, settings
from core.controllers import (
    admin,
    application,
    assets,
    comparison,
    creator_dashboard,
    cron,
    dictionary,
    editor,
    event_log,
    exclusions,
    exploration_files,
    health,
    help_page,
    improvements,
    learner_answer_details,
    learner_classes,
    library,
    login,
    middleware,
    own_address,
    player_page,
    processed_statistics,
    rating_comments,
    reader,
    reader_init,
    request_ids,
    rights,
    shared_statistics,
    simulated_time,
    site_files,
    static_files,
    statistics,
    text_checks,
    warmup,
)
from core.platform import datastore

# Matched in order; the routes of learners' reports come first.
ROUTES = [
    webapp2.Route(path, handler)
    for module in (
        learner_answer_details,
        reader,
        reader_init,
        library,
        login,
        player_page,
        creator_dashboard,
        editor,
        assets,
        text_checks,
        help_page,
        exploration_files,
        learner_classes,
        rights,
        statistics,
        processed_statistics,
        rating_comments,
        shared_statistics,
        improvements,
        comparison,
        exclusions,
        event_log,
        dictionary,
        admin,
        cron,
        warmup,
        site_files,
    )
    for path, handler in module.ROUTES.items()
]

if __name__ == '__main__':
    # Exits before the code below reads malformed settings.
    server.require_settings()
else:
    settings.require()

# Innermost first: a request passes them from last to first.
app = simulated_time.simulate_times(application.Application(ROUTES))
app = datastore.wsgi_middleware(app)
app = health.answer_without_store(app)
app = static_files.serve_static_files(app)
app = middleware.request_guard(app)
app = middleware.security_headers(app)
app = health.probes(app)
app = request_ids.name_requests(app)
app = own_address.use_site_url(app)
app = middleware.behind_proxies(app)

if __name__ == '__main__':
    server.main()
else:
    logs.set_up()
