"""Health numbers against python-stdnum, and against numbers that stand in the provinces' own papers."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from stdnum import luhn as stdnum_luhn
from stdnum.ca import bc_phn

from profiles.ca_core.check_digits import (
    bc_personal_health_number,
    is_luhn,
    luhn,
    ontario_health_card,
    quebec_health_insurance_number,
)


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("0", "0"), ("5", "9"), ("80840123456789", "3")])
def test_luhn(digits: str, check: str) -> None:
    assert luhn(digits) == check


def test_ontario_numbers_are_valid() -> None:
    rng = Random(5)
    for _ in range(2000):
        number = ontario_health_card(f"{rng.randrange(10**9):09d}")
        assert len(number) == 10
        assert stdnum_luhn.is_valid(number)


def test_a_luhn_number_is_one_for_stdnum_too() -> None:
    rng = Random(7)
    for length in (1, 2, 5, 8, 9, 10, 11, 16):
        for _ in range(300):
            number = f"{rng.randrange(10**length):0{length}d}"
            assert is_luhn(number) == stdnum_luhn.is_valid(number), number
    assert not any(map(is_luhn, ("", " 18", "+18", "1_8", "18a", "\u0661\u0668")))
    assert is_luhn("18")


def test_british_columbia_by_hand() -> None:
    # 6*2 + 9*4 + 8*8 + 6*5 + 5*10 + 8*9 + 2*7 + 1*3 = 281 = 25 * 11 + 6; 11 - 6 = 5
    assert bc_personal_health_number("69865821") == "9698658215"


def test_british_columbia_numbers_are_valid_or_there_is_none() -> None:
    rng = Random(6)
    for _ in range(2000):
        eight = f"{rng.randrange(10**8):08d}"
        number = bc_personal_health_number(eight)
        valid = [f"9{eight}{check}" for check in range(10) if bc_phn.is_valid(f"9{eight}{check}")]
        # a remainder of 0 or 1 has no digit: 11 - 0 and 11 - 1 are two digits long
        assert number is None or [number] == valid
        assert number is not None or not valid or valid[0].endswith("0")


@pytest.mark.parametrize(
    ("family", "given", "born", "female", "expected"),
    [
        ("Tremblay", "Éric", date(1985, 2, 3), False, "TREE85020342"),
        ("Tremblay", "Érica", date(1985, 2, 3), True, "TREE85520342"),
        ("D'Amours", "Zoë", date(2001, 12, 31), True, "DAMZ01623142"),
        ("Ng", "An", date(1990, 10, 9), False, "NGXA90100942"),
    ],
)
def test_quebec_numbers_are_well_formed(family: str, given: str, born: date, female: bool, expected: str) -> None:
    assert quebec_health_insurance_number(family, given, born, female=female, serial=42) == expected
