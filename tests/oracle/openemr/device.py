"""Device out of lists, type medical_device (openemr.md, `lists`); what a look-up of its identifier found, as JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import SNOMED, Json, coding, concept, ref, updated

UDI = "(01)00844588003288(17)141120(10)7654321D(21)10987654d321"
SECOND = "(01)00844588003288(10)7654321D(21)76"


def thing(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type medical_device."""
    return row("lists", why, id=id, **{"type": "medical_device", "activity": 1, **values})


def found(**parts: Any) -> str:
    """What is kept of a look-up."""
    return json.dumps({"standard_elements": parts, "raw_search": {"udi": {}, "gudid": {"device": {}}}})


GS1, FDA = (f"http://hl7.org/fhir/NamingSystem/{name}" for name in ("gs1-di", "fda-udi"))
LOOKED_UP = found(
    udi=SECOND, di="00844588003288", serialNumber="76", lotNumber="7654321D", donationId="A9999XYZ",
    expirationDate="2014-11-20", manufacturingDate="2013-02-01T00:00:00.000Z", deviceName="Hip prosthesis",
    deviceDescription="Size 4", brandName="Everstep", versionModelNumber="ES-4", companyName="Everstep Ltd",
    MRISafetyStatus="MR Conditional", labeledContainsNRL=True, deviceHCTP=False, issuingAgency="GS1",
    issuingAuthority="FDA",
)  # fmt: skip

ROWS = (
    thing(71, "coded, with its identifier", pid=9, title="Pacemaker", diagnosis="SNOMED-CT:14106009", udi=UDI,
          comments="left side", modifydate="2020-06-03 00:00:10"),
    thing(72, "taken out; a blank identifier; the type in capitals", pid=9, type="MEDICAL_DEVICE", title="Crutches",
          activity=0, udi="  ", modifydate="2020-06-03 00:00:11"),
    thing(73, "entered in error, inactive as well", pid=9, title="Hearing aid", activity=0,
          verification="entered-in-error", modifydate="2020-06-03 00:00:12"),
    thing(74, "nobody said whether it is active", pid=1, title="Hip", activity=None, modifydate="2020-06-03 00:00:13"),
    thing(76, "looked up", pid=1, title="Hip", udi=SECOND, udi_data=LOOKED_UP, modifydate="2020-06-03 00:00:16"),
    thing(77, "blood, whose agency has several systems; no days; a null and a number", pid=1, title="Graft",
          udi_data=found(di="A9999", lotNumber=None, serialNumber=12, brandName=" ", issuingAgency="ICCBBA",
                         expirationDate="2014-02-30", manufacturingDate="", labeledContainsNRL=False),
          modifydate="2020-06-03 00:00:17"),
    thing(78, "an agency, but nothing that it issued", pid=1, title="Lens", udi_data=found(issuingAgency="GS1"),
          modifydate="2020-06-03 00:00:18"),
    thing(79, "cut off", pid=1, title="Stent", udi="S1", udi_data=LOOKED_UP[:300], modifydate="2020-06-03 00:00:19"),
    thing(75, "nobody's", pid=0, title="Nobody's", modifydate="2020-06-03 00:00:14"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "Device/71": {
        "meta": updated("2020-06-03T00:00:10+00:00"),
        "udiCarrier": [{"carrierHRF": UDI}],
        "status": "active",
        "type": concept(coding(SNOMED, "14106009"), text="Pacemaker"),
        "patient": ref("Patient/9"),
        "note": [{"text": "left side"}],
    },
    "Device/72": {
        "meta": updated("2020-06-03T00:00:11+00:00"),
        "status": "inactive",
        "type": concept(text="Crutches"),
        "patient": ref("Patient/9"),
    },
    "Device/73": {
        "meta": updated("2020-06-03T00:00:12+00:00"),
        "status": "entered-in-error",
        "type": concept(text="Hearing aid"),
        "patient": ref("Patient/9"),
    },
    "Device/74": {
        "meta": updated("2020-06-03T00:00:13+00:00"),
        "status": "active",
        "type": concept(text="Hip"),
        "patient": ref("Patient/1"),
    },
    "Device/76": {
        "meta": updated("2020-06-03T00:00:16+00:00"),
        "udiCarrier": [
            {"deviceIdentifier": "00844588003288", "issuer": GS1, "jurisdiction": FDA, "carrierHRF": SECOND},
        ],
        "status": "active",
        "distinctIdentifier": "A9999XYZ",
        "manufacturer": "Everstep Ltd",
        "manufactureDate": "2013-02-01",
        "expirationDate": "2014-11-20",
        "lotNumber": "7654321D",
        "serialNumber": "76",
        "deviceName": [{"name": "Everstep", "type": "udi-label-name"}],
        "modelNumber": "ES-4",
        "type": concept(text="Hip"),
        "patient": ref("Patient/1"),
        "safety": [
            concept(text="MR Conditional"),
            concept(text="Labeled as containing natural rubber latex or dry natural rubber"),
        ],
    },
    "Device/77": {
        "meta": updated("2020-06-03T00:00:17+00:00"),
        "udiCarrier": [{"deviceIdentifier": "A9999", "jurisdiction": FDA}],
        "status": "active",
        "type": concept(text="Graft"),
        "patient": ref("Patient/1"),
    },
    "Device/78": {
        "meta": updated("2020-06-03T00:00:18+00:00"),
        "status": "active",
        "type": concept(text="Lens"),
        "patient": ref("Patient/1"),
    },
    "Device/79": {
        "meta": updated("2020-06-03T00:00:19+00:00"),
        "udiCarrier": [{"carrierHRF": "S1"}],
        "status": "active",
        "type": concept(text="Stent"),
        "patient": ref("Patient/1"),
    },
}
ABSENT = {"Device/75": "nobody's: no device of a patient", "Device/45": "a procedure", "Procedure/71": "a device"}
SEARCHES = (
    finds("Device", "patient=9", "71 72 73", "of one patient"),
    finds("Device", "patient=9&status=active", "71", "in use"),
    finds("Device", f"type={SNOMED}|14106009", "71", "by code"),
    finds("Device", f"udi-carrier={UDI}", "71", "what is printed on it"),
    finds("Device", "patient=1&udi-carrier:missing=false", "76 79", "parts without the whole are no carrier"),
    finds("Device", "patient.family:missing=true", "", "all have names"),
    brings("Device", "_id=74&_include=Device:patient", "74", "Patient/1", "with the patient"),
)
REFUSALS = (refused("Device", "manufacturer=Everstep", "not-supported", "no server looks into JSON"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
