"""The commonest searches of each vendor as the database plans them: python -m bench.explained ADAPTER URL

Asks `_explain=true` as an operator would. Prints no values: a search is shown with … for each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from facade import discovery
from facade.access.grant import Grant
from facade.interactions.context import OPERATOR, Context, Endpoint
from facade.interactions.search import search
from facade.interactions.served import ServedSource
from facade.search.pages import Seal
from facade.sources import Source, SourceSettings

ANYBODYS = (
    "Patient?family={family}",
    "Patient?identifier={identifier}",
    "Patient?name={family}&birthdate={birthdate}",
    "Observation?patient={id}",
    "Observation?patient={id}&code=http://loinc.org|85354-9&_sort=-date",
    "Observation?patient={id}&date=ge{year}&_include=Observation:patient",
    "Condition?patient={id}&clinical-status=active",
    "AllergyIntolerance?patient={id}",
    "Observation?subject:Patient.family={family}&code=http://loinc.org|29463-7",
)
SEARCHES = {
    "oscar": (*ANYBODYS, "Patient?general-practitioner.name={practitioner}"),
    "openemr": (*ANYBODYS, "Encounter?patient={id}&date=ge{year}&_sort=-date"),
}


def context(adapter: str, url: str) -> Context:
    """One request of an operator who may search everything."""
    source = Source(SourceSettings(adapter, url, time_zone="America/Toronto"))
    served = ServedSource(source, discovery.adapter(adapter))
    endpoint = Endpoint(adapter, "https://facade.example/fhir", served, Seal([bytes(32)]))
    grant = Grant("operator", adapter, ("system/*.rs",), permissions=frozenset({OPERATOR}))
    return Context(endpoint, grant, datetime.now(UTC), lambda event: None)


def asked(one: Context, query: str) -> Any:
    """The body of an answer."""
    type_, _, pairs = query.partition("?")
    return search(one, type_, parse_qsl(pairs)).body


def values(one: Context) -> dict[str, str]:
    """Of a patient who has what is searched for."""
    for entry in asked(one, "Patient?_count=200").get("entry", []):
        resource = entry["resource"]
        if {"name", "identifier", "birthDate"} <= resource.keys() and resource.get("active", True):
            return {"id": resource["id"], "family": resource["name"][0]["family"],
                    "identifier": resource["identifier"][0]["value"], "birthdate": resource["birthDate"],
                    "year": str(one.now.year - 1), "practitioner": "a"}  # fmt: skip
    raise SystemExit("No patient here has a name, an identifier and a birth date.")


def lines(one: Context, queries: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """search, table, access, key, rows planned, extra | the statement's expected, read and returned rows."""
    found = values(one)
    for query in queries:
        name = query.format(**dict.fromkeys(found, "…"))
        for statement in asked(one, f"{query.format(**found)}&_explain=true")["parameter"]:
            if statement["name"] != "statement":
                continue
            told = {part["name"]: str(part.get("valueDecimal", "")) for part in statement["part"] if "part" not in part}
            numbers = tuple(told.get(key, "") for key in ("estimate", "read", "returned"))
            for part in statement["part"]:
                if part["name"] == "plan":
                    step = {item["name"]: item["valueString"] for item in part["part"]}
                    columns = ("table", "type", "key", "rows", "extra", "detail")
                    yield (
                        name,
                        *(step.get(key, "") for key in columns[:4]),
                        step.get("extra", step.get("detail", "")),
                        *numbers,
                    )
                    name, numbers = "", ("", "", "")


def main() -> None:
    """Print the table of one vendor."""
    adapter, url = sys.argv[1:]
    headings = ("search", "table", "access", "key", "rows", "extra", "expected", "read", "returned")
    print(f"| {' | '.join(headings)} |\n|{' --- |' * len(headings)}")
    for line in lines(context(adapter, url), SEARCHES[adapter]):
        print(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |")


if __name__ == "__main__":
    main()
