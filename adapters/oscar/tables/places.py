"""Where care is given and by whom: sites, programs, organizations, and the roles of the providers in them."""

from __future__ import annotations

from sqlalchemy import CHAR, BigInteger, DateTime, Integer, String, Table, Text, UniqueConstraint

from facade.adapter import column

from .base import LONG_KEY, TINY, metadata

site = Table(
    "site",
    metadata,
    column("site_id", Integer, primary_key=True),
    column("name", String(255), nullable=False, server_default=""),
    column("short_name", String(10), nullable=False, server_default=""),
    column("phone", String(50), server_default=""),
    column("fax", String(50), server_default=""),
    column("address", String(255), server_default=""),
    column("city", String(25), server_default=""),
    column("province", String(25), server_default=""),
    column("postal", String(10), server_default=""),
    column("status", TINY, nullable=False, server_default="0"),
    column("siteUrl", String(50)),
    UniqueConstraint("name"),
    UniqueConstraint("short_name"),
)

Facility = Table(
    "Facility",
    metadata,
    column("id", Integer, primary_key=True),
    column("name", String(50), nullable=False),
    column("description", String(150)),
    column("contactName", String(255)),
    column("contactEmail", String(255)),
    column("contactPhone", String(255)),
    column("disabled", TINY, nullable=False),
    column("lastUpdated", DateTime, nullable=False),
    UniqueConstraint("name"),
)

Institution = Table(
    "Institution",
    metadata,
    column("id", Integer, primary_key=True),
    column("name", String(255), nullable=False),
    column("address", String(255)),
    column("city", String(100)),
    column("province", String(100)),
    column("postal", String(10)),
    column("country", String(25)),
    column("phone", String(25)),
    column("fax", String(25)),
    column("website", String(100)),
    column("email", String(50)),
    column("annotation", Text),
)

Department = Table(
    "Department",
    metadata,
    column("id", Integer, primary_key=True),
    column("name", String(255), nullable=False),
    column("annotation", Text),
)

# Bed, Service, community and external programs; 10001 to 10033 are seeded destinations of a discharge.
program = Table(
    "program",
    metadata,
    column("id", Integer, primary_key=True),
    column("facilityId", Integer, nullable=False, index=True),
    column("name", String(70), nullable=False),
    column("description", String(255)),
    column("address", String(255)),
    column("phone", String(255)),
    column("fax", String(255)),
    column("url", String(255)),
    column("email", String(255)),
    column("type", String(50)),
    column("programStatus", String(8), nullable=False),
    column("lastUpdateDate", DateTime, nullable=False),
)

program_provider = Table(
    "program_provider",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("program_id", BigInteger),
    column("provider_no", String(6), nullable=False, index=True),
    column("role_id", BigInteger, index=True),
)

providersite = Table(
    "providersite",
    metadata,
    column("provider_no", String(6), primary_key=True),
    column("site_id", Integer, primary_key=True, autoincrement=False),
)

secUserRole = Table(
    "secUserRole",
    metadata,
    column("id", Integer, primary_key=True),
    column("provider_no", String(6), nullable=False),
    column("role_name", String(60), nullable=False),
    column("activeyn", Integer),
    column("lastUpdateDate", DateTime, nullable=False),
)

secRole = Table(
    "secRole",
    metadata,
    column("role_no", Integer, primary_key=True),
    column("role_name", String(60), nullable=False, server_default="", unique=True),
)

# active is '1' for what is offered, '02' for what is not.
consultationServices = Table(
    "consultationServices",
    metadata,
    column("serviceId", Integer, primary_key=True),
    column("serviceDesc", String(255)),
    column("active", CHAR(2)),
)
