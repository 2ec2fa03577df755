"""The clinic itself, who works there, and its release."""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, Integer, String, Table

from facade.adapter import column

from .base import LONG_KEY, TINY, UUID, metadata, stamped

users = Table(
    "users",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("username", String(255)),
    column("authorized", TINY),
    column("active", TINY, nullable=False, server_default="1"),
    column("abook_type", String(31), nullable=False, server_default="", index=True),
    column("title", String(30)),
    column("fname", String(255)),
    column("mname", String(255)),
    column("lname", String(255)),
    column("suffix", String(255)),
    column("npi", String(15)),
    column("state_license_number", String(25)),
    column("specialty", String(255)),
    column("taxonomy", String(30), nullable=False, server_default="207Q00000X"),
    column("physician_type", String(50)),
    column("facility_id", Integer, nullable=False, server_default="0"),
    column("email", String(255)),
    column("phone", String(30)),
    column("phonew1", String(30)),
    column("phonecell", String(30)),
    column("fax", String(30)),
    column("street", String(60)),
    column("streetb", String(60)),
    column("city", String(30)),
    column("state", String(30)),
    column("zip", String(20)),
    column("country_code", String(255)),
    column("url", String(255)),
    stamped("last_updated", DateTime, since="7.0.3"),
)

facility = Table(
    "facility",
    metadata,
    column("id", Integer, primary_key=True),
    column("uuid", UUID, since="6.0.0"),
    column("name", String(255)),
    column("phone", String(30)),
    column("fax", String(30)),
    column("email", String(255)),
    column("website", String(255)),
    column("street", String(255)),
    column("city", String(255)),
    column("state", String(50)),
    column("postal_code", String(11)),
    column("country_code", String(30), nullable=False, server_default=""),
    column("service_location", TINY, nullable=False, server_default="1"),
    column("pos_code", TINY),
    column("attn", String(65)),
    column("facility_npi", String(15)),
    column("mail_street", String(30), since="5.0.2"),
    column("mail_street2", String(30), since="5.0.2"),
    column("mail_city", String(50), since="5.0.2"),
    column("mail_state", String(3), since="5.0.2"),
    column("mail_zip", String(10), since="5.0.2"),
    column("oid", String(255), since="5.0.2", nullable=False, server_default=""),
    column("inactive", TINY, since="7.0.2", nullable=False, server_default="0"),
    column("organization_type", String(50), since="8.1.0", nullable=False, server_default="prov"),
    stamped("last_updated", DateTime, since="7.0.3"),
)

# Laboratories that orders go to. Its columns `login` and `password` are nobody's business.
procedure_providers = Table(
    "procedure_providers",
    metadata,
    column("ppid", LONG_KEY, primary_key=True),
    column("uuid", UUID, since="6.1.0"),
    column("name", String(255), nullable=False, server_default=""),
    column("npi", String(15), nullable=False, server_default=""),
    column("lab_director", BigInteger, nullable=False, server_default="0"),
    column("active", TINY, nullable=False, server_default="1"),
    stamped("last_updated", DateTime, since="7.0.3"),
)

# One row; for a line in our log only, never to decide what a database has.
version = Table(
    "version",
    metadata,
    column("v_major", Integer, nullable=False, server_default="0"),
    column("v_minor", Integer, nullable=False, server_default="0"),
    column("v_patch", Integer, nullable=False, server_default="0"),
    column("v_realpatch", Integer, nullable=False, server_default="0"),
    column("v_tag", String(31), nullable=False, server_default=""),
    column("v_database", Integer, nullable=False, server_default="0"),
    column("v_acl", Integer, nullable=False, server_default="0"),
)
