"""/authorize/ID: a person signs in, chooses patient and visit, allows or denies, and goes back to the app.

The request itself is the server's record under ID; a form brings the person's choice and nothing else (AZ-16).
https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from facade.api import journal
from facade.api.exchange import Mount, current
from facade.api.pages.choosing import in_words, question_of, readable, show_choices, show_visits
from facade.api.pages.site import Form, Routes, Site, Told, sign_in_for
from facade.api.replies import Answer
from facade.smart import authorize, flow, rights
from facade.smart.authorize import PageError
from facade.smart.events import AuthEvent
from facade.smart.flow import Ask, Deny, Foreign, Grant, Signed, Step
from facade.smart.launch.pickers import Picker
from facade.smart.pages import asking, consent
from facade.smart.pages.render import Problem
from facade.store import App
from facade.store.flows import Pending

PATH = "/authorize/"


@dataclass(frozen=True, eq=False)
class Asked:
    """One request to authorize, with whoever answers it now."""

    site: Site
    mount: Mount
    app: App
    pending: Pending
    signed: Signed | None

    @property
    def path(self) -> str:
        """Where its pages are."""
        return PATH + self.pending.id

    def step(self) -> Step:
        """What comes next."""
        store, now = self.site.service.store, current().now
        families = store.families.of_person(self.signed.session.person, now=now) if self.signed else ()
        return flow.next_step(self.pending, app=self.app, signed=self.signed, families=families, store=store, now=now)


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get("/authorize/<id>", _authorize_page_view)
    routes.post("/authorize/<id>", _authorize_answer_view)


def _authorize_page_view(site: Site, id: str) -> Answer:
    return _shown(_asked(site, id))


def _authorize_answer_view(site: Site, id: str) -> Answer:
    form = site.form()
    asked = _asked(site, id)
    if form.get("decision") == "deny":
        return _called_off(asked)
    step = asked.step()
    if not isinstance(step, Ask) or asked.signed is None:
        return _led(asked, step)
    answers = {"sign-in": _signing_in, "patient": _patient, "encounter": _encounter, "consent": _consented}
    return answers[step.page](replace(asked, pending=step.pending), asked.signed, form)


def cancelled(site: Site, back: str) -> tuple[str, str]:
    """For which app a sign-in is, and where it is called off; nothing if it is for none."""
    pending = _pending(site, back)
    app = site.service.registry.app(pending.endpoint, pending.app) if pending else None
    if app is None or pending is None:
        return "", ""
    return app.name, PATH + pending.id if _is_open_to(pending, site) else ""


def leads(site: Site, back: str) -> list[str]:
    """Where the forms of a sign-in may lead at last, by redirects: the policy of the page must name it (HX-06)."""
    pending = _pending(site, back)
    return [pending.redirect_uri] if pending else []


def _pending(site: Site, back: str) -> Pending | None:
    path = back.partition("?")[0]
    id = path.removeprefix(PATH)
    return site.service.store.flows.pending(id, now=current().now) if path.startswith(PATH) else None


def _is_open_to(pending: Pending, site: Site) -> bool:
    """Whether whoever is here may end the request: anybody may before a person has signed in for it (AZ-16)."""
    session = site.visitor.session
    return pending.person is None or (session is not None and session.person == pending.person)


def _asked(site: Site, id: str) -> Asked:
    service, now, visitor = site.service, current().now, site.visitor
    pending = service.store.flows.pending(id, now=now)
    if pending is None:
        raise Told(400, "over")
    app, mount = service.registry.app(pending.endpoint, pending.app), site.mount(pending.endpoint)
    if app is None or not app.is_active:
        raise Told(400, "over")
    signed = None
    if visitor.session is not None:
        links = service.store.people.links(visitor.session.person, pending.endpoint, now=now)
        signed = Signed(visitor.session, links, Picker(mount.endpoint, links, now, journal.record))
    return Asked(site, mount, app, pending, signed)


def _shown(asked: Asked) -> Answer:
    step = asked.step()
    if not isinstance(step, Ask) or asked.signed is None or step.page == "sign-in":
        return _led(asked, step)
    pages = {"patient": _patients_page, "encounter": _encounters_page, "consent": _consent_page}
    return pages[step.page](replace(asked, pending=step.pending), asked.signed)


def _led(asked: Asked, step: Step) -> Answer:
    """Where a step leads that has no page here."""
    if isinstance(step, Foreign):
        raise Told(403, "other_person")
    if isinstance(step, Deny):
        return _denied(asked, step.pending, step.error)
    if isinstance(step, Grant):
        return _granted(asked, step.pending, step.scopes)
    return asked.site.go(sign_in_for(asked.path))


def _called_off(asked: Asked) -> Answer:
    """Denied by the person, or by whoever is asked to sign in."""
    if _is_open_to(asked.pending, asked.site):
        return _denied(asked, asked.pending, "access_denied")
    return _led(asked, Foreign() if asked.signed else Ask("sign-in", asked.pending))


def _signing_in(asked: Asked, signed: Signed, form: Form) -> Answer:
    return asked.site.go(sign_in_for(asked.path))


def _patients_page(asked: Asked, signed: Signed) -> Answer:
    return show_choices(asked.site, signed.picker, asked.path, app=asked.app.name, to=[asked.pending.redirect_uri])


def _patient(asked: Asked, signed: Signed, form: Form) -> Answer:
    chosen = form.get("patient")
    if not chosen:
        return show_choices(
            asked.site,
            signed.picker,
            asked.path,
            question=question_of(form),
            app=asked.app.name,
            to=[asked.pending.redirect_uri],
        )
    if signed.picker.patient(chosen) is None:
        return show_choices(
            asked.site,
            signed.picker,
            asked.path,
            problems=[Problem("", "patients.bad_choice")],
            app=asked.app.name,
            to=[asked.pending.redirect_uri],
        )
    return _noted(asked, replace(asked.pending, patient=chosen))


def _encounters_page(asked: Asked, signed: Signed) -> Answer:
    assert asked.pending.patient is not None  # the flow asks for a visit behind it
    return show_visits(asked.site, signed.picker, asked.pending.patient, asked.path, to=[asked.pending.redirect_uri])


def _encounter(asked: Asked, signed: Signed, form: Form) -> Answer:
    chosen, patient = form.get("encounter"), asked.pending.patient
    if not chosen:
        return _noted(asked, flow.without_encounter(asked.pending))
    if patient is None or signed.picker.encounter(patient, chosen) is None:
        raise Told(400, "bad")
    return _noted(asked, replace(asked.pending, encounter=chosen))


def _noted(asked: Asked, pending: Pending) -> Answer:
    if not asked.site.service.store.flows.change(pending, now=current().now):
        raise Told(400, "over")
    return asked.site.go(asked.path)


def _consent_page(asked: Asked, signed: Signed, *problems: Problem, form: Form | None = None) -> Answer:
    pending, picker = asked.pending, signed.picker
    patient = picker.patient(pending.patient) if pending.patient else None
    visit = picker.encounter(pending.patient, pending.encounter) if pending.patient and pending.encounter else None
    return asked.site.show(
        "consent",
        problems=problems,
        to=[pending.redirect_uri],
        action=asked.path,
        patient=readable(asked.site.language, patient) if patient else None,
        **asking.facts(
            asked.site.language,
            asked.app,
            pending,
            lines=_lines(asked, signed),
            lifetimes=asked.site.service.server.lifetimes,
            clinician=rights.is_clinician(signed.links),
            visit=in_words(asked.site.language, visit) if visit else "",
            form=form.values if form else None,
        ),
    )


def _consented(asked: Asked, signed: Signed, form: Form) -> Answer:
    if form.get("decision") != "allow":
        return _consent_page(asked, signed)
    scopes = flow.askable(asked.pending, signed.links)
    chosen = consent.chosen(scopes, _lines(asked, signed), form.values)
    if not consent.gives_access(chosen):
        return _consent_page(asked, signed, Problem("lines", "consent.nothing"), form=form)
    return _granted(asked, asked.pending, chosen)


def _lines(asked: Asked, signed: Signed) -> tuple[consent.Line, ...]:
    return consent.lines(flow.askable(asked.pending, signed.links), asked.mount.endpoint.source.ready().source.by_type)


def _granted(asked: Asked, pending: Pending, scopes: tuple[str, ...]) -> Answer:
    assert asked.signed is not None  # the flow grants nothing to strangers
    service, session = asked.site.service, asked.signed.session
    url = authorize.grant(
        pending,
        person=session.person,
        links=asked.signed.links,
        session=session,
        scopes=scopes,
        app=asked.app,
        endpoint=asked.mount.facts,
        store=service.store,
        lifetimes=service.server.lifetimes,
        now=current().now,
    )
    return _leave(asked, url, "granted")


def _denied(asked: Asked, pending: Pending, error: authorize.Decision) -> Answer:
    store, now = asked.site.service.store, current().now
    current().issue = error
    url = authorize.deny(pending, error, endpoint=asked.mount.facts, store=store, now=now)
    return _leave(asked, url, "denied", error)


def _leave(asked: Asked, url: str | PageError, outcome: str, reason: str = "") -> Answer:
    """Back to the app, and the decision into the journal."""
    if isinstance(url, PageError):
        raise Told(url.status, url.reason)
    person = asked.signed.session.person if asked.signed else ""
    journal.decide(AuthEvent("consent", asked.pending.endpoint, outcome, asked.app.id, person, reason))
    return asked.site.leave(url)
