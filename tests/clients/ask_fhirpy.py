"""Asks an endpoint with fhirpy and prints what it found, as JSON. Runs in an environment of its own.

Arguments: the endpoint's base and the list of questions as in `questions.json`; the token is read from stdin.
"""

import json
import sys

from fhirpy import SyncFHIRClient


def name(resource):
    return f"{resource['resourceType']}/{resource['id']}"


def names(searched):
    """All pages of a search: the client follows `next`."""
    return [name(resource) for resource in searched]


def in_bundle(searched):
    """One page, with what it brings along: over pages the client gives the searched type alone."""
    return [name(entry["resource"]) for entry in searched.fetch_raw()["entry"]]


def main() -> None:
    base, questions = sys.argv[1], json.loads(sys.argv[2])
    client = SyncFHIRClient(base, authorization=f"Bearer {sys.stdin.read().strip()}")
    found = {}
    for key, (kind, query) in questions.items():
        searched = client.resources(kind).search(**query)
        found[key] = names(searched)
    patient = client.resources("Patient").first()
    observations = client.resources("Observation").search(patient=patient.to_reference().reference)
    rates = client.resources("Observation").search(code="8867-4").limit(20)
    answer = {
        "found": found,
        "software": client.execute("metadata", "get")["software"]["name"],
        "read": name(client.get("Patient", patient.id)),
        "reference": name(client.reference("Patient", patient.id).to_resource()),
        "elements": sorted(client.resources("Patient").elements("gender").first()),
        "has": names(client.resources("Patient").has("Observation", "patient", code="8867-4")),
        "included": in_bundle(rates.include("Observation", "patient")),
        "brought": in_bundle(client.resources("Patient").search(_id=patient.id).revinclude("Observation", "patient")),
        "observations": names(observations),
        "missing": refused(client),
    }
    json.dump(answer, sys.stdout)


def refused(client: SyncFHIRClient) -> str:
    """What the client makes of our refusal."""
    try:
        client.resources("Patient").search(nonesuch="1").fetch()
    except Exception as error:
        return type(error).__name__ + " " + str(error)
    return ""


main()
