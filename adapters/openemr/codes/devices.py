"""Who issues the identifiers of devices. See `chart` for how codes are read."""

from __future__ import annotations

from typing import Final

# issuingAgency: those that the FDA accredited. ICCBBA has one system for blood and one for other devices.
FOR_THE_FDA: Final = ("GS1", "HIBCC", "ICCBBA")
FDA: Final = "http://hl7.org/fhir/NamingSystem/fda-udi"
ISSUER: Final = {
    "GS1": "http://hl7.org/fhir/NamingSystem/gs1-di",
    "HIBCC": "http://hl7.org/fhir/NamingSystem/hibcc",
}

# labeledContainsNRL
LATEX: Final = "Labeled as containing natural rubber latex or dry natural rubber"
