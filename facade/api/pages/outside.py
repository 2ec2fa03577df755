"""Signing in with an account kept elsewhere: /sign-in/with/PROVIDER and back, /sign-in/ehr."""

from __future__ import annotations

from flask import request

from facade.api import bodies
from facade.api.exchange import current
from facade.api.pages.authorizing import leads
from facade.api.pages.signing_in import onward, problem_of, show_sign_in
from facade.api.pages.site import Elsewhere, Routes, Site, at, back_from
from facade.api.replies import Answer
from facade.smart.pages.render import Problem
from facade.smart.people import ehr_sign_in, provider
from facade.smart.people.lockout import Wait
from facade.smart.people.provider import Attached, NotSignedIn
from facade.smart.people.sign_in import Wrong


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get("/sign-in/with/<name>", _sign_in_with_view)
    routes.get("/sign-in/with/<name>/back", _back_view)
    routes.get("/sign-in/ehr", _sign_in_ehr_page_view)
    routes.post("/sign-in/ehr", _sign_in_ehr_view)


def _sign_in_with_view(site: Site, name: str) -> Answer:
    back, visit = back_from(request.args.get("to", "")), site.visitor.visit
    if visit is None:
        return show_sign_in(site, back, problem=Problem("", "sign_in.provider_stale"))
    fresh = site.visitor.session is not None  # the app asks for a new sign-in
    url = provider.begin(site.accounts, name, visit, to=back, now=current().now, fresh=fresh)
    if isinstance(url, NotSignedIn):
        return show_sign_in(site, back, problem=Problem("", f"sign_in.provider_{url.reason}"))
    return site.leave(url)


def _back_view(site: Site, name: str) -> Answer:
    visitor = site.visitor
    if visitor.visit is None:
        return show_sign_in(site, back_from(""), problem=Problem("", "sign_in.provider_stale"))
    found = provider.finish(
        site.accounts,
        name,
        bodies.pairs(request.query_string),
        visitor.visit,
        now=current().now,
        session=visitor.session,
        cookie=visitor.cookie,
    )
    if isinstance(found, NotSignedIn) and found.linking and visitor.session is not None:
        return site.go(at("/account", problem=found.reason))
    if isinstance(found, NotSignedIn):
        return show_sign_in(site, back_from(""), problem=Problem("", f"sign_in.provider_{found.reason}"))
    if isinstance(found, Attached):
        return site.go(back_from(found.to))
    return onward(site, found.outcome, back_from(found.to))


def _sign_in_ehr_page_view(site: Site) -> Answer:
    return _ehr_page(site, back_from(request.args.get("to", "")))


def _sign_in_ehr_view(site: Site) -> Answer:
    form = site.form()
    back = back_from(form.get("to"))
    mount = site.mount(form.get("endpoint"))
    outcome = ehr_sign_in.by_ehr(
        site.accounts,
        mount.endpoint.name,
        form.get("login"),
        form.raw("password"),
        form.raw("pin"),
        address=current().address,
        now=current().now,
        cookie=site.visitor.cookie,
    )
    if isinstance(outcome, Wrong | Wait):
        problem = problem_of(outcome, "sign_in.ehr_wrong")
        return _ehr_page(site, back, login=form.get("login"), chosen=mount.endpoint.name, problem=problem)
    return onward(site, outcome, back)


def _ehr_page(site: Site, back: str, *, login: str = "", chosen: str = "", problem: Problem | None = None) -> Answer:
    if site.accounts.ehr is None:
        raise Elsewhere("/sign-in")
    return site.show(
        "ehr",
        problems=[problem] if problem else (),
        back=back,
        login=login,
        chosen=chosen,
        to=leads(site, back),
        endpoints=[(mount.endpoint.name, mount.endpoint.name) for mount in site.service.mounts],
    )
