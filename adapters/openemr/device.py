"""Device out of `lists`, type `medical_device`: what was implanted in somebody or is used by them.

What its identifier says of it is there where OpenEMR has looked it up (`udi`).
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, cases, concept, eq, instant, native_uuid, reference, text,
)  # fmt: skip

from . import udi
from .issue import code, in_error, row
from .tables import lists

device = ResourceMap(
    "Device", table=lists, key=row.id, only=[eq(row.type, "medical_device"), at_least(row.pid, 1)],
    last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "udiCarrier": [{
            "deviceIdentifier": udi.part("di"),
            "issuer": udi.issuer(),
            "jurisdiction": udi.jurisdiction(),
            "carrierHRF": text(row.udi),
        }],
        "status": cases((in_error, "entered-in-error"), (eq(row.activity, 0), "inactive"), otherwise="active"),
        "distinctIdentifier": udi.part("donationId"),
        "manufacturer": udi.part("companyName"),
        "manufactureDate": udi.day("manufacturingDate"),
        "expirationDate": udi.day("expirationDate"),
        "lotNumber": udi.part("lotNumber"),
        "serialNumber": udi.part("serialNumber"),
        "deviceName": [{"name": udi.part("brandName"), "type": "udi-label-name"}],
        "modelNumber": udi.part("versionModelNumber"),
        "type": code,
        "patient": reference("Patient", row.pid),
        "note": [{"text": text(row.comments)}],
        "safety": [concept(text=udi.part("MRISafetyStatus")), concept(text=udi.latex())],
    },
    gaps=dict.fromkeys(
        (f"Device.{name}" for name in (
            "definition", "statusReason", "partNumber", "specialization", "version", "property", "owner", "contact",
            "location", "url", "parent",
        )),
        cannot("no column"),
    ),
)  # fmt: skip
