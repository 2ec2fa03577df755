"""The WSGI application: one table of routes for each endpoint, guarded as a whole."""

from __future__ import annotations

from flask import Flask

from facade.api import documents, failures, guard, health, oauth, resources, routing
from facade.api.exchange import Service


def create_app(service: Service) -> Flask:
    """The application that serves these endpoints."""
    app = Flask("facade", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=service.server.limits.body_bytes,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    routing.install(app)
    guard.install(app, service)
    failures.install(app)
    app.register_blueprint(health.routes(service))
    for mount in service.mounts:
        routes = resources.routes(mount, service)
        documents.add_routes(routes, mount)
        oauth.add_routes(routes, mount, service)
        app.register_blueprint(routes)
    return app
