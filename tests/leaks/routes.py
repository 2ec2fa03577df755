"""What every route answers, and how its path is filled. A route that is not written down here fails the build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from werkzeug.routing import Rule

from facade.api.guard import PAGES

PREFIX = "/fhir"
_TYPE, _RESOURCE = f"{PREFIX}/<fhir_type:type>", f"{PREFIX}/<fhir_type:type>/<fhir_id:id>"
_COMPARTMENT = f"{_RESOURCE}/<fhir_types:searched>"
_OPERATIONS = ("DocumentReference/$docref", "Observation/$lastn", "Observation/$stats", "Patient/$everything",
               "Patient/<fhir_id:id>/$everything", "Encounter/<fhir_id:id>/$everything")  # fmt: skip
_WELL_KNOWN = (".well-known/smart-configuration", ".well-known/openid-configuration")
_OAUTH = tuple(
    f"oauth/{name}" for name in ("token", "revoke", "introspect", "userinfo", "jwks", "style/<version>.json")
)
#: "search": of one type, held against the evaluator; "read"; "bundle": all that it shows must be visible; "public";
#: "content": the bytes of a Binary, which only who may read the Binary gets. Pages of people are public to a token:
#: it is nothing to them, and what they show to a session the tests of the pages ask.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("/livez", "/readyz"), "public"),
    **{f"{PREFIX}/{path}": "public" for path in ("metadata", "launch", *_WELL_KNOWN, *_OAUTH)},
    f"/.well-known/oauth-authorization-server{PREFIX}": "public",
    _TYPE: "search", f"{_TYPE}/_search": "search", _RESOURCE: "read", f"{PREFIX}/Binary/<fhir_id:id>": "content",
    PREFIX: "bundle", f"{PREFIX}/": "bundle", f"{PREFIX}/_search": "bundle",
    _COMPARTMENT: "bundle", f"{_COMPARTMENT}/_search": "bundle",
    **{f"{PREFIX}/{path}": "bundle" for path in _OPERATIONS},
}  # fmt: skip
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(rule: str, type_: str, id_: str, searched: str) -> str:
    """The path with a type, an id and the type searched in a compartment."""
    values = {"type": type_, "id": id_, "searched": searched}
    return _PLACE.sub(lambda found: values.get(found[1], "x"), rule)


def named_in(rule: str) -> str:
    """The type that stands in the rule itself, or ""."""
    first = rule.removeprefix(f"{PREFIX}/").partition("/")[0]
    return first if first[:1].isupper() else ""


def unruled(rules: Iterable[Rule]) -> list[str]:
    """Routes of which nobody has said what they answer."""
    return sorted({rule.rule for rule in rules} - KINDS.keys())


def of_pages(rule: Rule) -> bool:
    """Whether a route is a page of people."""
    return rule.endpoint.partition(".")[0] == PAGES
