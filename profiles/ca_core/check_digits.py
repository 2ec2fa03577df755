"""Health numbers of Canadian provinces, with their check digits.

Ontario: ten digits, the last by Luhn's formula (ISO/IEC 7812-1). British Columbia: ten digits from 9 on, the
last modulo 11. Quebec: four letters of the name, the birth date, with 50 more in the month of a woman, and two
digits of the registry.
"""

from __future__ import annotations

import unicodedata
from datetime import date

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")  # by Luhn's formula: the digits of the double, added
_BC_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3)


def luhn(digits: str) -> str:
    """The digit that completes these: every other one from the right is doubled, and its digits are added."""
    doubled = (2 * int(digit) for digit in digits[::-2])
    total = sum(number // 10 + number % 10 for number in doubled) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def is_luhn(number: str) -> bool:
    """Whether the last digit completes the others; False for what is not digits. Quick: all patients are asked."""
    if not (number.isascii() and number.isdigit()):
        return False
    digits = number.encode()
    total = sum(digits[::-2]) + sum(digits[-2::-2].translate(_DOUBLED))
    return (total - len(digits) * ord("0")) % 10 == 0


def ontario_health_card(nine: str) -> str:
    """The health card number of nine digits."""
    return nine + luhn(nine)


def bc_personal_health_number(eight: str) -> str | None:
    """The personal health number of eight digits after the 9; about two in eleven have none."""
    check = 11 - sum(weight * int(digit) for weight, digit in zip(_BC_WEIGHTS, eight, strict=True)) % 11
    return f"9{eight}{check}" if check < 10 else None


def quebec_health_insurance_number(family: str, given: str, born: date, *, female: bool, serial: int) -> str:
    """The NAM: TREA8552….."""
    letters = _letters(family, 3) + _letters(given, 1)
    return f"{letters}{born:%y}{born.month + 50 * female:02d}{born:%d}{serial % 100:02d}"


def _letters(name: str, count: int) -> str:
    plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalpha, plain)).upper()[:count].ljust(count, "X")
