"""Device out of lists, type medical_device (openemr.md, `lists`)."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import SNOMED, Json, coding, concept, ref, updated

UDI = "(01)00844588003288(17)141120(10)7654321D(21)10987654d321"


def thing(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type medical_device."""
    return row("lists", why, id=id, **{"type": "medical_device", "activity": 1, **values})


ROWS = (
    thing(71, "coded, with its identifier", pid=9, title="Pacemaker", diagnosis="SNOMED-CT:14106009", udi=UDI,
          comments="left side", modifydate="2020-06-03 00:00:10"),
    thing(72, "taken out; a blank identifier; the type in capitals", pid=9, type="MEDICAL_DEVICE", title="Crutches",
          activity=0, udi="  ", modifydate="2020-06-03 00:00:11"),
    thing(73, "entered in error, inactive as well", pid=9, title="Hearing aid", activity=0,
          verification="entered-in-error", modifydate="2020-06-03 00:00:12"),
    thing(74, "nobody said whether it is active", pid=1, title="Hip", activity=None, modifydate="2020-06-03 00:00:13"),
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
}
ABSENT = {"Device/75": "nobody's: no device of a patient", "Device/45": "a procedure", "Procedure/71": "a device"}
SEARCHES = (
    finds("Device", "patient=9", "71 72 73", "of one patient"),
    finds("Device", "patient=9&status=active", "71", "in use"),
    finds("Device", f"type={SNOMED}|14106009", "71", "by code"),
    finds("Device", f"udi-carrier={UDI}", "71", "what is printed on it"),
    finds("Device", "patient.family:missing=true", "", "all have names"),
    brings("Device", "_id=74&_include=Device:patient", "74", "Patient/1", "with the patient"),
)
REFUSALS = (refused("Device", "manufacturer=Acme", "not-supported", "not mapped"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
