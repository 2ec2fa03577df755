"""/enrol: with a printed code a patient or a proxy makes an account, or adds a record to the account it has."""

from __future__ import annotations

from facade.api.exchange import current
from facade.api.pages.signing_in import onward, unfit
from facade.api.pages.site import HOME, Form, Routes, Site
from facade.api.replies import Answer
from facade.smart.pages.render import Problem
from facade.smart.people import enrolment
from facade.smart.people.enrolment import Linked, Malformed, Newcomer, OtherChart, Taken, WrongCode
from facade.smart.people.lockout import Wait
from facade.smart.people.own_password import Unfit
from facade.store.sessions import Session


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get("/enrol", _enrol_page_view)
    routes.post("/enrol", _enrol_view)


def _enrol_page_view(site: Site) -> Answer:
    return _page(site, {})


def _enrol_view(site: Site) -> Answer:
    form = site.form()
    session = site.visitor.session
    return _added(site, form, session) if session is not None else _made(site, form)


def _added(site: Site, form: Form, session: Session) -> Answer:
    outcome = enrolment.add(site.accounts, form.get("code"), session, address=current().address, now=current().now)
    if isinstance(outcome, Linked):
        return site.go(f"{HOME}?done=linked")
    return _page(site, {"code": form.get("code")}, _problems(site, outcome))


def _made(site: Site, form: Form) -> Answer:
    newcomer = Newcomer(form.get("login"), form.raw("password"), form.get("name"), site.language)
    outcome = enrolment.enrol(
        site.accounts,
        form.get("code"),
        newcomer,
        address=current().address,
        now=current().now,
        cookie=site.visitor.cookie,
    )
    if isinstance(outcome, Wait | WrongCode | Taken | Malformed | Unfit):
        typed = {name: form.get(name) for name in ("code", "login", "name")}
        return _page(site, typed, _problems(site, outcome))
    return onward(site, outcome, HOME)


def _problems(site: Site, outcome: Wait | WrongCode | Taken | Malformed | Unfit | OtherChart) -> list[Problem]:
    match outcome:
        case Unfit():
            return unfit(site, outcome, "password")
        case Wait():
            return [Problem("", "sign_in.wait", {"seconds": max(1, round(outcome.seconds))})]
        case Taken():
            return [Problem("login", "enrol.taken")]
        case Malformed():
            return [Problem(outcome.field, f"enrol.bad_{outcome.field}")]
        case OtherChart():
            return [Problem("code", "enrol.other_chart")]
        case WrongCode():
            return [Problem("code", "enrol.mistyped" if outcome.mistyped else "enrol.wrong")]


def _page(site: Site, typed: dict[str, str], problems: list[Problem] | None = None) -> Answer:
    return site.show(
        "enrol",
        problems=problems or (),
        known=site.visitor.session is not None,
        length=site.accounts.config.password_length,
        code=typed.get("code", ""),
        login=typed.get("login", ""),
        name=typed.get("name", ""),
    )
