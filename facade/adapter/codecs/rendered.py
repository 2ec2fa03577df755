"""Plain text of a column in another dress: as base64 in an attachment, as the XHTML of a narrative. Read-only."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from facade.adapter.codecs.text import Text
from facade.adapter.values import Edges, Loss, Test, Unreadable

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # no characters of XML 1.0
_LINE = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, eq=False)
class Base64(Text):
    """The text in UTF-8 as base64Binary; nothing searches it."""

    gives: ClassVar[str] = "base64Binary"
    writable: ClassVar[bool] = False
    doc: ClassVar[str] = "text as base64"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        text = Text.decode(self, *raw)
        return None if text is None else b64encode(str(text).encode(errors="replace")).decode("ascii")

    def encode(self, value: Any) -> Any | Loss:
        return Loss("is read-only here")

    def test(self, op: str, value: Any) -> Test | None:
        return None

    def order(self) -> None:
        return None

    def source(self, into: Any, args: Any, names: Any) -> None:
        return None  # the generated lines of Text give the bare text

    def edges(self) -> Edges:
        return Edges(stored=Text.edges(self).stored)


@dataclass(frozen=True, eq=False)
class Narrative(Base64):
    """The text as the `div` of a narrative: escaped, one line a line. https://hl7.org/fhir/R4/narrative.html"""

    gives: ClassVar[str] = "xhtml"
    doc: ClassVar[str] = "text as XHTML, escaped"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        text = Text.decode(self, *raw)
        fit = "" if text is None else _UNFIT.sub("\ufffd", str(text))
        if not fit.strip():
            return None
        lines = "<br/>".join(escape(line) for line in _LINE.split(fit))
        return f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'

    def present(self) -> None:
        return None  # blank lines are no narrative, and SQL would have to look at each letter
