"""Launches over HTTP: prepared by the EHR, followed by a link, and the style that apps may take up.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
"""

from __future__ import annotations

from flask import Blueprint, request

from facade.api import bodies, journal, replies
from facade.api.exchange import Mount, Service, current
from facade.api.pages.site import Elsewhere, Routes, Site, Told, sign_in_for
from facade.api.replies import Answer
from facade.errors import not_found
from facade.smart.events import AuthEvent
from facade.smart.launch import backend, style, suggestion
from facade.smart.launch.ids import NotLaunchable
from facade.smart.launch.pickers import Picker
from facade.smart.launch.suggestion import NoChart

_KEPT = "public, max-age=31536000, immutable"  # another content has another address
_KEY = "patient"


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """`POST /launch`, for backend clients, and `/oauth/style/<version>.json`."""

    @blueprint.post("/launch", endpoint="launch")
    def prepare() -> Answer:
        exchange = current()
        assert exchange.grant is not None  # the guard lets no other request in here
        body = bodies.resource(request, service.server.limits)
        offer = backend.prepare(
            body,
            grant=exchange.grant,
            base=mount.endpoint.base,
            registry=service.registry,
            store=service.store,
            now=exchange.now,
        )
        journal.decide(AuthEvent("launch", mount.endpoint.name, "prepared", exchange.grant.client))
        return replies.document(vars(offer), status=201, content_type=replies.PLAIN_JSON)

    @blueprint.get("/oauth/style/<version>.json", endpoint="style")
    def look(version: str) -> Answer:
        if version != style.VERSION:
            raise not_found()
        return replies.document(style.STYLE, headers={"Cache-Control": _KEPT}, content_type=replies.PLAIN_JSON)


def add_pages(routes: Routes) -> None:
    """`GET <base>/launch/<app>` of every endpoint: a page, for who follows the link is a person."""

    def follow(app: str) -> Answer:
        return _followed(routes.site, app)

    for mount in routes.site.service.mounts:
        routes.pages.add_url_rule(f"{mount.path}/launch/<app>", "launch_link", follow, methods=["GET"])


def _followed(site: Site, app_id: str) -> Answer:
    mount, now = current().mount, current().now
    assert mount is not None  # the route lies under one
    person = _person(site)
    endpoint, store = mount.endpoint, site.service.store
    app = site.service.registry.app(endpoint.name, app_id)
    picker = Picker(endpoint, store.people.links(person, endpoint.name, now=now), now, journal.record)
    try:
        if app is None:
            raise NotLaunchable
        url = suggestion.follow(store, app, _key(), person=person, picker=picker)
    except (NotLaunchable, NoChart) as error:
        raise Told(404, "no_app" if isinstance(error, NotLaunchable) else "no_chart") from None
    journal.decide(AuthEvent("launch", endpoint.name, "followed", app.id, person))
    return site.leave(url)


def _person(site: Site) -> str:
    """Who is signed in; others sign in first and come back to the whole link."""
    session = site.visitor.session
    if session is None:
        raise Elsewhere(sign_in_for(request.full_path.removesuffix("?")))
    return session.person


def _key() -> str | None:
    """The patient's key in the EHR, if the link suggests one."""
    sent = request.args.getlist(_KEY)
    if len(sent) > 1:
        raise Told(400, "bad")
    return sent[0] if sent else None
