"""/admin/apps: clinic IT registers apps, changes, freezes and approves them. A secret is shown once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import request

from facade.access.clients import PERMISSIONS
from facade.api import journal
from facade.api.exchange import Mount, current
from facade.api.pages.site import Form, Routes, Site, Told
from facade.api.replies import Answer
from facade.errors import Refused
from facade.smart import app_form
from facade.smart.app_administration import AppAdministration
from facade.smart.app_form import GRANT_TYPES, METHODS, Invalid
from facade.smart.pages import texts
from facade.smart.pages.render import Problem
from facade.smart.registration import Registered
from facade.store import App

PATH = "/admin/apps"
_EMPTY_IS_NONE = ("launch_url", "jwks_url", "logo_uri", "policy_uri", "tos_uri", "provider")
_ONE_LINE = ("name", "publisher", "auth_method", *_EMPTY_IS_NONE)
_LINES = ("redirect_uris", "origins", "ip_allow")
_TICKS = ("skip_login", "consent_once")
_DONE = {"saved": "app.done", "freeze": "app.done_freeze", "approve": "app.done_approve"}
_DONE |= {"thaw": "app.done_thaw"}


def add_routes(routes: Routes) -> None:
    """The routes of this module."""
    routes.get(PATH, _apps_view)
    routes.get(f"{PATH}/<endpoint>", _new_app_page_view)
    routes.post(f"{PATH}/<endpoint>", _new_app_view)
    routes.get(f"{PATH}/<endpoint>/<id>", _app_page_view)
    routes.post(f"{PATH}/<endpoint>/<id>", _app_view)
    routes.post(f"{PATH}/<endpoint>/<id>/do", _app_do_view)


def _apps_view(site: Site) -> Answer:
    site.holder("administrator")
    registry = site.service.registry
    endpoints = []
    for mount in site.service.mounts:
        name = mount.endpoint.name
        apps = [(app, registry.is_configured(name, app.id)) for app in registry.of(name)]
        endpoints.append({"name": name, "base": mount.endpoint.base, "apps": apps})
    return site.show("apps", endpoints=endpoints)


def _new_app_page_view(site: Site, endpoint: str) -> Answer:
    site.holder("administrator")
    return _page(site, site.mount(endpoint), None, _shown({"grant_types": ["authorization_code"]}))


def _new_app_view(site: Site, endpoint: str) -> Answer:
    administration = _administration(site)
    mount, form = site.mount(endpoint), site.form()
    try:
        made = administration.register(endpoint, _values(form))
    except Invalid as invalid:
        return _page(site, mount, None, _typed(form), _problems(invalid.problems))
    return _told(site, made, "saved")


def _app_page_view(site: Site, endpoint: str, id: str) -> Answer:
    site.holder("administrator")
    app = _app(site, endpoint, id)
    done = _DONE.get(request.args.get("done", ""), "")
    return _page(site, site.mount(endpoint), app, _shown(app_form.values_of(app)), done=done)


def _app_view(site: Site, endpoint: str, id: str) -> Answer:
    administration = _administration(site)
    mount, form, app = site.mount(endpoint), site.form(), _app(site, endpoint, id)
    kept = app_form.values_of(app)
    try:
        changed = administration.change(app, kept | _values(form))
    except Invalid as invalid:
        return _page(site, mount, app, _typed(form), _problems(invalid.problems))
    except Refused as refused:
        return _page(site, mount, app, _typed(form), [_conflict(refused)])
    return _told(site, changed, "saved")


def _app_do_view(site: Site, endpoint: str, id: str) -> Answer:
    administration = _administration(site)
    what, app = site.form().get("do"), _app(site, endpoint, id)
    if what == "rotate":
        grace = timedelta(hours=site.service.registration(endpoint).rotation_hours)
        return _told(site, administration.rotate_secret(app, grace=grace), "saved")
    if what == "freeze":
        administration.freeze(endpoint, id)
    elif what == "approve":
        administration.approve(endpoint, id)
    elif what == "thaw":
        administration.thaw(endpoint, id)
    else:
        raise Told(400, "bad")
    return site.go(f"{PATH}/{endpoint}/{id}?done={what}")


def _administration(site: Site) -> AppAdministration:
    """What this visitor, who must be an administrator, changes."""
    person, _, _ = site.holder("administrator")
    return AppAdministration(site.service.store, journal.decide, current().now, person.id)


def _app(site: Site, endpoint: str, id: str) -> App:
    """An app that can be changed here. Told 404."""
    site.mount(endpoint)
    found = None if site.service.registry.is_configured(endpoint, id) else site.service.store.apps.read(endpoint, id)
    if found is None:
        raise Told(404, "absent")
    return found


def _told(site: Site, made: Registered, done: str) -> Answer:
    """The secret where there is a new one, else the app as it is now."""
    path = f"{PATH}/{made.app.endpoint}/{made.app.id}"
    if made.secret is None:
        return site.go(f"{path}?done={done}")
    return site.show("app_secret", app=made.app, secret=made.secret, next=path)


def _page(
    site: Site,
    mount: Mount,
    app: App | None,
    form: dict[str, Any],
    problems: Sequence[Problem] = (),
    *,
    done: str = "",
) -> Answer:
    name, language = mount.endpoint.name, site.language
    return site.show(
        "app",
        problems=problems,
        done="" if problems else done,
        endpoint=name,
        base=mount.endpoint.base,
        action=f"{PATH}/{name}/{app.id}" if app else f"{PATH}/{name}",
        id=app.id if app else "",
        state=app.status if app else "",
        secret=app is not None and app.secret_hash is not None,
        form=form,
        methods=[(method, texts.plain(language, f"apps.method_{method}")) for method in METHODS],
        grants=GRANT_TYPES,
        permissions=sorted(PERMISSIONS),
    )


def _values(form: Form) -> dict[str, Any]:
    """The form as `app_form.checked` takes it."""
    found: dict[str, Any] = {name: form.get(name) for name in _ONE_LINE}
    found |= {name: None for name in _EMPTY_IS_NONE if not found[name]}
    found |= {name: form.get(name).split() for name in _LINES}
    found |= {name: form.get(name) == "yes" for name in _TICKS}
    found["origins"] = found["origins"] or None
    return found | {
        "scope": " ".join(form.get("scope").split()),
        "grant_types": list(form.all("grant_types")),
        "permissions": list(form.all("permissions")),
        "masks": _masks(form.get("masks")),
        "jwks": _json(form.get("jwks")),
    }


def _masks(text: str) -> dict[str, list[str]]:
    """Types and their elements, a type in each line as the command line has it: Patient=telecom,address.line."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        type, _, elements = (part.strip() for part in line.partition("="))
        if type or elements:
            found.setdefault(type, []).extend(element.strip() for element in elements.split(","))
    return found


def _json(text: str) -> Any:
    """The key set, or what is no mapping and so refused."""
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """The values of an app as the form shows them."""
    found: dict[str, Any] = {name: values.get(name) or "" for name in _ONE_LINE}
    found |= {name: "\n".join(values.get(name) or ()) for name in _LINES}
    found |= {name: bool(values.get(name)) for name in _TICKS}
    jwks = values.get("jwks")
    return found | {
        "scope": values.get("scope", ""),
        "grant_types": values.get("grant_types", ()),
        "permissions": values.get("permissions", ()),
        "masks": "\n".join(f"{type}={','.join(found)}" for type, found in values.get("masks", {}).items()),
        "jwks": json.dumps(jwks, indent=1) if jwks else "",
    }


def _typed(form: Form) -> dict[str, Any]:
    """What was typed, for another try."""
    found: dict[str, Any] = {name: form.get(name) for name in (*_ONE_LINE, *_LINES, "scope", "masks", "jwks")}
    found |= {name: form.get(name) == "yes" for name in _TICKS}
    return found | {name: form.all(name) for name in ("grant_types", "permissions")}


def _problems(found: Sequence[tuple[str, str]]) -> list[Problem]:
    return [Problem(_FIELDS.get(field, field), f"app_wrong.{key}", label=_label(field)) for field, key in found]


def _label(field: str) -> str:
    """The key of a field's name."""
    return _LABELS.get(field, f"app.{field}")


def _conflict(refused: Refused) -> Problem:
    if refused.status != 409:
        raise refused
    return Problem("", "app.conflict")


_FIELDS = {"grant_types": f"grant_types-{GRANT_TYPES[0]}", "permissions": f"permissions-{min(PERMISSIONS)}"}
"""Where the mistake is shown, if not at the field of the same name."""

_LABELS = {"auth_method": "apps.method", "grant_types": "app.grants"}
