"""Device out of `lists`, type `medical_device`: what was implanted in somebody or is used by them."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, cases, eq, instant, native_uuid, not_yet, reference, text,
)  # fmt: skip

from .issue import code, in_error, row
from .tables import lists

device = ResourceMap(
    "Device", table=lists, key=row.id, only=[eq(row.type, "medical_device"), at_least(row.pid, 1)],
    last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "udiCarrier": [{"carrierHRF": text(row.udi)}],
        "status": cases((in_error, "entered-in-error"), (eq(row.activity, 0), "inactive"), otherwise="active"),
        "type": code,
        "patient": reference("Patient", row.pid),
        "note": [{"text": text(row.comments)}],
    },
    gaps={
        **dict.fromkeys(
            (f"Device.{name}" for name in (
                "definition", "statusReason", "modelNumber", "partNumber", "specialization", "version", "property",
                "owner", "contact", "location", "url", "safety", "parent",
            )),
            cannot("no column"),
        ),
        **dict.fromkeys(
            (f"Device.{name}" for name in (
                "distinctIdentifier", "manufacturer", "manufactureDate", "expirationDate", "lotNumber", "serialNumber",
            )),
            not_yet("udi_data, parts of the identifier as JSON, whose names are not documented"),
        ),
        "Device.deviceName": cannot("the title is what kind of thing it is, not what its maker calls it"),
    },
)  # fmt: skip
