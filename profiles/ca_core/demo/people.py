"""Names, addresses, numbers and dates of invented patients."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from faker import Faker

from profiles.ca_core.check_digits import (
    bc_personal_health_number,
    ontario_health_card,
    quebec_health_insurance_number,
)

TODAY = date(2026, 11, 1)  # of every demo clinic, whenever it is made
OLDEST = date(1929, 1, 1)
NAMES = 400  # drawn of each kind, before any patient
STREETS = 600

# Beside what Faker draws: apostrophes, hyphens, blanks and the accents of Latin-1.
RARE_FAMILIES = (
    "O'Brien", "D'Amours", "Côté-Lévesque", "St. Pierre", "de la Rochelle", "Núñez", "Müller", "Åkesson", "Muñoz",
    "MacDonald", "van den Berg", "L'Écuyer", "Gonçalves", "Ibáñez", "Lefebvre", "Bérubé", "Nguyen", "Singh", "Okafor",
)  # fmt: skip
RARE_GIVEN = ("Zoë", "Noël", "Anaïs", "Jean-François", "Marie-Ève", "José", "Siân", "D'Arcy", "Björn", "Chloé")
MAIL = ("example.org", "example.com", "mail.example.org")
POSTAL_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
LENGTHS = {"NS": 10, "NL": 12, "PE": 8}  # of health numbers; nine digits elsewhere


@dataclass(frozen=True)
class Place:
    """A town: province, area code, the first half of its postal codes, share of the patients, of them French."""

    city: str
    province: str
    area_code: str
    postal: str
    share: int
    french: float


@dataclass(frozen=True)
class Person:
    """One invented person; what is not known is ''."""

    number: int
    female: bool
    french: bool
    family: str
    given: str
    middle: str
    usual: str
    born: date
    died: date | None
    place: Place
    street: str
    unit: str
    postal: str
    home: str
    work: str
    cell: str
    email: str
    jurisdiction: str
    health_number: str
    version: str

    def age(self, on: date = TODAY) -> float:
        """In years."""
        return (on - self.born).days / 365.25


def ottawa() -> tuple[Place, ...]:
    """The patients of a clinic in Ottawa."""
    return (
        Place("Ottawa", "ON", "613", "K1N", 60, 0.25),
        Place("Kanata", "ON", "613", "K2K", 12, 0.10),
        Place("Orléans", "ON", "613", "K1C", 10, 0.45),
        Place("Gatineau", "QC", "819", "J8X", 10, 0.85),
        Place("Vancouver", "BC", "604", "V5K", 3, 0.05),
        Place("Calgary", "AB", "403", "T2P", 2, 0.05),
        Place("Halifax", "NS", "902", "B3H", 1, 0.05),
        Place("St. John's", "NL", "709", "A1B", 1, 0.0),
        Place("Moncton", "NB", "506", "E1C", 1, 0.5),
    )


def toronto() -> tuple[Place, ...]:
    """The patients of a clinic in Toronto."""
    return (
        Place("Toronto", "ON", "416", "M5V", 55, 0.03),
        Place("Mississauga", "ON", "905", "L5B", 15, 0.03),
        Place("Scarborough", "ON", "416", "M1P", 12, 0.02),
        Place("Victoria", "BC", "250", "V8W", 8, 0.03),
        Place("Montréal", "QC", "514", "H2X", 6, 0.8),
        Place("Winnipeg", "MB", "204", "R3C", 2, 0.05),
        Place("Regina", "SK", "306", "S4P", 1, 0.02),
        Place("Charlottetown", "PE", "902", "C1A", 1, 0.05),
    )


class People:
    """Draws persons; the costly drawing of names is done once, at the start."""

    def __init__(self, seed: int, rng: Random, places: Sequence[Place]) -> None:
        self._rng = rng
        self._places = list(places)
        self._shares = [place.share for place in places]
        self._first_number = rng.randrange(900_000_000)
        english, french = _faker("en_CA", seed), _faker("fr_CA", seed)
        self._families = {
            False: [english.last_name() for _ in range(NAMES)],
            True: [french.last_name() for _ in range(NAMES)],
        }
        self._given = {
            (False, False): [english.first_name_male() for _ in range(NAMES)],
            (False, True): [english.first_name_female() for _ in range(NAMES)],
            (True, False): [french.first_name_male() for _ in range(NAMES)],
            (True, True): [french.first_name_female() for _ in range(NAMES)],
        }
        self._streets = {
            False: [english.street_name() for _ in range(STREETS)],
            True: [french.street_name() for _ in range(STREETS)],
        }

    def draw(self, number: int) -> Person:
        """The next person; `number` makes the health number unique."""
        rng = self._rng
        place = rng.choices(self._places, self._shares)[0]
        female, french = rng.random() < 0.52, rng.random() < place.french
        family, given = self.family(french), self.given(french, female)
        born = _birth(rng)
        jurisdiction, health_number, version = self._card(place, number, (family, given), born, female)
        return Person(
            number, female, french, family, given,
            middle=self.given(french, female) if rng.random() < 0.45 else "",
            usual=given[:3] if rng.random() < 0.06 else "",
            born=born, died=_death(rng, born),
            place=place, street=self.street(french), unit=str(rng.randint(1, 2400)) if rng.random() < 0.2 else "",
            postal=self.postal(place),
            home=self.phone(place) if rng.random() < 0.9 else "",
            work=self.phone(place) if rng.random() < 0.35 else "",
            cell=self.phone(place) if rng.random() < 0.75 else "",
            email=f"{_plain(given)}.{_plain(family)}{number}@{rng.choice(MAIL)}" if rng.random() < 0.6 else "",
            jurisdiction=jurisdiction, health_number=health_number, version=version,
        )  # fmt: skip

    def family(self, french: bool) -> str:
        """A family name."""
        pool: Sequence[str] = RARE_FAMILIES if self._rng.random() < 0.06 else self._families[french]
        return self._rng.choice(pool)

    def given(self, french: bool, female: bool) -> str:
        """A given name."""
        pool: Sequence[str] = RARE_GIVEN if self._rng.random() < 0.03 else self._given[french, female]
        return self._rng.choice(pool)

    def street(self, french: bool) -> str:
        """A street with a house number."""
        return f"{self._rng.randint(1, 2999)} {self._rng.choice(self._streets[french])}"

    def postal(self, place: Place) -> str:
        """A postal code of the place, mostly with its blank."""
        rng = self._rng
        blank = " " if rng.random() < 0.8 else ""
        return f"{place.postal}{blank}{rng.randrange(10)}{rng.choice(POSTAL_LETTERS)}{rng.randrange(10)}"

    def phone(self, place: Place) -> str:
        """A number between 555-0100 and 555-0199, which belong to nobody, in one of the ways people write it."""
        area, last = place.area_code, f"01{self._rng.randrange(100):02d}"
        ways = (f"{area}-555-{last}", f"{area}-555-{last}", f"({area}) 555-{last}", f"{area} 555 {last}")
        return self._rng.choice(ways)

    def _card(self, place: Place, number: int, name: tuple[str, str], born: date, female: bool) -> tuple[str, str, str]:
        """Jurisdiction, number and version code of the health card; one in thirty has none."""
        rng = self._rng
        version = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=2))
        if rng.random() < 0.033:
            return "", "", ""
        nine = f"{(number * 611_953 + self._first_number) % 900_000_000 + 100_000_000}"
        if place.province == "ON":
            return "ON", ontario_health_card(nine), version
        if place.province == "BC":
            return "BC", _bc_number(int(nine[1:])), ""
        if place.province == "QC":
            return "QC", quebec_health_insurance_number(*name, born, female=female, serial=number), ""
        length = LENGTHS.get(place.province, 9)
        return place.province, nine.zfill(length)[:length], ""


def _faker(locale: str, seed: int) -> Faker:
    made = Faker(locale)
    made.seed_instance(seed)
    return made


def _bc_number(eight: int) -> str:
    while True:
        number = bc_personal_health_number(f"{eight:08d}")
        if number:
            return number
        eight = (eight + 1) % 100_000_000


def _birth(rng: Random) -> date:
    """Children and the old come to a family doctor more than their share."""
    days = (TODAY - OLDEST).days - 60
    if rng.random() < 0.18:
        return TODAY - timedelta(days=rng.randint(30, 10 * 365))
    return OLDEST + timedelta(days=round(rng.betavariate(1.3, 1.2) * days))


def _death(rng: Random, born: date) -> date | None:
    if rng.random() >= 0.002 + 0.1 * max(0.0, (TODAY - born).days / 365.25 - 55) / 45:
        return None
    return TODAY - timedelta(days=rng.randint(5, min(4 * 365, (TODAY - born).days - 1)))


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, ascii_only)).lower()
