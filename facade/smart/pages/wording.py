"""What a scope means, in words of a language. https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from facade.access.scopes import Scope
from facade.smart.pages import texts

_LETTERS: Mapping[str, str] = {"r": "see", "s": "see", "c": "add", "u": "change", "d": "delete"}


@dataclass(frozen=True)
class Words:
    """One scope in words. `verbs`: what may be done; `what`: with which data; `only`: with which of them."""

    verbs: str
    what: str
    only: str
    whose: str
    writes: bool


def words(language: str, scope: Scope) -> Words:
    """A scope in words."""
    verbs = dict.fromkeys(_LETTERS[letter] for letter in sorted(scope.letters, key="rscud".index))
    return Words(
        verbs=listed(language, [texts.plain(language, f"verbs.{verb}") for verb in verbs]).capitalize(),
        what=type_words(language, scope.type),
        only=listed(language, [_filter(language, name, value) for name, value in scope.parameters]),
        whose=texts.plain(language, f"whose.{scope.level}"),
        writes=any(letter in scope.letters for letter in "cud"),
    )


def action(language: str, letter: str) -> str:
    """What one letter of a scope lets an app do, in the words of FHIR's interactions."""
    return texts.plain(language, f"actions.{letter}")


def type_words(language: str, type: str) -> str:
    """What the resources of a type are called by people; `*` stands for all."""
    key = "types.all" if type == "*" else f"types.{type}"
    return texts.plain(language, key) if texts.has(language, key) else texts.plain(language, "types.other", type=type)


def category(language: str, value: str) -> str:
    """What a category is called by people, from `system|code` or a code alone."""
    code = value.rpartition("|")[2]
    key = f"categories.{code}"
    return texts.plain(language, key) if texts.has(language, key) else code


def lasting(language: str, time: timedelta) -> str:
    """Whole hours, and days where these are as exact: 12 hours, 365 days."""
    hours = round(time / timedelta(hours=1))
    if hours == 1:
        return texts.plain(language, "words.hour")
    if hours < 48 or hours % 24:
        return texts.plain(language, "words.hours", count=hours)
    return texts.plain(language, "words.days", count=hours // 24)


def listed(language: str, parts: Sequence[str]) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return texts.plain(language, "words.and", these=", ".join(parts[:-1]), last=parts[-1])


def _filter(language: str, name: str, value: str) -> str:
    if name == "category":
        return ", ".join(category(language, part) for part in value.split(","))
    return f"{name} = {value}"
