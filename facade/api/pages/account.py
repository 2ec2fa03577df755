"""/account: how a person signs in, in which language pages are; /account/apps: which apps have access."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from facade.api import journal
from facade.api.exchange import current
from facade.api.pages import visit
from facade.api.pages.authorizing import leads
from facade.api.pages.signing_in import onward, problem_of, unfit
from facade.api.pages.site import Elsewhere, Routes, Site, back_from, sign_in_for
from facade.api.replies import Answer
from facade.errors import Refused
from facade.smart.events import AuthEvent
from facade.smart.launch.pickers import Picker
from facade.smart.pages import asking, consent, texts
from facade.smart.pages.render import Problem
from facade.smart.people import factors, own_password, own_providers, passkeys, recovery, totp
from facade.smart.people.lockout import Wait
from facade.smart.people.own_password import Unfit
from facade.smart.people.sign_in import Method, SignedIn, Step, Wrong
from facade.store.families import Family
from facade.store.people import Person
from facade.store.sessions import Cookie, Session

_APP = "app"
_DONE_WITH_APPS = {"revoked": "account_apps.done", "linked": "enrol.added"}
_DONE = frozenset({"password", "factor", "removed", "language", "linked", "unlinked"})
_PROBLEMS = frozenset({"denied", "stale", "unreachable", "untrusted", "taken", "last"})


@dataclass(frozen=True)
class _Factor:
    """One second step in the list."""

    id: str
    kind: str
    name: str
    created: datetime | None


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get("/account", _account_view)
    routes.post("/account/password", _password_view)
    routes.post("/account/language", _language_view)
    routes.post("/account/recovery", _recovery_view)
    routes.post("/account/factors/remove", _remove_factor_view)
    routes.get("/account/totp", _totp_page_view)
    routes.post("/account/totp", _totp_view)
    routes.get("/account/key", _key_page_view)
    routes.post("/account/key", _key_view)
    routes.get("/sign-in/setup", _setup_view)
    routes.get("/account/apps", _account_apps_view)
    routes.post("/account/apps", _revoke_app_view)


def _account_view(site: Site) -> Answer:
    person, _, _ = site.signed_in()
    problem = request.args.get("problem", "")
    return _account_page(site, person, [Problem("", f"account.outside_{problem}")] if problem in _PROBLEMS else None)


def _password_view(site: Site) -> Answer:
    person, session, cookie = site.signed_in()
    form = site.form()
    outcome = own_password.change(
        site.accounts,
        session,
        cookie,
        current=form.raw("old"),
        new=form.raw("new"),
        address=current().address,
        now=current().now,
    )
    if isinstance(outcome, Unfit):
        return _account_page(site, person, unfit(site, outcome, "new"))
    if isinstance(outcome, Wrong | Wait):
        return _account_page(site, person, [problem_of(outcome, "account.wrong_password", "old")])
    return onward(site, outcome, "/account?done=password")


def _language_view(site: Site) -> Answer:
    person, _, _ = site.signed_in()
    chosen = site.form().get("language")
    if chosen in texts.LANGUAGES:
        site.accounts.store.people.rename(person.id, name=person.name, language=chosen, now=current().now)
    return site.leave("/account?done=language")


def _recovery_view(site: Site) -> Answer:
    person, session, _ = _may_change(site)
    site.form()
    if session.strength != "second":
        raise Elsewhere(sign_in_for("/account"))
    return site.show("recovery", codes=recovery.renew(site.accounts, person.id), next="/account")


def _remove_factor_view(site: Site) -> Answer:
    person, session, _ = _may_change(site)
    id = site.form().get("factor")
    method: Method = "totp" if id == _APP else "passkey"
    done = factors.remove(site.accounts, session, method, now=current().now, credential=_credential(id))
    if not done:
        return _account_page(site, person, [Problem("", "account.last_factor")])
    return site.go("/account?done=removed")


def _totp_page_view(site: Site) -> Answer:
    person, _, cookie = _may_set_up(site)
    return _totp_page(site, person, cookie, back_from(request.args.get("to", "")))


def _totp_view(site: Site) -> Answer:
    person, session, cookie = _may_set_up(site)
    form = site.form()
    back = back_from(form.get("to"))
    outcome = factors.set_up_app(site.accounts, session, cookie, form.get("code"), now=current().now)
    if isinstance(outcome, Wrong):
        return _totp_page(site, person, cookie, back, Problem("code", "totp.wrong"))
    return _set_up(site, person, outcome, back)


def _key_page_view(site: Site) -> Answer:
    person, _, cookie = _may_set_up(site)
    return _key_page(site, person, cookie, back_from(request.args.get("to", "")))


def _key_view(site: Site) -> Answer:
    person, session, cookie = _may_set_up(site)
    form = site.form()
    back = back_from(form.get("to"))
    outcome = factors.set_up_passkey(
        site.accounts, session, cookie, form.get("answer"), label=form.get("label"), now=current().now
    )
    if isinstance(outcome, Wrong):
        return _key_page(site, person, cookie, back, Problem("", "account.key_failed"))
    return _set_up(site, person, outcome, back)


def _setup_view(site: Site) -> Answer:
    _may_set_up(site)
    return site.show("setup", back=back_from(request.args.get("to", "")))


def _account_apps_view(site: Site) -> Answer:
    person, _, _ = site.signed_in()
    families = site.service.store.families.of_person(person.id, now=current().now)
    names = _patients(site, person, families)
    return site.show(
        "account_apps",
        done=_DONE_WITH_APPS.get(request.args.get("done", ""), ""),
        consents=[_consent(site, family, names.get(family.id, "")) for family in families],
    )


def _revoke_app_view(site: Site) -> Answer:
    person, _, _ = site.signed_in()
    chosen, store = site.form().get("consent"), site.service.store
    own = [family for family in store.families.of_person(person.id, now=current().now) if family.id == chosen]
    for family in own:
        store.families.revoke(family.id)
        journal.decide(AuthEvent("revoke", family.endpoint, "revoked", family.app, person.id, reason="on the page"))
    return site.go("/account/apps?done=revoked" if own else "/account/apps")


def _may_change(site: Site) -> tuple[Person, Session, Cookie]:
    """The person, who signed in lately; others sign in again before they change how they do."""
    person, session, cookie = site.signed_in()
    if not factors.may_change(session, now=current().now):
        raise Elsewhere(sign_in_for("/account"))
    return person, session, cookie


def _may_set_up(site: Site) -> tuple[Person, Session, Cookie]:
    """The person who may add a second step, also one who has to before the session begins."""
    visitor = site.visitor
    half = visitor.half
    if half is not None and half.stage == "setup" and visitor.person is not None and visitor.cookie is not None:
        return visitor.person, half, visitor.cookie
    return _may_change(site)


def _set_up(site: Site, person: Person, outcome: SignedIn | Step, back: str) -> Answer:
    """The first second step brings codes for the day when it is lost."""
    if isinstance(outcome, Step) or site.accounts.store.credentials.recovery_left(person.id):
        return onward(site, outcome, "/account?done=factor" if back == "/account" else back)
    codes = recovery.renew(site.accounts, person.id)
    headers = visit.session_header(site.service, outcome.cookie)
    return site.show("recovery", headers=headers, codes=codes, next=back)


def _account_page(site: Site, person: Person, problems: list[Problem] | None = None) -> Answer:
    held = factors.held(site.accounts, person.id)
    keys = [_Factor(_key_id(key.credential), "webauthn", key.label, key.created) for key in held.passkeys]
    done = request.args.get("done", "")
    return site.show(
        "account",
        path="/account",
        problems=problems or (),
        done=f"account.done_{done}" if done in _DONE else "",
        factors=[*([_Factor(_APP, "totp", "", None)] if held.app else []), *keys],
        has_app=held.app,
        has_password=held.password,
        recovery_left=held.recovery_left,
        login=person.login,
        length=site.accounts.config.password_length,
        outside=_outside(site, person),
    )


def _outside(site: Site, person: Person) -> list[tuple[str, str, bool]]:
    """The outside providers: name, title, and whether they sign this person in."""
    linked = own_providers.linked(site.accounts, person.id)
    providers = site.accounts.providers.values()
    return [(provider.name, provider.title or provider.name, provider.name in linked) for provider in providers]


def _totp_page(site: Site, person: Person, cookie: Cookie, back: str, problem: Problem | None = None) -> Answer:
    setup = totp.begin(site.accounts, person, cookie, now=current().now)
    problems = [problem] if problem else ()
    to = leads(site, back)
    return site.show("totp", problems=problems, to=to, secret=setup.secret, address=setup.address, back=back)


def _key_page(site: Site, person: Person, cookie: Cookie, back: str, problem: Problem | None = None) -> Answer:
    options = passkeys.register_begin(site.accounts, person, cookie, now=current().now)
    return site.show("key", problems=[problem] if problem else (), to=leads(site, back), options=options, back=back)


def _patients(site: Site, person: Person, families: Sequence[Family]) -> dict[str, str]:
    """By consent, the patient's name, for whom may see it. Where the EHR does not answer there are none."""
    now, found = current().now, dict[str, str]()
    for mount in site.service.mounts:
        here = [(family, family.patient) for family in families if family.endpoint == mount.endpoint.name]
        links = site.service.store.people.links(person.id, mount.endpoint.name, now=now)
        picker = Picker(mount.endpoint, links, now, journal.record)
        try:
            for family, id in here:
                patient = picker.patient(id) if id else None
                found[family.id] = (patient.name or patient.id) if patient else ""
        except Refused:  # to take a consent back nobody needs the EHR
            continue
    return found


def _consent(site: Site, family: Family, patient: str) -> dict[str, object]:
    """One consent as the list shows it, whatever became of its app, its endpoint and its patient."""
    app = site.service.registry.app(family.endpoint, family.app)
    return {
        "id": family.id,
        "app": app.name if app else family.app,
        "publisher": app.publisher if app else "",
        "patient": patient,
        "endpoint": "" if patient else family.endpoint,
        "created": family.created,
        "renewed": family.used if family.used > family.created else None,
        "kind": family.kind,
        "ends": family.ends,
        "lines": asking.sentences(site.language, consent.lines(family.scopes, ())),
    }


def _key_id(credential: bytes) -> str:
    return urlsafe_b64encode(credential).decode()


def _credential(id: str) -> bytes:
    try:
        return urlsafe_b64decode(id) if id != _APP else b""
    except (NotBase64, ValueError):
        return b""
