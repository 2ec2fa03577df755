"""Canonical URLs of the profiles' publishers and of the value sets they bind to."""

from __future__ import annotations

from typing import Final

CA_CORE: Final = "http://fhir.infoway-inforoute.ca/cacore/StructureDefinition/"
CA_BASELINE: Final = "http://hl7.org/fhir/ca/baseline/StructureDefinition/"
R4: Final = "http://hl7.org/fhir/StructureDefinition/"

RECORDED_SEX_OR_GENDER: Final = f"{R4}individual-recordedSexOrGender"

_VALUE_SETS: Final = "https://fhir.infoway-inforoute.ca/ValueSet/"
RECORDED_GENDER: Final = f"{_VALUE_SETS}recordedgender"
ENCOUNTER_TYPE: Final = f"{_VALUE_SETS}encountertype"
HEALTH_CONDITION: Final = f"{_VALUE_SETS}healthconditioncode"
PHARMACEUTICAL_OR_SUBSTANCE: Final = f"{_VALUE_SETS}pharmaceuticalbiologicproductandsubstancecode"
PRESCRIBED_PRODUCT: Final = f"{_VALUE_SETS}prescriptionmedicinalproduct"
ROUTE: Final = f"{_VALUE_SETS}routeofadministration"
VACCINE: Final = f"{_VALUE_SETS}vaccineadministeredtradenamecode"
PROCEDURE: Final = f"{_VALUE_SETS}procedurecode"
LABORATORY: Final = f"{_VALUE_SETS}pCLOCD"
