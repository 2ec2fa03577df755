"""/admin/people/ID/remove: an administrator takes an account away, once the page has said what ends with it."""

from __future__ import annotations

from facade.api.exchange import current
from facade.api.pages.managing import PATH, person_of, show_person
from facade.api.pages.site import Routes, Site
from facade.api.replies import Answer
from facade.smart.pages.render import Problem
from facade.smart.people import administration
from facade.store.people import Person


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get(f"{PATH}/<id>/remove", _remove_person_page_view)
    routes.post(f"{PATH}/<id>/remove", _remove_person_view)


def _remove_person_page_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person = person_of(site, id)
    if by.id == person.id:
        return _not_oneself(site, person)
    return _page(site, person)


def _remove_person_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person, _ = person_of(site, id), site.form()
    if by.id == person.id:
        return _not_oneself(site, person)
    if not administration.remove(site.accounts, person, now=current().now, by=by.id):
        return show_person(site, person, {}, Problem("", "person.last_administrator"))
    return site.go(f"{PATH}?done=removed")


def _not_oneself(site: Site, person: Person) -> Answer:
    return show_person(site, person, {}, Problem("", "removal.own"))


def _page(site: Site, person: Person) -> Answer:
    store, now = site.accounts.store, current().now
    families = store.families.of_person(person.id, now=now)
    apps = {(family.endpoint, family.app) for family in families}
    return site.show(
        "removal",
        action=f"{PATH}/{person.id}/remove",
        cancel=f"{PATH}/{person.id}",
        person=person,
        sessions=len(store.sessions.of(person.id, now=now)),
        apps=sorted(_named(site, endpoint, app) for endpoint, app in apps),
        links=store.people.links(person.id, now=now),
        outside=len(store.people.identities(person.id)),
    )


def _named(site: Site, endpoint: str, id: str) -> str:
    app = site.service.registry.app(endpoint, id)
    return app.name if app else id
