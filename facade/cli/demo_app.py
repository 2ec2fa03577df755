"""The demo's sample app: a few files, served on a port of their own, as anybody's app would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from facade.fhir import json
from facade.store import App

FOLDER = Path(__file__).parent / "patient_chart"
CLIENT = "patient-chart"
SCOPE = (
    "openid fhirUser patient/Patient.rs patient/Condition.rs patient/AllergyIntolerance.rs "
    "patient/MedicationRequest.rs patient/Observation.rs"
)
_PAGES = {"/": "index.html", "/launch": "launch.html", "/chart": "chart.html"}
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css"}


@dataclass(frozen=True)
class SampleApp:
    """The app at one address, for the clinics whose endpoints it knows by name and base."""

    address: str
    clinics: Mapping[str, str]

    def registered(self, endpoint: str) -> App:
        """What the clinic registers of it: a public app, for people only."""
        return App(
            id=CLIENT,
            endpoint=endpoint,
            name="Patient chart (sample app of the demo)",
            publisher="FHIR facade demo",
            auth_method="none",
            scope=f"launch launch/patient {SCOPE}",
            grant_types=("authorization_code",),
            redirect_uris=(f"{self.address}/chart",),
            launch_url=f"{self.address}/launch",
            origins=(self.address,),
            skip_login=True,  # the launcher has signed the person in
        )

    @property
    def wsgi(self) -> WSGIApplication:
        """Serves the files, read once, and the settings."""
        files = {f"/{file.name}": file for file in FOLDER.iterdir() if file.suffix in (".js", ".css")}
        files |= {path: FOLDER / name for path, name in _PAGES.items()}
        bodies = {path: (_TYPES[file.suffix], file.read_bytes()) for path, file in files.items()}
        bodies["/settings.json"] = ("application/json", self._settings())
        headers = self._headers()

        def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            status, kind, body = _found(bodies, environ["REQUEST_METHOD"], environ["PATH_INFO"])
            start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

        return answer

    def _settings(self) -> bytes:
        clinics = [{"name": f"{name} (demo clinic)", "iss": base} for name, base in self.clinics.items()]
        return json.dumps({"clientId": CLIENT, "scope": SCOPE, "clinics": clinics})

    def _headers(self) -> list[tuple[str, str]]:
        """Nothing from elsewhere runs here, and only the clinics are asked."""
        asked = " ".join(sorted({"{0.scheme}://{0.netloc}".format(urlsplit(base)) for base in self.clinics.values()}))
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {asked}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return [
            ("Content-Security-Policy", policy),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]


def _found(bodies: Mapping[str, tuple[str, bytes]], method: str, path: str) -> tuple[str, str, bytes]:
    if method not in ("GET", "HEAD"):
        return "405 Method Not Allowed", "text/plain", b"This app is read only.\n"
    if path not in bodies:
        return "404 Not Found", "text/plain", b"There is no such page.\n"
    return "200 OK", *bodies[path]
