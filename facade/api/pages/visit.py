"""Who looks at a page: the browser's cookies, and the session and person behind them.

Two cookies: one of the session, and one that a browser has before anybody signed in, so that the form of the sign-in
itself belongs to one browser. Both are of this host only (`__Host-`), where addresses are https.
https://www.rfc-editor.org/rfc/rfc6265bis
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from facade.api.exchange import Service, current
from facade.store.people import Person
from facade.store.sessions import Cookie, Session

_SESSION, _VISIT = "facade", "facade-visit"
_TEXT = re.compile(r"[A-Za-z0-9_-]{20,100}")


@dataclass(frozen=True)
class Visitor:
    """One browser. `session`: of a person who is signed in; `half`: of one who still owes a step of it."""

    cookie: Cookie | None
    visit: Cookie | None
    session: Session | None = None
    half: Session | None = None
    person: Person | None = None

    def owns(self, csrf: str) -> bool:
        """Whether a form was made for this browser, and since the person in it began to sign in, if anybody did."""
        sent = csrf.encode("utf-8", "surrogatepass")  # compared as bytes: a form may hold any letter
        return self.known is not None and hmac.compare_digest(self.known.csrf.encode(), sent)

    @property
    def known(self) -> Cookie | None:
        """The cookie that forms belong to: of the session, also of half a one; else the one from before."""
        return self.cookie or self.visit


def visitor(service: Service) -> Visitor:
    """Whoever sends the present request."""
    cookie, visit = _cookie(service, _SESSION), _cookie(service, _VISIT)
    if cookie is None:
        return Visitor(None, visit)
    now, sessions = current().now, service.store.sessions
    session = sessions.find(cookie, now=now)
    half = None if session is not None else sessions.half(cookie, now=now)
    known = session or half
    if known is None:
        return Visitor(None, visit)
    person = service.store.people.find(known.person)
    return Visitor(cookie, visit, session, half, person)


def session_header(service: Service, cookie: Cookie) -> dict[str, str]:
    """The header that gives a browser its session."""
    return {"Set-Cookie": _set(service, _SESSION, cookie.text)}


def visit_header(service: Service, cookie: Cookie) -> dict[str, str]:
    """The header that makes a browser known before anybody signs in."""
    return {"Set-Cookie": _set(service, _VISIT, cookie.text)}


def end_header(service: Service) -> dict[str, str]:
    """The header that takes the session away."""
    return {"Set-Cookie": f"{_set(service, _SESSION, '')}; Max-Age=0"}


def _cookie(service: Service, name: str) -> Cookie | None:
    text = current().request.cookies.get(_name(service, name), "")
    return Cookie(text) if _TEXT.fullmatch(text) else None


def _set(service: Service, name: str, text: str) -> str:
    secure = "; Secure" if _is_secure(service) else ""
    return f"{_name(service, name)}={text}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _name(service: Service, name: str) -> str:
    return f"__Host-{name}" if _is_secure(service) else name


def _is_secure(service: Service) -> bool:
    return service.server.public_url.startswith("https:")
