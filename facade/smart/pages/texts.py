"""What pages say, in English and French: one file of texts for each language, with the same keys.

A text may hold {names}; what is put in for them is escaped, the text itself is, too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français"}
"""The languages of pages, each by its own name; the first is the one for readers of neither."""

DEFAULT = "en"
_FOLDER = Path(__file__).parent / "texts"
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*")
_MOST_RANGES = 20


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by their dotted keys."""
    return dict(_flat("", tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))))


def text(language: str, key: str, /, **values: object) -> Markup:
    """One text, safe to stand in HTML. KeyError if there is none, or if it needs a value that is not given."""
    return Markup(escape(texts(language)[key])).format(**values)  # noqa: S704 - the text is escaped, values will be


def plain(language: str, key: str, /, **values: object) -> str:
    """One text for where there is no HTML."""
    return texts(language)[key].format(**values)


def has(language: str, key: str) -> bool:
    """Whether there is such a text."""
    return key in texts(language)


def preferred(accept_language: str) -> str:
    """The language of ours that a browser likes best. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4"""
    best, liked = DEFAULT, 0.0
    for part in accept_language.split(",")[:_MOST_RANGES]:
        found = _RANGE.fullmatch(part)
        if found is None or found[1].lower() not in LANGUAGES:
            continue
        quality = float(found[2] or 1)
        if quality > liked:
            best, liked = found[1].lower(), quality
    return best


def _flat(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        found += _flat(name, value) if isinstance(value, dict) else [(name, value)]
    return found
