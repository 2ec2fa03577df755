"""Patient out of OSCAR's `demographic`, by hand: straight down the columns, for one clinic, nothing general in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from bench.hand.values import instant, practitioner

COLUMNS = (
    "demographic_no, gender, pronoun, hc_type, hin, ver, chart_no, patient_status, title, last_name, first_name,"
    " middleNames, pref_name, alias, phone, phone2, email, sex, year_of_birth, month_of_birth, date_of_birth, address,"
    " city, province, postal, residentialAddress, residentialCity, residentialProvince, residentialPostal,"
    " spoken_lang, official_lang, provider_no, CAST(lastUpdateDate AS CHAR)"
)
NAMED = (
    "SELECT demographic_no, key_val, value FROM demographicExt"
    " WHERE demographic_no IN ({}) AND key_val IN ('former_name', 'demo_cell') ORDER BY id"
)
MRN = "https://clinic.example.org/mrn"

_IDENTITY = "http://hl7.org/fhir/StructureDefinition/individual-genderIdentity"
_PRONOUNS = "http://hl7.org/fhir/StructureDefinition/individual-pronouns"
_REGISTRY = "https://fhir.infoway-inforoute.ca/NamingSystem/"
_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
_VERSION = "http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion"
_HEALTH_NUMBER = {"coding": [{"system": _TYPES, "code": "JHN", "display": "Jurisdictional Health Number"}]}
_CHART_NUMBER = {"coding": [{"system": _TYPES, "code": "MR", "display": "Medical Record Number"}]}
_CARDS = {"ON": _REGISTRY + "ca-on-patient-hcn"}
_CARDS |= {
    code: f"{_REGISTRY}ca-{code.lower()}-patient-healthcare-id"
    for code in ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "PE", "QC", "SK", "YT")
}
_CARDS |= {"NF": _CARDS["NL"], "PEI": _CARDS["PE"], "QC-RAMQ": _CARDS["QC"]}
_ACTIVE = {"AC": True} | dict.fromkeys(("IN", "DE", "MO", "FI", "IC", "ID", "MERGED"), False)
_GENDER = {"M": "male", "F": "female", "O": "other", "T": "other", "X": "other", "U": "unknown"}
_TAGS = "urn:ietf:bcp:47"
_OFFICIAL = {"ENGLISH": "en", "FRENCH": "fr"}
_SPOKEN = _OFFICIAL | {
    "ARABIC": "ar", "BENGALI": "bn", "CREE": "cr", "GERMAN": "de", "GREEK": "el", "GUJARATI": "gu", "HINDI": "hi",
    "INUKTITUT": "iu", "ITALIAN": "it", "KOREAN": "ko", "POLISH": "pl", "PORTUGUESE": "pt", "PUNJABI": "pa",
    "RUSSIAN": "ru", "SPANISH": "es", "TAGALOG": "tl", "TAMIL": "ta", "UKRAINIAN": "uk", "URDU": "ur",
    "VIETNAMESE": "vi",
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)

Heads = Mapping[int, int]  # absorbed patient to the one who stands for both
Absorbed = Mapping[int, list[int]]


def patient(  # noqa: C901, PLR0912, PLR0915 straight down the columns
    row: tuple[Any, ...], version: str, heads: Heads, absorbed: Absorbed
) -> dict[str, Any]:
    """The resource of a row of COLUMNS, the former name and the cell phone's number."""
    (
        key, identity, pronoun, card, hin, card_version, chart, status, title, family, given, middle, preferred, alias,
        phone, work, email, sex, year, month, day, street, city, province, postal, other_street, other_city,
        other_province, other_postal, spoken, language, doctor, changed, former, cell,
    ) = row  # fmt: skip
    found: dict[str, Any] = {"resourceType": "Patient", "id": str(key)}
    meta = {"versionId": version}
    if changed and (changed := instant(changed)):
        meta["lastUpdated"] = changed
    found["meta"] = meta

    said = []
    if identity and (identity := identity.rstrip(" ")) and identity != "null":
        said.append({"url": _IDENTITY, "extension": [{"url": "value", "valueCodeableConcept": {"text": identity}}]})
    if pronoun and (pronoun := pronoun.rstrip(" ")) and pronoun != "null":
        said.append({"url": _PRONOUNS, "extension": [{"url": "value", "valueCodeableConcept": {"text": pronoun}}]})
    if said:
        found["extension"] = said

    identifiers = []
    if hin and (hin := hin.rstrip(" ")) and hin != "null":
        identifier: dict[str, Any] = {"type": _HEALTH_NUMBER, "value": hin}
        if card and (system := _CARDS.get(card) or _CARDS.get(card.rstrip(" ").upper())):
            identifier["system"] = system
        if card_version and (card_version := card_version.rstrip(" ")) and card_version != "null":
            identifier["extension"] = [{"url": _VERSION, "valueString": card_version}]
        identifiers.append(identifier)
    if chart and (chart := chart.rstrip(" ")) and chart != "null":
        identifiers.append({"type": _CHART_NUMBER, "system": MRN, "value": chart})
    if identifiers:
        found["identifier"] = identifiers

    if status:
        active = _ACTIVE.get(status)
        if active is None:
            status = status.rstrip(" ").upper()
            active = _ACTIVE.get(status)
        if active is not None:
            found["active"] = active

    names = []
    if title and (title := title.rstrip(" ")) == "null":
        title = None
    if family and (family := family.rstrip(" ")) == "null":
        family = None
    if given and (given := given.rstrip(" ")) == "null":
        given = None
    if middle and (middle := middle.rstrip(" ")) == "null":
        middle = None
    if title or family or given or middle:
        name: dict[str, Any] = {"use": "official"}
        if title:
            name["prefix"] = [title]
        if family:
            name["family"] = family
        if given:
            name["given"] = [given, middle] if middle else [given]
        elif middle:
            name["given"] = [middle]
        names.append(name)
    if preferred and (preferred := preferred.rstrip(" ")) and preferred != "null":
        names.append({"use": "usual", "given": [preferred]})
    if alias and (alias := alias.rstrip(" ")) and alias != "null":
        names.append({"use": "nickname", "text": alias})
    if former and (former := former.rstrip(" ")) and former != "null":
        names.append({"use": "old", "text": former})
    if names:
        found["name"] = names

    telecom = []
    if phone and (phone := phone.rstrip(" ")) and phone != "null":
        telecom.append({"system": "phone", "value": phone, "use": "home"})
    if work and (work := work.rstrip(" ")) and work != "null":
        telecom.append({"system": "phone", "value": work, "use": "work"})
    if cell and (cell := cell.rstrip(" ")) and cell != "null":
        telecom.append({"system": "phone", "value": cell, "use": "mobile"})
    if email and (email := email.rstrip(" ")) and email != "null":
        telecom.append({"system": "email", "value": email})
    if telecom:
        found["telecom"] = telecom

    if sex and (gender := _GENDER.get(sex) or _GENDER.get(sex.rstrip(" ").upper())):
        found["gender"] = gender
    if born := birth_date(year, month, day):
        found["birthDate"] = born
    if status == "DE":
        found["deceasedBoolean"] = True

    addresses = []
    if street and (street := street.rstrip(" ")) == "null":
        street = None
    if city and (city := city.rstrip(" ")) == "null":
        city = None
    if province and (province := province.rstrip(" ")) == "null":
        province = None
    if postal and (postal := postal.rstrip(" ")) == "null":
        postal = None
    if street or city or province or postal:
        address: dict[str, Any] = {"use": "home"}
        if street:
            address["line"] = [street]
        if city:
            address["city"] = city
        if province:
            address["state"] = province
        if postal:
            address["postalCode"] = postal
        addresses.append(address)
    if other_street and (other_street := other_street.rstrip(" ")) == "null":
        other_street = None
    if other_city and (other_city := other_city.rstrip(" ")) == "null":
        other_city = None
    if other_province and (other_province := other_province.rstrip(" ")) == "null":
        other_province = None
    if other_postal and (other_postal := other_postal.rstrip(" ")) == "null":
        other_postal = None
    if other_street or other_city or other_province or other_postal:
        address = {"use": "home", "type": "physical"}
        if other_street:
            address["line"] = [other_street]
        if other_city:
            address["city"] = other_city
        if other_province:
            address["state"] = other_province
        if other_postal:
            address["postalCode"] = other_postal
        addresses.append(address)
    if addresses:
        found["address"] = addresses

    languages: list[dict[str, Any]] = []
    if spoken and (spoken := spoken.rstrip(" ")) and spoken != "null":
        concept: dict[str, Any] = {"text": spoken}
        if tag := _SPOKEN.get(spoken.upper()):
            concept = {"coding": [{"system": _TAGS, "code": tag}], "text": spoken}
        languages.append({"language": concept})
    if language and (tag := _OFFICIAL.get(language.rstrip(" ").upper())):
        languages.append({"language": {"coding": [{"system": _TAGS, "code": tag}]}, "preferred": True})
    if languages:
        found["communication"] = languages
    if doctor and (doctor := practitioner(doctor)):
        found["generalPractitioner"] = [{"reference": doctor}]

    if key in heads:
        found["active"] = False
        found["link"] = [{"other": {"reference": f"Patient/{heads[key]}"}, "type": "replaced-by"}]
    elif key in absorbed:
        found["link"] = [{"other": {"reference": f"Patient/{one}"}, "type": "replaces"} for one in absorbed[key]]
    return found


@lru_cache(maxsize=65536)
def birth_date(year: str | None, month: str | None, day: str | None) -> str | None:
    """A date, a month or a year out of three texts; None for what the calendar does not have."""
    year, month, day = ((part or "").rstrip(" ") for part in (year, month, day))
    if not _YEAR.fullmatch(year) or year == "0000":
        return None
    month, day = month or "0", day or "0"
    if not _NUMBER.fullmatch(month) or not _NUMBER.fullmatch(day):
        return None
    if int(day) == 0:
        if int(month) == 0:
            return year
        return f"{year}-{int(month):02}" if int(month) <= 12 else None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
