"""Signing in and out: /sign-in, its second step, the change of a temporary password, /sign-out.

Whatever was asked for before is carried along as `to`, a path of ours, and is where the person ends up.
"""

from __future__ import annotations

from flask import request

from facade.api.exchange import current
from facade.api.pages import visit
from facade.api.pages.authorizing import cancelled, leads
from facade.api.pages.site import Elsewhere, Routes, Site, at, back_from
from facade.api.replies import Answer
from facade.smart.pages.render import Problem
from facade.smart.people import factors, own_password, passkeys, sign_in
from facade.smart.people.lockout import Wait
from facade.smart.people.own_password import Unfit
from facade.smart.people.sign_in import Method, SignedIn, Step, Wrong
from facade.store.sessions import Cookie, Session, Stage

_NEXT = {"second": "/sign-in/second", "setup": "/sign-in/setup", "password": "/sign-in/password"}
_METHODS: dict[str, tuple[Method, str, str]] = {
    "totp": ("totp", "code", "code"),
    "webauthn": ("passkey", "answer", ""),
    "recovery": ("recovery", "recovery", "recovery"),
}
"""By the form: the method, the field with the answer, and the field that a mistake is shown at."""


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get("/sign-in", _sign_in_page_view)
    routes.post("/sign-in", _sign_in_view)
    routes.get("/sign-in/second", _second_page_view)
    routes.post("/sign-in/second", _second_view)
    routes.get("/sign-in/password", _first_password_page_view)
    routes.post("/sign-in/password", _first_password_view)
    routes.post("/sign-out", _sign_out_view)
    routes.get("/signed-out", _signed_out_view)


def _sign_in_page_view(site: Site) -> Answer:
    return show_sign_in(site, back_from(request.args.get("to", "")))


def _sign_in_view(site: Site) -> Answer:
    form = site.form()
    back = back_from(form.get("to"))
    outcome = sign_in.by_password(
        site.accounts,
        form.get("login"),
        form.raw("password"),
        address=current().address,
        now=current().now,
        cookie=site.visitor.cookie,
    )
    if isinstance(outcome, Wrong | Wait):
        return show_sign_in(site, back, login=form.get("login"), problem=problem_of(outcome, "sign_in.wrong"))
    return onward(site, outcome, back)


def _second_page_view(site: Site) -> Answer:
    half, cookie = half_signed_in(site, "second")
    return _second_page(site, half, cookie, back_from(request.args.get("to", "")))


def _second_view(site: Site) -> Answer:
    half, cookie = half_signed_in(site, "second")
    form = site.form()
    back = back_from(form.get("to"))
    method, name, at_field = _METHODS.get(form.get("method"), _METHODS["totp"])
    outcome = factors.prove(
        site.accounts, half, cookie, method, form.get(name), address=current().address, now=current().now
    )
    if isinstance(outcome, Wrong | Wait):
        wrong = "second.key_failed" if method == "passkey" else "second.wrong"
        return _second_page(site, half, cookie, back, problem_of(outcome, wrong, at_field))
    return onward(site, outcome, back)


def _first_password_page_view(site: Site) -> Answer:
    half_signed_in(site, "password")
    return _password_page(site, back_from(request.args.get("to", "")))


def _first_password_view(site: Site) -> Answer:
    half, cookie = half_signed_in(site, "password")
    form = site.form()
    back = back_from(form.get("to"))
    outcome = own_password.change(
        site.accounts,
        half,
        cookie,
        current="",
        new=form.raw("new"),
        address=current().address,
        now=current().now,
    )
    if isinstance(outcome, Unfit):
        return _password_page(site, back, outcome)
    if isinstance(outcome, Wrong | Wait):
        raise Elsewhere("/sign-in")
    return onward(site, outcome, back)


def _sign_out_view(site: Site) -> Answer:
    site.form()
    visitor = site.visitor
    known = visitor.session or visitor.half
    if known is not None and visitor.cookie is not None:
        sign_in.sign_out(site.accounts, known, visitor.cookie)
    return site.go("/signed-out", headers=visit.end_header(site.service))


def _signed_out_view(site: Site) -> Answer:
    return site.show(
        "message",
        title="sign_in.signed_out_title",
        body="sign_in.signed_out",
        values={},
        next="/sign-in",
        next_words="sign_in.title",
        request="",
    )


def onward(site: Site, outcome: SignedIn | Step, back: str) -> Answer:
    """Under the new cookie to the next step, or to where the person wanted to go."""
    path = at(_NEXT[outcome.session.stage], to=back) if isinstance(outcome, Step) else back
    return site.go(path, headers=visit.session_header(site.service, outcome.cookie))


def half_signed_in(site: Site, stage: Stage) -> tuple[Session, Cookie]:
    """The session of somebody whose next step is this one; others sign in."""
    visitor = site.visitor
    if visitor.half is None or visitor.half.stage != stage or visitor.cookie is None:
        raise Elsewhere("/sign-in")
    return visitor.half, visitor.cookie


def problem_of(outcome: Wrong | Wait, wrong: str, field: str = "") -> Problem:
    """What is told of a step that failed."""
    if isinstance(outcome, Wait):
        return Problem("", "sign_in.wait", {"seconds": max(1, round(outcome.seconds))})
    return Problem(field, wrong)


def unfit(site: Site, outcome: Unfit, field: str) -> list[Problem]:
    """Why a password cannot be taken."""
    values = {"count": site.accounts.config.password_length}
    return [Problem(field, f"password.{objection}", values) for objection in outcome.objections]


def show_sign_in(site: Site, back: str, *, login: str = "", problem: Problem | None = None) -> Answer:
    """The page that asks for a password, and offers the other ways."""
    app, cancel = cancelled(site, back)
    return site.show(
        "sign_in",
        problems=[problem] if problem else (),
        to=leads(site, back),
        app=app,
        again=bool(site.visitor.session),
        back=back,
        login=login,
        providers=list(site.accounts.providers.values()),
        ehr=site.accounts.ehr is not None,
        cancel=cancel,
    )


def _second_page(site: Site, half: Session, cookie: Cookie, back: str, problem: Problem | None = None) -> Answer:
    methods = sign_in.methods_of(site.accounts, half.person)
    keys = "passkey" in methods
    return site.show(
        "second",
        problems=[problem] if problem else (),
        back=back,
        to=leads(site, back),
        totp="totp" in methods,
        keys=passkeys.begin(site.accounts, half.person, cookie, now=current().now) if keys else "",
    )


def _password_page(site: Site, back: str, outcome: Unfit | None = None) -> Answer:
    person = site.visitor.person
    return site.show(
        "password",
        problems=unfit(site, outcome, "new") if outcome else (),
        back=back,
        to=leads(site, back),
        login=person.login if person else "",
        length=site.accounts.config.password_length,
    )
