"""The scope simulator: what an app with these scopes would get at an endpoint, and what would be refused, in words.

Nothing is granted: scopes go through the same algebra as real ones and make a Grant. So what is shown here is what a
token would do. Counts are ordinary searches under that grant, and so that nobody reads charts out of them they are rare
and coarse: for administrators only, of whole types, never of one patient's records nor of what a filter leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from facade.access import scopes as grammar
from facade.access.denial import Denied
from facade.access.filters import condition, is_usable
from facade.access.grant import Grant, Interaction
from facade.access.scopes import Scope, granted, in_order, level_of
from facade.errors import Refused
from facade.fhir import definitions
from facade.interactions import search
from facade.interactions.context import Context
from facade.smart import scopes_granted
from facade.smart.pages import texts, wording
from facade.store import App

Kind = Literal["practitioner", "patient", "backend"]
KINDS: tuple[Kind, ...] = ("practitioner", "patient", "backend")

_LEVELS: Mapping[Kind, frozenset[str]] = {
    "practitioner": frozenset({"patient", "user"}),
    "patient": frozenset({"patient", "user"}),
    "backend": frozenset({"system"}),
}
_CONTEXT = frozenset({scopes_granted.LAUNCH, scopes_granted.PATIENT, scopes_granted.ENCOUNTER})
_REFRESH = frozenset({scopes_granted.OFFLINE, scopes_granted.ONLINE})
_ACTIONS: Mapping[str, Interaction] = {
    "c": "create", "r": "read", "u": "update", "d": "delete", "s": "search",
}  # fmt: skip
_COARSEST = 6  # digits: what is larger is told alike
_MOST = 200  # scopes: what is more is not a question but a mistake
_RULES: Mapping[str, str] = {
    "system": "system", "user": "user", "shared type": "shared", "patient compartment": "patient",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is tried: scopes, for which kind of user, of which app if one is chosen, with which patient in context.

    `counting`: whether whoever asks may know how many records there are.
    """

    scopes: str
    kind: Kind
    app: App | None = None
    patient: str = ""
    counting: bool = False


@dataclass(frozen=True)
class Verdict:
    """One scope, whether it would be granted, and why or what it means."""

    text: str
    granted: bool
    why: str


@dataclass(frozen=True)
class Served:
    """One type: what may be done, under which rule, about how many there are now, an example of a request."""

    type: str
    words: str
    can: str
    rule: str
    count: str
    example: str


@dataclass(frozen=True)
class Result:
    """The whole answer. `uncounted`: why nothing is counted, empty where it is."""

    scopes: tuple[Verdict, ...]
    types: tuple[Served, ...]
    refused: tuple[str, ...]
    uncounted: str


@dataclass(frozen=True)
class Place:
    """Where it is tried: what the endpoint offers (type to letters), and a context whose grant is not used."""

    offered: Mapping[str, str]
    context: Context


def simulate(language: str, asked: Asked, place: Place) -> Result:
    """Try the scopes. Refused 503 while the EHR cannot be asked."""
    words = tuple(dict.fromkeys(asked.scopes.split()))[:_MOST]
    verdicts = tuple(_verdict(language, word, asked, place) for word in words)
    kept = tuple(str(scope) for one in verdicts if one.granted for scope in _within(one.text, asked.app))
    grant = _grant(asked, kept, place)
    uncounted = _uncounted(asked)
    served = [_served(language, type, grant, place, counting=not uncounted) for type in _types(kept, place)]
    return Result(
        verdicts,
        tuple(one for one in served if one is not None),
        (*_refused_scopes(language, verdicts), *_refusals(language, kept, place)),
        texts.plain(language, f"simulator.uncounted_{uncounted}") if uncounted else "",
    )


def _verdict(language: str, word: str, asked: Asked, place: Place) -> Verdict:
    why = _wrong(word, asked)
    if why is not None:
        return Verdict(word, False, texts.plain(language, f"simulator.why_{why}", level=level_of(word)))
    if word in scopes_granted.WORDS:
        return Verdict(word, True, texts.plain(language, f"simulator.why_{_kind_of(word)}"))
    scope = grammar.parse(word)
    if scope.type != "*" and scope.type not in place.offered:
        return Verdict(word, False, texts.plain(language, "simulator.why_not_served"))
    return Verdict(word, True, _meaning(language, scope))


def _wrong(word: str, asked: Asked) -> str | None:
    """Why a scope is refused: the end of a text's key."""
    if word in scopes_granted.WORDS:
        unregistered = asked.app is not None and word not in asked.app.scope.split()
        return "app" if unregistered or asked.kind == "backend" else None
    try:
        scope = grammar.parse(word)
    except ValueError:
        return "unknown"
    if scope.type != "*" and scope.type not in definitions.resource_types():
        return "type"
    if not is_usable(scope):
        return "filter"
    if scope.level not in _LEVELS[asked.kind]:
        return "level"
    if not _within(word, asked.app):
        return "app"
    return "patient" if scope.level == "patient" and not asked.patient else None


def _within(word: str, app: App | None) -> tuple[Scope, ...]:
    """What the app is registered for of a scope."""
    if word in scopes_granted.WORDS:
        return ()
    scope = grammar.parse(word)
    return (scope,) if app is None else granted([scope], _registered(app))


def _registered(app: App) -> list[Scope]:
    return [grammar.parse(word) for word in app.scope.split() if level_of(word) is not None]


def _kind_of(word: str) -> str:
    return "context" if word in _CONTEXT else "refresh" if word in _REFRESH else "identity"


def _meaning(language: str, scope: Scope) -> str:
    found = wording.words(language, scope)
    key = "simulator.why_only" if found.only else "simulator.why_words"
    return texts.plain(language, key, verbs=found.verbs, what=found.what, whose=found.whose, only=found.only)


def _grant(asked: Asked, kept: Sequence[str], place: Place) -> Grant:
    """The grant that a token of these scopes would stand for."""
    return Grant(
        client="scope simulator",
        endpoint=place.context.endpoint.name,
        scopes=tuple(kept),
        patient=asked.patient or None if asked.kind != "backend" else None,
        user="Practitioner/simulated" if asked.kind == "practitioner" else None,
        patients=(asked.patient,) if asked.kind == "patient" and asked.patient else (),
        masks=asked.app.masks if asked.app else {},
    )


def _types(kept: Sequence[str], place: Place) -> list[str]:
    asked = [grammar.parse(word) for word in kept]
    return [type for type in sorted(place.offered) if any(scope.type in ("*", type) for scope in asked)]


def _uncounted(asked: Asked) -> str:
    """Why nothing is counted: the end of a text's key."""
    if not asked.counting:
        return "role"
    return "patient" if asked.patient or asked.kind == "patient" else ""


def _served(language: str, type: str, grant: Grant, place: Place, *, counting: bool) -> Served | None:
    answers = {letter: grant.visible(type, _ACTIONS[letter]) for letter in place.offered[type]}
    letters = [letter for letter, answer in answers.items() if not isinstance(answer, Denied)]
    if not letters:
        return None
    names = dict.fromkeys(wording.action(language, letter) for letter in in_order(letters))
    found = answers[letters[0]]
    reason = "" if isinstance(found, Denied) else found.reason
    return Served(
        type,
        wording.type_words(language, type),
        ", ".join(names),
        _rule(language, reason),
        texts.plain(language, f"simulator.{_count(type, letters, grant, place)}") if counting else "",
        f"GET {type}?_count=10" if "s" in letters else f"GET {type}/[id]" if "r" in letters else f"POST {type}",
    )


def _rule(language: str, reason: str) -> str:
    """The reason of a grant in words: "patient compartment filtered, user"."""
    found: dict[str, None] = {}
    for part in reason.split(", "):
        name = part.removesuffix(" filtered")
        if name in _RULES:
            words = texts.plain(language, f"simulator.rule_{_RULES[name]}")
            found[f"{words} ({texts.plain(language, 'simulator.rule_filtered')})" if part != name else words] = None
    return "; ".join(found)


def _count(type: str, letters: Sequence[str], grant: Grant, place: Place) -> str:
    """About how many resources a search under this grant finds, or why that is not counted: the end of a key."""
    if any(scope.query and scope.type in ("*", type) for scope in map(grammar.parse, grant.scopes)):
        return "uncounted_filter"
    total = _total(type, grant, place) if "s" in letters else None
    return "uncounted_search" if total is None else f"count_{min(len(str(total)), _COARSEST) if total else 0}"


def _total(type: str, grant: Grant, place: Place) -> int | None:
    """None where it cannot be counted."""
    context = Context(place.context.endpoint, grant, place.context.now, place.context.record)
    try:
        body = search.search(context, type, [("_summary", "count")], lenient=False).body
    except Refused as refused:
        if refused.status >= 500:
            raise
        return None
    total = body.get("total") if isinstance(body, dict) else None
    return total if isinstance(total, int) else None


def _refused_scopes(language: str, verdicts: Sequence[Verdict]) -> list[str]:
    refused = [one for one in verdicts if not one.granted]
    return [texts.plain(language, "simulator.refused_scope", scope=one.text, why=one.why) for one in refused]


def _refusals(language: str, kept: Sequence[str], place: Place) -> list[str]:
    """What the scopes speak of and the endpoint does not offer."""
    found: dict[str, None] = {}
    for scope in map(grammar.parse, kept):
        types = sorted(place.offered) if scope.type == "*" else [scope.type]
        for type in types:
            missing = [letter for letter in scope.letters if letter not in place.offered.get(type, "")]
            if condition(scope, type) is None:
                found[f"{type}: {texts.plain(language, 'simulator.why_filter')}"] = None
            elif missing:
                names = dict.fromkeys(wording.action(language, letter) for letter in missing)
                what = wording.listed(language, list(names))
                found[texts.plain(language, "simulator.not_offered", type=type, what=what)] = None
    return list(found)
