"""Identifiers by the slices of Patient.identifier in CA Core+ and CA Baseline
(https://build.fhir.org/ig/HL7-Canada/ca-baseline).

The slices are told apart by the identifier's type, its display included.
"""

from __future__ import annotations

from sqlalchemy import Column

from facade.adapter import Codec, Leaf, Template, coding, concept, identifier, text

from . import systems


def typed(code: str, display: str | None = None) -> Template:
    """The type of an identifier."""
    return concept(coding(code, system=systems.IDENTIFIER_TYPE, display=display))


def health_number(number: Column[str] | Codec, *, system: Leaf, version: Column[str] | None = None) -> Template:
    """A provincial health number; `system` says whose it is, `version` is the version code of the card."""
    kind = typed(systems.JURISDICTIONAL_HEALTH_NUMBER, systems.JURISDICTIONAL_HEALTH_NUMBER_DISPLAY)
    made = identifier(number if isinstance(number, Codec) else text(number), system=system, type=kind)
    if version is None:
        return made
    return {**made, "extension": [{"url": systems.IDENTIFIER_VERSION, "valueString": text(version)}]}


def medical_record_number(number: Column[str], *, system: Leaf) -> Template:
    """The number of the clinic's own chart."""
    kind = typed(systems.MEDICAL_RECORD_NUMBER, systems.MEDICAL_RECORD_NUMBER_DISPLAY)
    return identifier(text(number), system=system, type=kind)


def licence(number: Column[str], *, system: Leaf | None = None) -> Template:
    """The licence number that a professional college or a state gave."""
    return identifier(text(number), system=system, type=typed(systems.LICENCE))


def billing_number(number: Column[str], *, system: Leaf) -> Template:
    """The number under which a province pays a provider."""
    return identifier(text(number), system=system, type=typed(systems.PROVIDER_NUMBER))
