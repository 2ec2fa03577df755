"""Launch ids: given to an app with the address of the endpoint, and brought by it to the authorization endpoint.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from facade.store import App, Store
from facade.store.launches import Launch

SCOPE = "launch"


class BadLaunch(Exception):
    """The authorization request is answered with `invalid_request`; the text says no more than that."""

    def __init__(self) -> None:
        super().__init__("The launch is not known, was used, has expired or is not this app's or this person's.")


class NotLaunchable(Exception):
    """The app takes no launch here."""


def check(store: Store, text: str, *, endpoint: str, app: str, now: datetime) -> None:
    """What can be known before anybody has signed in. It is not used up, unless it is of another app or endpoint."""
    found = store.launches.find(text, now=now)
    if found is None:
        raise BadLaunch
    if (found.endpoint, found.app) != (endpoint, app):
        store.launches.take(text, now=now)
        raise BadLaunch


def start(store: Store, app: App, launch: Launch, *, base: str, now: datetime) -> str:
    """The URL that opens the app in a window of its own (LA-03). NotLaunchable."""
    if app.launch_url is None or not app.is_active or (app.endpoint, app.id) != (launch.endpoint, launch.app):
        raise NotLaunchable
    parts = urlsplit(app.launch_url)
    given = urlencode({"iss": base, "launch": store.launches.keep(launch, now=now)})
    return urlunsplit(parts._replace(query=f"{parts.query}&{given}" if parts.query else given))
