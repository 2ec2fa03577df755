"""/account/outside: a person lets an account at an outside provider sign it in here, or takes that back.

The way to the provider is a link on a page of its own, which only a form of ours leads to: the policy of pages lets no
form end at an address that is not known when the page is made.
"""

from __future__ import annotations

from facade.api.exchange import current
from facade.api.pages import visit
from facade.api.pages.site import Elsewhere, Form, Routes, Site, Told, at, sign_in_for
from facade.api.replies import Answer
from facade.smart.people import factors, own_providers, provider
from facade.smart.people.provider import NotSignedIn
from facade.store.sessions import Cookie, Session

HOME = "/account"


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.post("/account/outside/link", _link_outside_view)
    routes.post("/account/outside/unlink", _unlink_outside_view)


def _link_outside_view(site: Site) -> Answer:
    session, _ = _may_change(site)
    name = _provider(site, site.form())
    known = site.visitor.visit
    cookie = known or Cookie.new()
    url = provider.begin(
        site.accounts, name, cookie, to=f"{HOME}?done=linked", now=current().now, attach=session, fresh=True
    )
    if isinstance(url, NotSignedIn):
        return site.go(at(HOME, problem=url.reason))
    headers = {} if known else visit.visit_header(site.service, cookie)
    title = site.accounts.providers[name].title or name
    return site.show("outside", headers=headers, provider=title, address=url, cancel=HOME)


def _unlink_outside_view(site: Site) -> Answer:
    session, cookie = _may_change(site)
    name = _provider(site, site.form())
    done = own_providers.unlink(site.accounts, session, cookie, name, now=current().now)
    return site.go(at(HOME, done="unlinked") if done else at(HOME, problem="last"))


def _may_change(site: Site) -> tuple[Session, Cookie]:
    """The session of a person who signed in lately, with all that the account has; others sign in again."""
    _, session, cookie = site.signed_in()
    if not factors.may_change_all(site.accounts, session, now=current().now):
        raise Elsewhere(sign_in_for(HOME))
    return session, cookie


def _provider(site: Site, form: Form) -> str:
    name = form.get("provider")
    if name not in site.accounts.providers:
        raise Told(404, "absent")
    return name
