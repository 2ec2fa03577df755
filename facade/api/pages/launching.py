"""/launcher: a clinician picks a patient and an app, which opens in a window of its own (LA-03)."""

from __future__ import annotations

from facade.api import journal
from facade.api.exchange import Mount, current
from facade.api.pages.choosing import in_words, question_of, readable, show_choices
from facade.api.pages.site import Routes, Site, Told
from facade.api.replies import Answer
from facade.smart import rights
from facade.smart.events import AuthEvent
from facade.smart.launch import ids
from facade.smart.launch.ids import NotLaunchable
from facade.smart.launch.pickers import Choice, Picker
from facade.smart.pages import texts
from facade.smart.pages.render import Problem
from facade.store.launches import Launch

PATH = "/launcher"


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get(PATH, _launcher_view)
    routes.get(f"{PATH}/<endpoint>", _launcher_patient_page_view)
    routes.post(f"{PATH}/<endpoint>", _launcher_patient_view)
    routes.post(f"{PATH}/<endpoint>/start", _launcher_start_view)


def _launcher_view(site: Site) -> Answer:
    found = _of_clinician(site)
    if len(found) == 1:
        return site.go(f"{PATH}/{found[0].endpoint.name}")
    endpoints = [mount.endpoint for mount in found]
    return site.show("endpoints", title="launcher.title", above=PATH, endpoints=endpoints)


def _launcher_patient_page_view(site: Site, endpoint: str) -> Answer:
    _, picker = _picker(site, endpoint)
    return show_choices(site, picker, f"{PATH}/{endpoint}")


def _launcher_patient_view(site: Site, endpoint: str) -> Answer:
    mount, picker = _picker(site, endpoint)
    form = site.form()
    action = f"{PATH}/{endpoint}"
    if not form.get("patient"):
        return show_choices(site, picker, action, question=question_of(form))
    patient = picker.patient(form.get("patient"))
    if patient is None:
        return show_choices(site, picker, action, problems=[Problem("", "patients.bad_choice")])
    return _apps(site, mount, picker, patient)


def _launcher_start_view(site: Site, endpoint: str) -> Answer:
    mount, picker = _picker(site, endpoint)
    form = site.form()
    patient, visit = form.get("patient"), form.get("encounter")
    app = site.service.registry.app(endpoint, form.get("app"))
    session = site.visitor.session
    if app is None or session is None or picker.patient(patient) is None:
        raise Told(400, "bad")
    if visit and picker.encounter(patient, visit) is None:
        raise Told(400, "bad")
    launch = Launch(endpoint=endpoint, app=app.id, person=session.person, patient=patient, encounter=visit or None)
    try:
        url = ids.start(site.service.store, app, launch, base=mount.endpoint.base, now=current().now)
    except NotLaunchable:
        raise Told(404, "no_app") from None
    journal.decide(AuthEvent("launch", endpoint, "started", app.id, session.person))
    return site.leave(url)


def _apps(site: Site, mount: Mount, picker: Picker, patient: Choice) -> Answer:
    name = mount.endpoint.name
    apps = [app for app in site.service.registry.of(name) if app.launch_url and app.is_active]
    options = [(visit.id, in_words(site.language, visit)) for visit in picker.encounters(patient.id)]
    return site.show(
        "launcher",
        to=[url for app in apps for url in (app.launch_url, *app.redirect_uris) if url],
        endpoint=name,
        patient=readable(site.language, patient),
        visits=[("", texts.plain(site.language, "launcher.no_encounter")), *options] if options else [],
        apps=apps,
    )


def _of_clinician(site: Site) -> list[Mount]:
    """The endpoints at which the person is a clinician."""
    person, _, _ = site.signed_in()
    links = site.service.store.people.links(person.id, now=current().now)
    names = {link.endpoint for link in links if not link.proxy and link.type in rights.CLINICIANS}
    found = [mount for mount in site.service.mounts if mount.endpoint.name in names]
    if not found:
        raise Told(403, "forbidden")
    return found


def _picker(site: Site, endpoint: str) -> tuple[Mount, Picker]:
    mount = next((mount for mount in _of_clinician(site) if mount.endpoint.name == endpoint), None)
    if mount is None:
        raise Told(404, "absent")
    person, _, _ = site.signed_in()
    links = site.service.store.people.links(person.id, endpoint, now=current().now)
    return mount, Picker(mount.endpoint, links, current().now, journal.record)
