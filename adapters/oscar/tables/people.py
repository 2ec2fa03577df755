"""Who belongs to a patient: relatives and contacts, in the two ways OSCAR keeps them, and the team and alert."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, Integer, String, Table, Text

from facade.adapter import column

from .base import TINY, metadata

# Both are patients. A row says what the other one is to demographic_no; its inverse is a row of its own.
relationships = Table(
    "relationships",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer, nullable=False, server_default="0"),
    column("relation_demographic_no", Integer, nullable=False, server_default="0"),
    column("relation", String(20)),
    column("sub_decision_maker", CHAR(1), server_default="0"),
    column("emergency_contact", CHAR(1), server_default="0"),
    column("deleted", CHAR(1), server_default="0"),
)

# contactId is a key of provider, demographic, Contact or professionalSpecialists, as `type` says.
DemographicContact = Table(
    "DemographicContact",
    metadata,
    column("id", Integer, primary_key=True),
    column("facilityId", Integer, nullable=False),
    column("creator", String(20), nullable=False),
    column("created", TIMESTAMP, nullable=False),
    column("updateDate", TIMESTAMP, nullable=False),
    column("deleted", TINY),
    column("demographicNo", Integer, index=True),
    column("contactId", String(100)),
    column("role", String(100)),
    column("type", Integer),
    column("category", String(100)),
    column("sdm", String(25)),
    column("ec", String(25)),
    column("active", TINY),
)

Contact = Table(
    "Contact",
    metadata,
    column("id", Integer, primary_key=True),
    column("type", String(20), index=True),
    column("lastName", String(100)),
    column("firstName", String(100)),
    column("address", String(255)),
    column("address2", String(255)),
    column("city", String(100)),
    column("province", String(25)),
    column("country", String(25)),
    column("postal", String(25)),
    column("residencePhone", String(30)),
    column("cellPhone", String(30)),
    column("workPhone", String(30)),
    column("email", String(50)),
    column("fax", String(30)),
    column("specialty", String(255)),
    column("cpso", String(10), index=True),
    column("deleted", TINY),
    column("updateDate", TIMESTAMP, nullable=False),
)

# cust1 is the nurse, cust2 the resident, cust4 the midwife, each a provider's number; cust3 is the alert.
demographiccust = Table(
    "demographiccust",
    metadata,
    column("demographic_no", Integer, primary_key=True, server_default="0"),
    column("cust1", String(255), index=True),
    column("cust2", String(255), index=True),
    column("cust3", String(255), index=True),
    column("cust4", String(255), index=True),
    column("content", Text),
)
