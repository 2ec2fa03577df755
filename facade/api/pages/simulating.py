"""/admin/simulator: what scopes would give, before an app asks for them."""

from __future__ import annotations

import re

from facade.access.grant import Grant
from facade.api import documents, journal
from facade.api.exchange import Mount, current
from facade.api.pages.site import Form, Routes, Site
from facade.api.replies import Answer
from facade.interactions import capabilities
from facade.interactions.context import Context
from facade.smart import rights
from facade.smart.events import AuthEvent
from facade.smart.pages import simulator, texts
from facade.smart.pages.render import Problem
from facade.smart.pages.simulator import KINDS, Asked, Place, Result

PATH = "/admin/simulator"
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get(PATH, _simulator_page_view)
    routes.post(PATH, _simulator_view)


def _simulator_page_view(site: Site) -> Answer:
    site.holder("administrator", "developer")
    return _page(site, {})


def _simulator_view(site: Site) -> Answer:
    person, session, _ = site.holder("administrator", "developer")
    form = site.form()
    typed = {name: form.get(name) for name in ("scopes", "endpoint", "app", "kind", "patient")}
    mount = site.mount(typed["endpoint"])
    if typed["patient"] and not _ID.fullmatch(typed["patient"]):
        return _page(site, typed, problem=Problem("patient", "simulator.bad_patient"))
    asked = _asked(site, form, counting=session.may("administrator"))
    result = simulator.simulate(site.language, asked, _place(mount))
    reason = "" if result.uncounted else "counted"
    client = asked.app.id if asked.app else ""
    journal.decide(AuthEvent("simulate", mount.endpoint.name, "answered", client, person.id, reason))
    return _page(site, typed, result=result)


def _asked(site: Site, form: Form, *, counting: bool) -> Asked:
    app = site.service.registry.app(form.get("endpoint"), form.get("app"))
    kind = next((kind for kind in KINDS if kind == form.get("kind")), KINDS[0])
    return Asked(form.get("scopes"), kind, app, form.get("patient"), counting)


def _place(mount: Mount) -> Place:
    nobody = Grant(rights.PAGES, mount.endpoint.name, ())
    offered = documents.offered(capabilities.capabilities(mount.endpoint))
    return Place(offered, Context(mount.endpoint, nobody, current().now, journal.record))


def _page(site: Site, typed: dict[str, str], *, result: Result | None = None, problem: Problem | None = None) -> Answer:
    language, mounts = site.language, site.service.mounts
    apps = {app.id: app.name for mount in mounts for app in site.service.registry.of(mount.endpoint.name)}
    empty = {"scopes": "", "endpoint": "", "app": "", "kind": "practitioner", "patient": ""}
    return site.show(
        "simulator",
        problems=[problem] if problem else (),
        form=empty | typed,
        endpoints=[(mount.endpoint.name, mount.endpoint.name) for mount in mounts],
        apps=[("", texts.plain(language, "simulator.any_app")), *apps.items()],
        kinds=[(kind, texts.plain(language, f"simulator.kind_{kind}")) for kind in KINDS],
        result=result,
    )
