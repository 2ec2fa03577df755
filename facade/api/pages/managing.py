"""/admin/people: administrators add people, link them to records, give roles, lock, and print codes.

How an account is taken away: `facade.api.pages.removing`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from flask import request

from facade.access.grant import Grant
from facade.api import journal
from facade.api.exchange import current
from facade.api.pages.site import Form, Routes, Site, Told
from facade.api.replies import Answer
from facade.errors import Refused
from facade.interactions.context import Context
from facade.smart import rights
from facade.smart.pages.render import Problem
from facade.smart.people import administration, enrolment
from facade.smart.people.administration import Added
from facade.smart.people.enrolment import Malformed
from facade.store.people import ROLES, Link, Person, Role

PATH = "/admin/people"
_DONE = {"added": "people.done_added", "saved": "person.done", "lock": "person.done_locked"}
_DONE |= {"unlock": "person.done_unlocked", "removed": "people.done_removed"}
_SHOWN: tuple[Role, ...] = ("app-user", "administrator", "privacy-officer", "developer")


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get(PATH, _people_view)
    routes.post(PATH, _new_person_view)
    routes.get(f"{PATH}/code", _code_page_view)
    routes.post(f"{PATH}/code", _code_view)
    routes.get(f"{PATH}/<id>", _person_page_view)
    routes.post(f"{PATH}/<id>/link", _link_view)
    routes.post(f"{PATH}/<id>/unlink", _unlink_view)
    routes.post(f"{PATH}/<id>/roles", _roles_view)
    routes.post(f"{PATH}/<id>/do", _person_do_view)


def _people_view(site: Site) -> Answer:
    site.holder("administrator")
    return _list(site, {})


def _new_person_view(site: Site) -> Answer:
    by, _, _ = site.holder("administrator")
    form = site.form()
    new = Person("", form.get("login"), form.get("name"), site.language)
    made = administration.add(site.accounts, new, now=current().now, by=by.id)
    if isinstance(made, Added):
        return _password(site, made.person, made.password)
    field = made.field if isinstance(made, Malformed) else "login"
    key = f"enrol.bad_{field}" if isinstance(made, Malformed) else "people.taken"
    return _list(site, {"name": form.get("name"), "login": form.get("login")}, Problem(field, key))


def _person_page_view(site: Site, id: str) -> Answer:
    site.holder("administrator")
    return show_person(site, person_of(site, id), {})


def _link_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person, form = person_of(site, id), site.form()
    link, problem = _wanted(site, person.id, form)
    if problem is None and not administration.link(site.accounts, link, now=current().now, by=by.id):
        problem = Problem("reference", "person.bad_link")
    if problem is not None:
        return show_person(site, person, _link_typed(form), problem)
    return site.go(f"{PATH}/{id}?done=saved")


def _unlink_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person, form = person_of(site, id), site.form()
    administration.unlink(site.accounts, Link(person.id, form.get("endpoint"), form.get("reference")), by=by.id)
    return site.go(f"{PATH}/{id}?done=saved")


def _roles_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person = person_of(site, id)
    roles = ROLES & frozenset(site.form().all("roles"))
    if by.id == person.id and "administrator" not in roles:
        return show_person(site, person, {}, Problem("roles", "person.own_role"))
    if not administration.set_roles(site.accounts, person, roles, now=current().now, by=by.id):
        return show_person(site, person, {}, Problem("roles", "person.last_administrator"))
    return site.go(f"{PATH}/{id}?done=saved")


def _person_do_view(site: Site, id: str) -> Answer:
    by, _, _ = site.holder("administrator")
    person, what, now = person_of(site, id), site.form().get("do"), current().now
    if what in ("reset", "reset-factors"):
        forget = what == "reset-factors"
        return _password(site, person, administration.reset(site.accounts, person, now=now, factors=forget, by=by.id))
    if what not in ("lock", "unlock") or (what == "lock" and by.id == person.id):
        raise Told(400, "bad")
    (administration.lock if what == "lock" else administration.unlock)(site.accounts, person, now=now, by=by.id)
    return site.go(f"{PATH}/{id}?done={what}")


def _code_page_view(site: Site) -> Answer:
    site.holder("administrator")
    return _code_form(site, {})


def _code_view(site: Site) -> Answer:
    by, _, _ = site.holder("administrator")
    form = site.form()
    link, problem = _wanted(site, "", form)
    if problem is not None:
        return _code_form(site, _link_typed(form), problem)
    now = current().now
    try:
        code = enrolment.issue(
            site.accounts, link.endpoint, link.reference, now=now, proxy=link.proxy, link_expires=link.expires, by=by.id
        )
    except Refused as refused:
        if refused.status >= 500:
            raise
        return _code_form(site, _link_typed(form), Problem("reference", "person.bad_code"))
    address = f"{site.service.server.public_url}/enrol"
    return site.show("code_print", address=address, code=code, days=site.accounts.config.enrolment_days)


def person_of(site: Site, id: str) -> Person:
    """The person of a page. Told 404."""
    found = site.accounts.store.people.find(id)
    if found is None or found.status == "removed":
        raise Told(404, "absent")
    return found


def _wanted(site: Site, person: str, form: Form) -> tuple[Link, Problem | None]:
    """The link that a form describes, and what is wrong with it."""
    now, text = current().now, form.get("expires")
    expires = _end(text)
    provider = form.get("provider") or None
    link = Link(person, form.get("endpoint"), form.get("reference"), form.get("proxy") == "yes", provider, expires)
    mount = site.mount(link.endpoint)
    if text and (expires is None or expires <= now):
        return link, Problem("expires", "person.bad_expires")
    context = Context(mount.endpoint, Grant(rights.PAGES, mount.endpoint.name, ()), now, journal.record)
    if not rights.is_known(link.reference, context=context):
        return link, Problem("reference", "person.bad_reference")
    return link, None


def _end(text: str) -> datetime | None:
    """The end of a day."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        return None


def _link_typed(form: Form) -> dict[str, Any]:
    typed: dict[str, Any] = {name: form.get(name) for name in ("endpoint", "reference", "expires", "provider")}
    return typed | {"proxy": form.get("proxy") == "yes"}


def _list(site: Site, typed: dict[str, str], *problems: Problem) -> Answer:
    people = site.accounts.store.people.all()
    done = _DONE.get(request.args.get("done", ""), "")
    return site.show("people", problems=problems, done=done, people=people, form={"name": "", "login": ""} | typed)


def show_person(site: Site, person: Person, typed: dict[str, Any], *problems: Problem) -> Answer:
    """The page of a person; `typed`: the form of a link, for another try."""
    done = "" if problems else _DONE.get(request.args.get("done", ""), "")
    return site.show(
        "person",
        path=f"{PATH}/{person.id}",
        problems=problems,
        done=done,
        action=f"{PATH}/{person.id}",
        person=person,
        links=site.accounts.store.people.links(person.id, now=current().now),
        roles=_SHOWN,
        own=site.signed_in()[0].id == person.id,
        **_link_form(site, typed),
    )


def _code_form(site: Site, typed: dict[str, Any], *problems: Problem) -> Answer:
    return site.show("code", problems=problems, **_link_form(site, typed))


def _link_form(site: Site, typed: dict[str, Any]) -> dict[str, Any]:
    names = [mount.endpoint.name for mount in site.service.mounts]
    empty = {"endpoint": "", "reference": "", "expires": "", "provider": "", "proxy": False}
    return {"endpoints": [(name, name) for name in names], "form": empty | typed}


def _password(site: Site, person: Person, password: str) -> Answer:
    """The temporary password, to hand over."""
    address = f"{site.service.server.public_url}/sign-in"
    return site.show("password_print", person=person, password=password, address=address, next=f"{PATH}/{person.id}")
