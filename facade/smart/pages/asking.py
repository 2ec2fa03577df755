"""The facts of the consent page (HX-01): which app, where it leads, whose data, what it may do, for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from facade.access.scopes import Scope
from facade.config import Lifetimes
from facade.smart.pages import wording
from facade.smart.pages.consent import Kind, Line
from facade.smart.pages.wording import Words
from facade.store import App
from facade.store.flows import Pending


@dataclass(frozen=True)
class PartShown:
    """One category or type that can be ticked."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True)
class LineShown:
    """One line of the page; `answer` is what is chosen when it opens."""

    name: str
    kind: Kind
    answer: str
    words: Words | None
    parts: tuple[PartShown, ...]


def facts(
    language: str,
    app: App,
    pending: Pending,
    *,
    lines: Sequence[Line],
    lifetimes: Lifetimes,
    clinician: bool,
    visit: str,
    form: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """What the template of the consent page takes, but for the patient. `clinician`: whether one is asked.

    `form`: what was chosen, where the page is shown again.
    """
    kinds = {line.kind for line in lines}
    lasts = "offline" if "offline" in kinds else "online" if "online" in kinds else "hour"
    return {
        "app": app,
        "host": host_of(pending.redirect_uri),
        "suggested": pending.suggested,
        "lines": [_shown(language, line, form) for line in lines],
        "lasts": lasts,
        "most": wording.lasting(language, lifetimes.offline(clinician=clinician)),
        "offline": lasts == "offline",
        "encounter": visit,
    }


def sentences(language: str, scopes: Sequence[Line]) -> list[str]:
    """Lines as one sentence each, for lists of what was granted."""
    return [_sentence(language, line) for line in scopes if line.kind == "data"]


def host_of(redirect_uri: str) -> str:
    """Where the person goes back to: the host, or the scheme of an app on the device."""
    parts = urlsplit(redirect_uri)
    return parts.netloc if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def _shown(language: str, line: Line, form: Mapping[str, Sequence[str]] | None) -> LineShown:
    words = wording.words(language, line.scope) if line.scope is not None else None
    ticked = {str(part) for part in line.parts} if form is None else set(form.get(f"{line.name}-part", ()))
    parts = tuple(PartShown(str(part), _label(language, line, part), on=str(part) in ticked) for part in line.parts)
    answer = "all" if form is None else next(iter(form.get(line.name, ())), "none")
    return LineShown(line.name, line.kind, answer, words, parts)


def _label(language: str, line: Line, part: Scope) -> str:
    if line.scope is not None and line.scope.type == "*":
        return wording.type_words(language, part.type)
    return wording.category(language, list(part.parameters)[-1][1])


def _sentence(language: str, line: Line) -> str:
    assert line.scope is not None  # lines of data have one
    found = wording.words(language, line.scope)
    only = f" ({found.only})" if found.only else ""
    return f"{found.verbs} {found.what}{only}, {found.whose}"
