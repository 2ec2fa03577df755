"""From a template and facts to the HTML of a page. Whatever is put in is escaped; what is missing is an error."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from facade.smart.pages import qr, statics, texts

STATIC_PATH = "/static/"


@dataclass(frozen=True)
class Reader:
    """Who looks at a page, and in which language.

    `asked`: the language, if the address asks for it (`?lang=fr`): links then go on asking. `csrf`: the token that
    every form carries. `path`: where the reader is, for the choice of language, and `back`: where the reader goes on to
    from there. `links`: what the menu offers.
    """

    language: str
    path: str
    csrf: str
    back: str = ""
    name: str = ""
    asked: bool = False
    links: tuple[str, ...] = ()

    def here(self, language: str) -> str:
        """The present page in a language."""
        to = {"to": self.back} if self.back else {}
        return f"{self.path}?{urlencode({**to, 'lang': language})}"

    @property
    def place(self) -> str:
        """The entry of the menu that the page belongs to: the nearest one above it."""
        above = (link for link in self.links if f"{self.path}/".startswith(f"{link}/"))
        return max(above, key=len, default="")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a form (or with all of it, where `field` is empty): the key of a text.

    `label`: the key of the field's own name, where the text alone does not say which one it is.
    """

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    label: str = ""


def page(template: str, reader: Reader, /, *, problems: Sequence[Problem] = (), **facts: Any) -> bytes:
    """The HTML of one page."""
    language = reader.language
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            reader=reader,
            problems=tuple(problems),
            languages=texts.LANGUAGES,
            t=partial(texts.text, language),
            day=partial(day, language),
            moment=partial(moment, language),
            to=partial(link, reader),
            **facts,
        )
        .encode()
    )


def link(reader: Reader, path: str, /, **query: str) -> str:
    """A path of ours as a link that keeps the language that was asked for."""
    pairs = {**query, **({"lang": reader.language} if reader.asked else {})}
    separator = "&" if "?" in path else "?"
    return f"{path}{separator}{urlencode(pairs)}" if pairs else path


def day(language: str, value: date | datetime) -> str:
    """A day in words: 5 March 2026, 5 mars 2026."""
    month = texts.plain(language, f"months.m{value.month}")
    first = texts.plain(language, "months.first") if value.day == 1 else str(value.day)
    return f"{first} {month} {value.year}"


def moment(language: str, value: datetime) -> str:
    """A day and a time, in UTC, which is said."""
    utc = value.astimezone(UTC)
    return texts.plain(language, "months.moment", day=day(language, utc), time=f"{utc:%H:%M}")


def named(value: str) -> Markup:
    """A name that others chose: set apart, so that its direction of writing changes nothing around it."""
    return Markup('<bdi class="named">{}</bdi>').format(value)


def initials(name: str) -> str:
    """One or two letters in place of a logo: an image from elsewhere would tell its host who is here."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("facade.smart.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(named=named, initials=initials, qr=qr.picture)
    made.globals["static"] = lambda name: STATIC_PATH + statics.names()[name]
    return made
