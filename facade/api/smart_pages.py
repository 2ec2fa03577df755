"""All pages of people as one blueprint: none needs a token, each asks for the session itself, errors are pages, too."""

from __future__ import annotations

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from facade.api import guard, journal, oauth, smart_launch
from facade.api.exchange import Service, current
from facade.api.pages import (
    account,
    authorizing,
    enrolling,
    launching,
    linking,
    managing,
    outside,
    registering,
    removing,
    signing_in,
    simulating,
)
from facade.api.pages.site import Elsewhere, Routes, Site, Told
from facade.api.replies import Answer
from facade.errors import Refused
from facade.smart.pages import render, statics

_MODULES = (
    signing_in,
    outside,
    enrolling,
    authorizing,
    account,
    linking,
    launching,
    registering,
    managing,
    removing,
    simulating,
)
_KEPT = "public, max-age=31536000, immutable"
_KEYS = {403: "forbidden", 404: "absent", 405: "method", 413: "large", 414: "large", 429: "many"}


def install(app: Flask, service: Service) -> None:
    """Register the pages."""
    pages = Blueprint(guard.PAGES, __name__)
    site = Site(service, service.accounts)
    for module in _MODULES:
        module.add_routes(Routes(pages, site))
    smart_launch.add_pages(Routes(pages, site))
    oauth.add_pages(Routes(pages, site))
    _add_static(pages)
    _add_errors(pages, site)
    app.register_blueprint(pages)


def _add_static(pages: Blueprint) -> None:
    @pages.get(f"{render.STATIC_PATH}<name>", endpoint="static")
    def static(name: str) -> Answer:
        found = statics.files().get(name)
        if found is None:
            raise Told(404, "absent")
        headers = {"Content-Type": found.content_type, "Cache-Control": _KEPT, "Vary": "Accept-Encoding"}
        return Answer(200, headers, found.body)


def _add_errors(pages: Blueprint, site: Site) -> None:
    """Each error as a page in the reader's language, with nothing of what was sent."""

    @pages.errorhandler(Elsewhere)
    def elsewhere(error: Elsewhere) -> Answer:
        return site.go(error.path)

    @pages.errorhandler(Told)
    def told(error: Told) -> Answer:
        current().issue = error.key
        return site.message(error.status, error.key)

    @pages.errorhandler(Refused)
    def refused(error: Refused) -> Answer:
        current().issue = error.issues[0].code
        answer = site.message(error.status, _key(error.status))
        answer.headers.update(error.headers)
        return answer

    @pages.errorhandler(HTTPException)
    def http(error: HTTPException) -> Answer:
        status = error.code or 500
        return site.message(status, _key(status))

    @pages.errorhandler(Exception)
    def unexpected(error: Exception) -> Answer:
        journal.failed(error)
        return site.message(500, "failed")


def _key(status: int) -> str:
    return _KEYS.get(status, "failed" if status >= 500 else "bad")
