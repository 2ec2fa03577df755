"""The WSGI application: one table of routes for each endpoint, guarded as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Request
from flask.ctx import RequestContext
from flask.sessions import NullSession, SessionInterface
from werkzeug.routing import MapAdapter, Rule

from facade.api import (
    batch,
    binaries,
    documents,
    failures,
    health,
    oauth,
    operations,
    resources,
    routing,
    smart_launch,
    smart_pages,
    smart_registration,
)
from facade.api.exchange import Service
from facade.api.guard import Guard
from facade.api.replies import Answer

MOST_MATCHED = 256


class _NoSessions(SessionInterface):
    """Every request tells who it is by its token."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self._none


class _Context(RequestContext):
    """Flask's context of a request, which knows the routes of paths that were asked for before.

    Those without an id are the same few again and again. Of paths that end with one, what stands before it decides:
    beside it there are but names that no id has, such as `_search` and `$everything`.
    """

    def __init__(self, app: Application, environ: WSGIEnvironment) -> None:
        super().__init__(app, environ)
        self._matched = app.matched

    def match_request(self) -> None:
        request = self.request
        method, path = request.method, request.environ["PATH_INFO"]
        place, _, id_ = path.rpartition("/")
        if (known := self._matched.get((method, path))) is not None:
            request.url_rule, request.view_args = known
        elif (known := self._matched.get((method, place, routing.ID))) is not None and routing.is_id(id_):
            rule, others = known
            request.url_rule, request.view_args = rule, {**others, "id": id_}
        else:
            super().match_request()
            self._keep(method, path)

    def _keep(self, method: str, path: str) -> None:
        rule, found = self.request.url_rule, self.request.view_args
        if rule is None or found is None:
            return
        if len(self._matched) >= MOST_MATCHED:
            self._matched.clear()
        if "id" not in found:
            self._matched[method, path] = rule, found
        elif rule.rule.endswith(f"/{routing.ID}"):
            others = {name: value for name, value in found.items() if name != "id"}
            self._matched[method, path.rpartition("/")[0], routing.ID] = rule, others


class Application(Flask):
    """Flask's routes and contexts with the guard around every one of them.

    What no route of ours has is not looked for: sessions, signals, functions before, after and at the end of requests,
    URLs built from the Host header. That is half of what Flask does for a request.
    """

    session_interface = _NoSessions()

    def __init__(self, service: Service) -> None:
        super().__init__("facade", static_folder=None)
        self.config.update(
            MAX_CONTENT_LENGTH=service.server.limits.body_bytes,
            PROVIDE_AUTOMATIC_OPTIONS=False,
            PROPAGATE_EXCEPTIONS=False,
        )
        self._guard = Guard(service)
        self.matched: dict[tuple[str, ...], tuple[Rule, dict[str, Any]]] = {}

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """The context of one request."""
        return _Context(self, environ)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds a request's route: its path alone."""
        if request is None:
            return None
        path = request.environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        return MapAdapter(self.url_map, "", "/", "", "https", path, request.method)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No route is a coroutine, so none is looked at."""
        return func

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; what goes wrong is an answer, too."""
        with self.request_context(environ) as context:
            answer = self._answered(context.request)
        return answer(environ, start_response)

    def _answered(self, request: Request) -> Answer:
        answer: Answer
        try:
            answer = self._guard.enter(request) or cast(Answer, self.dispatch_request())
        except Exception as error:
            answer = self._told(error)
        self._guard.leave(answer)
        return answer

    def _told(self, error: Exception) -> Answer:
        try:
            return cast(Answer, self.handle_user_exception(error))
        except Exception as worse:
            return failures.unexpected(worse)

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        """Nothing is left to be done."""

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        """Nothing is left to be done."""


def create_app(service: Service) -> Flask:
    """The application that serves these endpoints."""
    app = Application(service)
    routing.install(app)
    failures.install(app)
    app.register_blueprint(health.routes(service))
    smart_pages.install(app, service)
    for mount in service.mounts:
        routes = resources.routes(mount, service)
        binaries.add_routes(routes, mount)
        operations.add_routes(routes, mount, service)
        batch.add_routes(routes, mount, service)
        documents.add_routes(routes, mount, service)
        oauth.add_routes(routes, mount, service)
        smart_registration.add_routes(routes, mount, service)
        smart_launch.add_routes(routes, mount, service)
        app.register_blueprint(routes)
        app.register_blueprint(documents.at_the_root(mount, service))
    return app
