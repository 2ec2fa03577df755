"""SMART with fhirclient, and fhirpy with the token that it got. Runs in an environment of its own.

Arguments: the endpoint's base, the client's id, its redirect address and the scope; the first line of stdin is its
secret, if it has one. Writes the address to open; the next line of stdin is the address that the person came back to.
"""

import json
import sys

from fhirclient.client import FHIRClient
from fhirclient.models.observation import Observation
from fhirpy import SyncFHIRClient


def observations(client):
    """All pages of a search: the client follows `next`."""
    found = Observation.where({"patient": client.patient_id, "_count": "20"}).perform_resources_iter(client.server)
    return [f"{resource.resource_type}/{resource.id}" for resource in found]


def names(searched):
    """The same with fhirpy."""
    return [f"{resource['resourceType']}/{resource['id']}" for resource in searched]


def main() -> None:
    base, app, back, scope = sys.argv[1:]
    settings = {"app_id": app, "api_base": base, "redirect_uri": back, "scope": scope}
    client = FHIRClient(settings | {"app_secret": sys.stdin.readline().strip() or None})
    sys.stdout.write(f"{client.authorize_url}\n")
    sys.stdout.flush()
    client.handle_callback(sys.stdin.readline().strip())
    context, first = client.launch_context, client.server.auth.state
    patient, found = client.patient, observations(client)
    again = client.reauthorize()
    second = client.server.auth.state
    other = SyncFHIRClient(base, authorization=f"Bearer {second['access_token']}")
    answer = {
        "context": context,
        "patient": patient.as_json(),
        "observations": found,
        "again": again,
        "refreshed": client.launch_context,
        "new": [first[name] != second[name] for name in ("access_token", "refresh_token")],
        "ready": client.ready,
        "fhirpy": {
            "patients": names(other.resources("Patient")),
            "observations": names(other.resources("Observation").limit(20)),
        },
    }
    json.dump(answer, sys.stdout)


main()
