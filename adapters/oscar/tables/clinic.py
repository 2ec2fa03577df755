"""The clinic itself and who works there."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import metadata

provider = Table(
    "provider",
    metadata,
    column("provider_no", String(6), primary_key=True, server_default=""),
    column("last_name", String(30), nullable=False, server_default=""),
    column("first_name", String(30), nullable=False, server_default=""),
    column("provider_type", String(15), nullable=False, server_default=""),
    column("specialty", String(40), nullable=False, server_default=""),
    column("sex", CHAR(1), nullable=False, server_default=""),
    column("dob", Date),
    column("address", String(40)),
    column("phone", String(20)),
    column("work_phone", String(50)),
    column("ohip_no", String(20)),
    column("billing_no", String(20)),
    column("status", CHAR(1)),
    column("comments", Text),  # XML by its looks, with a password in it: never read whole
    column("practitionerNo", String(20)),
    column("practitionerNoType", String(255), since="2018-01"),
    column("email", String(60)),
    column("title", String(20)),
    column("lastUpdateUser", String(6)),
    column("lastUpdateDate", DateTime, nullable=False),
)

clinic = Table(
    "clinic",
    metadata,
    column("clinic_no", Integer, primary_key=True),
    column("clinic_name", String(100)),
    column("clinic_address", String(60), server_default=""),
    column("clinic_city", String(40), server_default=""),
    column("clinic_postal", String(15), server_default=""),
    column("clinic_phone", String(50)),
    column("clinic_fax", String(20), server_default=""),
    column("clinic_province", String(40)),
    column("status", CHAR(1)),
)
