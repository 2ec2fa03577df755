"""OSCAR's stored codes of people, places and stays, and what they are in FHIR R4. See `chart` for how they are read."""

from __future__ import annotations

from typing import Final

# provider.provider_type: those that R4 has a code for (practitioner-role); the rest is text.
PROVIDER_TYPE: Final = {"doctor": "doctor", "nurse": "nurse", "pharmacist": "pharmacist"}

# site.status
SITE_STATUS: Final = {1: "active", 0: "inactive"}

# program.programStatus, of a place and of a service
PROGRAM_STATUS: Final = {"active": "active", "inactive": "inactive"}
PROGRAM_ACTIVE: Final = {"active": True, "inactive": False}

# Facility.disabled
FACILITY_ACTIVE: Final = {0: True, 1: False}

# consultationServices.active
SERVICE_ACTIVE: Final = {"1": True, "02": False}

# admission.admission_status. A transfer ends the stay in this program.
STAY_STATUS: Final = {"current": "active", "discharged": "finished", "transferred": "finished"}

# Episode.status. Deleted is not served.
EPISODE_STATUS: Final = {"Current": "active", "Complete": "finished"}

# Consent.optout: what the patient decided, and as policy (v3-ActCode).
CONSENT_DECISION: Final = {0: "permit", 1: "deny"}
CONSENT_POLICY: Final = {0: "OPTIN", 1: "OPTOUT"}

# demographic.hc_type: who pays. OT, PP and US-XX are served as they are stored.
ISSUER: Final = {
    "AB": "Alberta",
    "BC": "British Columbia",
    "MB": "Manitoba",
    "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador",
    "NF": "Newfoundland and Labrador",
    "NS": "Nova Scotia",
    "NT": "Northwest Territories",
    "NU": "Nunavut",
    "ON": "Ontario",
    "PE": "Prince Edward Island",
    "PEI": "Prince Edward Island",
    "QC": "Quebec",
    "QC-RAMQ": "Quebec",
    "SK": "Saskatchewan",
    "YT": "Yukon",
}

# DemographicContact.active; nothing at all means so.
CONTACT_ACTIVE: Final = {None: True, 1: True, 0: False}

# relationships.relation and DemographicContact.role (CtlRelationships): what the other person is to the patient, in
# v3-RoleCode. SONC and DAUC leave open whether by birth. A partner may be a spouse or not, and Care Giver,
# Administrative Staff, Insurance, Guarantor and Other have no code: text alone.
RELATIONSHIP: Final = {
    "Mother": "MTH",
    "Father": "FTH",
    "Parent": "PRN",
    "Wife": "WIFE",
    "Husband": "HUSB",
    "Brother": "BRO",
    "Sister": "SIS",
    "Son": "SONC",
    "Daughter": "DAUC",
    "Aunt": "AUNT",
    "Uncle": "UNCLE",
    "Nephew": "NEPHEW",
    "Niece": "NIECE",
    "GrandFather": "GRFTH",
    "GrandMother": "GRMTH",
    "GrandSon": "GRNDSON",
    "GrandDaughter": "GRNDDAU",
    "Foster Parent": "PRNFOST",
    "Foster Son": "SONFOST",
    "Foster Daughter": "DAUFOST",
    "Guardian": "GUARD",
    "Next of Kin": "NOK",
    "Power of Attorney": "POWATT",
}

# relationships.emergency_contact and DemographicContact.ec: whom to call (v2-0131).
EMERGENCY_CONTACT: Final = {"1": "C", "true": "C"}
