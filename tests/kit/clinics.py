"""The vendors' clinics for the kit: the oracle's hand-written rows."""

from __future__ import annotations

from adapters.openemr import tables as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing import Clinic, by_table_name
from tests.oracle.model import SITE, TIME_ZONE
from tests.oracle.openemr import ORACLE as OPENEMR
from tests.oracle.oscar import ORACLE as OSCAR

__all__ = ["openemr", "oscar"]

oscar = Clinic(
    oscar_tables,
    by_table_name(oscar_tables, OSCAR.tables),
    site=SITE,
    zone=TIME_ZONE,
    along=[(oscar_tables.tables["casemgmt_note"].c.note_id, oscar_tables.tables["casemgmt_issue_notes"].c.note_id)],
    provider="999998",
    profiles="ca-core",
    # Corrected laboratory reports; of several rows of one day the first is the schedule.
    replaced=frozenset({"Observation", "DiagnosticReport", "Specimen", "Binary", "Slot"}),
)
encounters, vitals, forms, users = (
    openemr_tables.metadata.tables[name] for name in ("form_encounter", "form_vitals", "forms", "users")
)
openemr = Clinic(
    openemr_tables.metadata,
    by_table_name(openemr_tables.metadata, OPENEMR.tables),
    site=SITE,
    zone=TIME_ZONE,
    along=[(encounters.c.id, forms.c.form_id), (vitals.c.id, forms.c.form_id)],
    provider="admin",
    profiles="ca-core",
    replaced=frozenset({"Observation", "FamilyMemberHistory"}),  # the newest page of habits and family
    numbered=[encounters.c.encounter, forms.c.form_id, users.c.username],
)
