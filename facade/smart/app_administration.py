"""What the clinic does with its apps, on the pages and from the command line, each noted with who did it (HX-09).

What developers do with their own apps stands in `dynamic_registration`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from facade.smart import registration
from facade.smart.events import AuthEvent, Record
from facade.smart.registration import Registered
from facade.store import App, Store


@dataclass(frozen=True, eq=False)
class AppAdministration:
    """One administrator's changes in one request or command. `by`: the administrator, if the journal cannot know."""

    store: Store
    record: Record
    now: datetime
    by: str = ""

    def register(self, endpoint: str, values: Mapping[str, Any]) -> Registered:
        """A new app; app_form.Invalid if its values cannot be registered."""
        made = registration.register(self.store, endpoint, values, now=self.now)
        self._note(endpoint, "registered", made.app.id)
        return made

    def change(self, app: App, values: Mapping[str, Any]) -> Registered:
        """The app with other values; app_form.Invalid, or Refused if somebody else changed it meanwhile."""
        made = registration.change(self.store, app, values, now=self.now)
        self._note(app.endpoint, "changed", app.id)
        return made

    def rotate_secret(self, app: App, *, grace: timedelta) -> Registered:
        """A new secret; the one before stays good for the grace."""
        made = registration.rotate_secret(self.store, app, grace=grace, now=self.now)
        self._note(app.endpoint, "secret rotated", app.id)
        return made

    def approve(self, endpoint: str, id: str) -> bool:
        """Let an app begin that waits for it; False if it does not wait."""
        return self._note_if(self.store.apps.approve(endpoint, id, now=self.now), endpoint, "approved", id)

    def remove(self, endpoint: str, id: str) -> bool:
        """Forget the app and all that was issued to it; False if there is no such app."""
        return self._note_if(registration.remove(self.store, endpoint, id), endpoint, "removed", id)

    def freeze(self, endpoint: str, id: str) -> None:
        """Stop an app, or a client of the configuration; all that was issued to it is dead."""
        self.store.freezes.app(endpoint, id, now=self.now)
        self._note(endpoint, "frozen", id)

    def thaw(self, endpoint: str, id: str) -> bool:
        """Let it begin anew; False if it was not frozen."""
        return self._note_if(self.store.freezes.thaw_app(endpoint, id, now=self.now), endpoint, "thawed", id)

    def initial_token(self, endpoint: str, *, uses: int, lifetime: timedelta) -> str:
        """The text of a token that lets a developer register as many apps as it has uses."""
        token = registration.initial_token(self.store, endpoint, uses=uses, lifetime=lifetime, now=self.now)
        self._note(endpoint, "initial token made", "")
        return token

    def _note_if(self, done: bool, endpoint: str, outcome: str, id: str) -> bool:
        if done:
            self._note(endpoint, outcome, id)
        return done

    def _note(self, endpoint: str, outcome: str, id: str) -> None:
        self.record(AuthEvent("app", endpoint, outcome, id, by=self.by))
