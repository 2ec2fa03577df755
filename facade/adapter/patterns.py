"""A condition on the form of a text, as a regular expression that Python and the servers read alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, and_

from facade.adapter.conditions import Condition
from facade.adapter.context import SourceContext
from facade.adapter.sql import matches
from facade.adapter.values import Bind

#: The form of a LOINC code: digits, a hyphen, the check digit. https://loinc.org/kb/users-guide/loinc-database-structure/
LOINC = "[0-9]{1,7}-[0-9]"


@dataclass(frozen=True, eq=False)
class Shaped(Condition):
    """The whole text column, less trailing blanks, has this form. Letters count as written, whatever the collation."""

    pattern: str

    @cached_property
    def _anchored(self) -> str:
        return f"^(?-i:{self.pattern}) *$(?!\\n)"

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), matches(self.col, self._anchored))

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._anchored)

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        return raw is not None and self._compiled.search(str(raw)) is not None


def shaped(col: Column[Any], pattern: str) -> Condition:
    """The text column has the form of the pattern, such as `shaped(code, LOINC)`."""
    return Shaped(col, pattern)
