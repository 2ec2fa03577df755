"""What all pages do alike: who may see them, forms that only this browser can send, HTML with its headers.

Deny by default: a page asks `site.signed_in()` or `site.holder(role)` before it shows anything of a person. A form is
read by `site.form()` and by nothing else, and that refuses what was not made for this browser (CSRF).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint

from facade.api import bodies
from facade.api.exchange import Mount, Service, current
from facade.api.page_headers import page_headers
from facade.api.pages import visit
from facade.api.pages.visit import Visitor
from facade.api.replies import Answer
from facade.smart.pages import render, texts
from facade.smart.pages.render import Problem, Reader
from facade.smart.people.accounts import Accounts
from facade.store.people import Person, Role
from facade.store.sessions import Cookie, Session

HTML = "text/html; charset=utf-8"
HOME = "/account/apps"

_OURS = re.compile(r"/(?!/)[A-Za-z0-9._~/-]{0,300}(?:\?[A-Za-z0-9._~%&=+-]{0,500})?")
_LONGEST_FORM = 128 * 1024
_CLINICIANS = ("Practitioner", "PractitionerRole")
_SAME_SITE = frozenset({"", "same-origin", "none"})


class Elsewhere(Exception):
    """The browser is to go to another page of ours."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Told(Exception):
    """Instead of the page, the reader is told why not: the keys `error.KEY_title` and `error.KEY` of the texts."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


@dataclass(frozen=True)
class Form:
    """What a form sent, whose token was right."""

    values: Mapping[str, Sequence[str]]

    def get(self, name: str) -> str:
        """The value of a field that stands once, without blanks around it; empty if it does not stand so."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The value as it was typed, for passwords."""
        found = self.values.get(name, ())
        return found[0] if len(found) == 1 else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field that may stand several times."""
        return tuple(self.values.get(name, ()))


@dataclass(frozen=True, eq=False)
class Site:
    """The pages of one server."""

    service: Service
    accounts: Accounts

    @property
    def visitor(self) -> Visitor:
        """Whoever sends the present request."""
        return visit.visitor(self.service)

    def signed_in(self) -> tuple[Person, Session, Cookie]:
        """The person who is signed in; others go to the sign-in first and come back."""
        found = self.visitor
        if found.session is None or found.person is None or found.cookie is None:
            raise Elsewhere(sign_in_for(_here()))
        return found.person, found.session, found.cookie

    def holder(self, *roles: Role) -> tuple[Person, Session, Cookie]:
        """The person who is signed in, and may act in one of these roles."""
        found = self.signed_in()
        if not any(found[1].may(role) for role in roles):
            raise Told(403, "forbidden")
        return found

    def form(self) -> Form:
        """The form of the present request. Told 403 unless it was made for this browser."""
        request = current().request
        request.max_content_length = _LONGEST_FORM
        values: dict[str, list[str]] = {}
        for name, value in bodies.form(request):
            values.setdefault(name, []).append(value)
        form = Form(values)
        same = request.headers.get("Sec-Fetch-Site", "") in _SAME_SITE
        if not same or not self.visitor.owns(form.raw("csrf")):
            raise Told(403, "csrf")
        return form

    def mount(self, name: str) -> Mount:
        """An endpoint by its name. Told 404."""
        for mount in self.service.mounts:
            if mount.endpoint.name == name:
                return mount
        raise Told(404, "absent")

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        problems: Sequence[Problem] = (),
        to: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        path: str = "",
        back: str = "",
        **facts: Any,
    ) -> Answer:
        """A page. `to`: URLs beside ours that its forms lead to; `path`: its own, if its form was sent to another.

        `back`: where the person goes on to from here, at last.
        """
        visitor = self.visitor
        headers = page_headers(to) | dict(headers or {})
        cookie = visitor.known
        if cookie is None:
            cookie = Cookie.new()
            headers |= visit.visit_header(self.service, cookie)
        reader = self._reader(visitor, cookie, path or current().request.path, back)
        body = render.page(template, reader, problems=problems, back=back, **facts)
        return Answer(400 if problems and status == 200 else status, {"Content-Type": HTML, **headers}, body)

    def message(self, status: int, key: str, **values: object) -> Answer:
        """A page that says one thing."""
        return self.show(
            "message",
            status=status,
            title=f"error.{key}_title",
            body=f"error.{key}",
            values=values,
            next=HOME if self.visitor.session else "",
            next_words="error.home",
            request=current().id,
        )

    def go(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """To another page of ours, in the language that this one was asked for."""
        asked = _asked()
        if asked and "lang=" not in path:
            path += ("&" if "?" in path else "?") + urlencode({"lang": asked})
        return self.leave(path, headers=headers)

    def leave(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """To any address, by GET."""
        return Answer(303, {**page_headers(), "Location": url, **(headers or {})})

    @property
    def language(self) -> str:
        """The language of the present page: as the address asks, the account says, or the browser likes."""
        person = self.visitor.person
        known = _asked() or (person.language if person else "")
        if known in texts.LANGUAGES:
            return known
        return texts.preferred(current().request.headers.get("Accept-Language", ""))

    def _reader(self, visitor: Visitor, cookie: Cookie, path: str, back: str) -> Reader:
        return Reader(
            language=self.language,
            path=path,
            csrf=cookie.csrf,
            back=back,
            name=visitor.person.name if visitor.person else "",
            asked=bool(_asked()),
            links=self._links(visitor),
        )

    def _links(self, visitor: Visitor) -> tuple[str, ...]:
        session, person = visitor.session, visitor.person
        if session is None or person is None:
            return ()
        found = ["/account/apps", "/account"]
        links = self.accounts.store.people.links(person.id, now=current().now)
        served = {mount.endpoint.name for mount in self.service.mounts}
        if any(link.type in _CLINICIANS and not link.proxy and link.endpoint in served for link in links):
            found.insert(0, "/launcher")
        if session.may("administrator"):
            found += ["/admin/apps", "/admin/people"]
        if session.may("administrator") or session.may("developer"):
            found.append("/admin/simulator")
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Routes:
    """Registers views, which are functions of the site and of what stands in the path; their names are the routes'."""

    pages: Blueprint
    site: Site

    def get(self, path: str, view: Callable[..., Answer]) -> None:
        """Show something."""
        self._add("GET", path, view)

    def post(self, path: str, view: Callable[..., Answer]) -> None:
        """Take a form."""
        self._add("POST", path, view)

    def _add(self, method: str, path: str, view: Callable[..., Answer]) -> None:
        name = view.__name__.removeprefix("_").removesuffix("_view")
        self.pages.add_url_rule(path, name, partial(view, self.site), methods=[method])


def back_from(text: str) -> str:
    """Where to go after signing in: a path of ours, whatever was asked for."""
    return text if _OURS.fullmatch(text) else HOME


def at(path: str, /, **query: str) -> str:
    """A path with a query."""
    return f"{path}?{urlencode(query)}"


def sign_in_for(path: str) -> str:
    """The sign-in that leads to a path."""
    return at("/sign-in", to=path)


def _here() -> str:
    """The path to come back to: a form that was sent is not sent again."""
    request = current().request
    return request.path if request.method in ("GET", "HEAD") else HOME


def _asked() -> str:
    found = current().request.args.get("lang", "")
    return found if found in texts.LANGUAGES else ""
