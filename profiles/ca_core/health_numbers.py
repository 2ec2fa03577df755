"""What the health numbers of the provinces and territories look like, and which of them can be checked.

A number that does not look like one, or whose check digit is wrong, is served as it is stored: old cards and typing
errors are facts of a chart. The doubt goes to the clinic's log. Ontario's and British Columbia's check digits are
published; Alberta's is known from third parties only, as the lengths of most numbers are; Quebec's is not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .check_digits import bc_personal_health_number, is_luhn
from .systems import HEALTH_NUMBER

FORM: Final = "a health number that has not the form of its issuer's"
CHECK: Final = "a health number whose check digit is wrong"


def _by_british_columbia(number: str) -> bool:
    return number.isascii() and number.isdigit() and bc_personal_health_number(number[1:-1]) == number


@dataclass(frozen=True)
class Shape:
    """The form of a number, written without blanks and hyphens, and the rule of its check digit, if one is known."""

    form: re.Pattern[str]
    length: int
    checked: Callable[[str], bool] | None = None


def _digits(count: int, checked: Callable[[str], bool] | None = None) -> Shape:
    return Shape(re.compile(rf"[0-9]{{{count}}}"), count, checked)


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "AB": _digits(9, is_luhn),
        "BC": Shape(re.compile(r"9[0-9]{9}"), 10, _by_british_columbia),
        "MB": _digits(9),
        "NB": _digits(9),
        "NL": _digits(12),
        "NS": _digits(10),
        "NT": Shape(re.compile(r"[A-Z][0-9]{7}"), 8),
        "NU": _digits(9),
        "ON": _digits(10, is_luhn),
        "PE": _digits(8),
        # Four letters of the name; year, month (50 more for women) and day of birth; two more digits.
        "QC": Shape(re.compile(r"[A-Z]{4}[0-9]{2}(0[1-9]|1[0-2]|5[1-9]|6[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}"), 12),
        "SK": _digits(9),
        "YT": _digits(9),
    }
)


def doubt(province: str, number: str) -> str | None:
    """What is wrong with a number as that province's, in words without the number; None if nothing is."""
    shape, plain = SHAPES[province], number.replace("-", "").replace(" ", "").upper()
    if not shape.form.fullmatch(plain):
        return FORM
    return None if shape.checked is None or shape.checked(plain) else CHECK


def _of(province: str) -> Callable[[str], str | None]:
    shape = SHAPES[province]
    length, checked = shape.length, shape.checked

    def check(number: str) -> str | None:
        if checked is not None and len(number) == length and checked(number):  # as nearly all are stored
            return None
        return doubt(province, number)

    return check


#: By the system of the identifier.
CHECKS: Final[Mapping[str, Callable[[str], str | None]]] = MappingProxyType(
    {system: _of(province) for province, system in HEALTH_NUMBER.items()}
)
