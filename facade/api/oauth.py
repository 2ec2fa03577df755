"""The OAuth endpoints under each FHIR base: authorize, token, revoke, introspect, userinfo.

What is wrong with a request is told in OAuth's own form, or on a page where the app cannot be trusted with it; what
is wrong around it (405, 413, 503) as everywhere. https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, request

from facade.access.addresses import neighbourhood
from facade.access.tokens import stored_token
from facade.api import bodies, journal, replies
from facade.api.exchange import Mount, Service, current
from facade.api.pages.site import Routes, Site, Told
from facade.api.replies import Answer
from facade.errors import Refused
from facade.smart import authorize, introspect, revoke, token, userinfo
from facade.smart.authorize import PageError
from facade.smart.events import AuthEvent
from facade.smart.issuing import Issuing
from facade.smart.people.ehr_sign_in import is_still_open
from facade.smart.token import Sent
from facade.store.flows import Pending

_LONGEST = 64 * 1024


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """Those that apps ask without a browser."""

    @blueprint.post("/oauth/token", endpoint="token")
    def issue() -> Answer:
        return _json(token.issue(_sent(), authenticator=service.authenticator, issuing=issuing(mount, service)))

    @blueprint.post("/oauth/revoke", endpoint="revoke")
    def end() -> Answer:
        return _json(revoke.revoke(_sent(), authenticator=service.authenticator, issuing=issuing(mount, service)))

    @blueprint.post("/oauth/introspect", endpoint="introspect")
    def tell() -> Answer:
        found = introspect.introspect(_sent(), authenticator=service.authenticator, issuing=issuing(mount, service))
        return _json(found)

    @blueprint.route("/oauth/userinfo", methods=["GET", "POST"], endpoint="userinfo")
    def who() -> Answer:
        header = request.headers.get("Authorization")
        found = stored_token(header, store=service.store, endpoint=mount.endpoint.name, now=current().now)
        body = userinfo.userinfo(found, issuing(mount, service))
        return replies.document(body, content_type=replies.PLAIN_JSON)


def add_pages(routes: Routes) -> None:
    """`/oauth/authorize` of every endpoint: a person's browser comes there, so what goes wrong is told on a page."""

    def ask() -> Answer:
        return _authorize(routes.site)

    for mount in routes.site.service.mounts:
        routes.pages.add_url_rule(f"{mount.path}/oauth/authorize", "authorize", ask, methods=["GET", "POST"])


def issuing(mount: Mount, service: Service) -> Issuing:
    """What the authorization server needs to know of the current request."""
    now, address = current().now, neighbourhood(current().address)
    is_open = partial(is_still_open, service.accounts, now=now)

    def count(client: str) -> None:
        service.rates.take("token", mount.endpoint.name, client, address, now=now)

    return Issuing(mount.endpoint, service.store, service.server.lifetimes, journal.decide, now, is_open, count)


def _authorize(site: Site) -> Answer:
    mount, now = current().mount, current().now
    assert mount is not None  # the route lies under one
    service = site.service
    found = authorize.receive(_asked(), endpoint=mount.facts, registry=service.registry, store=service.store, now=now)
    if isinstance(found, Pending):
        return site.go(f"/authorize/{found.id}")
    reason, app = (found.reason, "") if isinstance(found, PageError) else (found.error, found.app)
    journal.decide(AuthEvent("authorize", mount.endpoint.name, "refused", app, reason=reason))
    if isinstance(found, PageError):
        raise Told(found.status, found.reason)
    return site.leave(found.url)


def _asked() -> bodies.Pairs:
    """The parameters: of the query by GET, of the form by POST, and never of both (AZ-01)."""
    if request.method != "POST":
        return bodies.pairs(request.query_string)
    request.max_content_length = _LONGEST
    if request.query_string:
        raise Told(400, "bad")
    return bodies.form(request)


def _sent() -> Sent:
    """The form with all values of each parameter, or why it is none, and what else counts."""
    request.max_content_length = _LONGEST
    form: dict[str, list[str]] = {}
    body, pairs, unreadable = bodies.read(request), [], ""
    try:
        pairs = bodies.pairs(body)
    except Refused as refused:
        unreadable = refused.issues[0].text
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return Sent(
        form,
        content_type=request.headers.get("Content-Type", ""),
        authorization=request.headers.get("Authorization"),
        query=request.query_string.decode("ascii", "replace"),
        address=current().address,
        unreadable=unreadable,
    )


def _json(answer: token.Answer) -> Answer:
    status, headers, body = answer
    current().issue = str(body.get("error", ""))
    return replies.document(body, status=status, headers=headers, content_type=replies.PLAIN_JSON)
