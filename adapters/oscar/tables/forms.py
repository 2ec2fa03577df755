"""Encounter forms: each kind of form has a table of its own, and `encounterForm` lists the kinds.

Of the tables only what all have in common is read; the fields of a form are columns of its own. A save adds a row and
keeps the day on which the form was begun. No table but a site's own has an index on the patient.

`KINDS` numbers the vendor's tables. The numbers are part of ids: a table keeps its number, and a new one gets the next.
The demo clinic has the tables in `metadata` alone; which ones a database has is told by its catalogue.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import TIMESTAMP, BigInteger, Column, Date, Integer, MetaData, String, Table

from facade.adapter import column, united

from .base import metadata

encounterForm = Table(
    "encounterForm",
    metadata,
    column("form_name", String(30), nullable=False, server_default=""),
    column("form_value", String(255), primary_key=True, server_default=""),
    column("form_table", String(50), nullable=False, server_default=""),
    column("hidden", Integer, nullable=False, server_default="0"),  # 0: no new ones are begun
)

KINDS: Final = (
    "formAnnual", "formAnnualV2", "formAlpha", "formRourke", "formRourke2006", "formRourke2009", "formRourke2017",
    "formRourke2020", "formType2Diabetes", "formMentalHealth", "formPeriMenopausal", "formLabReq", "formLabReq07",
    "formLabReq10", "formMMSE", "formPalliativeCare", "formAR", "formONAR", "formONAREnhanced",
    "formONAREnhancedRecord", "formAdf", "formAdfV2", "formImmunAllergy", "formFalls", "formSelfAdministered",
    "formIntakeInfo", "formIntakeHx", "formSF36", "formSF36Caregiver", "form2MinWalk", "formSelfManagement",
    "formSelfEfficacy", "formSelfAssessment", "formHomeFalls", "formCostQuestionnaire", "formLateLifeFDIFunction",
    "formLateLifeFDIDisability", "formCESD", "formCaregiver", "formGripStrength", "formTreatmentPref", "formVTForm",
    "formGrowth0_36", "formGrowthChart", "formConsult", "formchf", "formBCHP", "formBPMH", "formBCAR", "formBCAR2007",
    "formBCAR2012", "formBCAR2020", "formBCNewBorn", "formBCNewBorn2008", "formBCINR", "formBCClientChartChecklist",
    "formNoShowPolicy", "formCounseling", "formInternetAccess", "formPositionHazard", "formRhImmuneGlobulin",
    "formSatisfactionScale", "formovulation", "formreceptionassessment", "formfollowup", "formMentalHealthForm1",
    "formMentalHealthForm14", "formMentalHealthForm42",
)  # fmt: skip
IN_THE_DEMO: Final = ("formAnnual", "formRourke2009", "formLabReq10", "formBCAR2020", "formMentalHealthForm1")
OF_MENTAL_HEALTH: Final = frozenset({"formMentalHealthForm1", "formMentalHealthForm14", "formMentalHealthForm42"})

elsewhere = MetaData()


def _shared(patient: type[Integer], writer: Column[object] | None) -> list[Column[object]]:
    return [
        column("demographic_no", patient, nullable=False, server_default="0"),
        *([] if writer is None else [writer]),
        column("formCreated", Date),
        column("formEdited", TIMESTAMP, nullable=False),
    ]


def _kind(name: str) -> Table:
    home, key = metadata if name in IN_THE_DEMO else elsewhere, column("ID", Integer, primary_key=True)
    if name in OF_MENTAL_HEALTH:
        return Table(name, home, key, *_shared(BigInteger, None))
    if name == "formBCAR2020":
        return Table(name, home, key, *_shared(Integer, column("provider_no", String(6), nullable=False)))
    return Table(name, home, key, *_shared(Integer, column("provider_no", Integer)))


kinds = {number: _kind(name) for number, name in enumerate(KINDS, 1)}
formAnnual, formRourke2009, formLabReq10, formBCAR2020, formMentalHealthForm1 = (
    metadata.tables[name] for name in IN_THE_DEMO
)

# All of them as one table.
saved_form = united(
    "saved_form",
    kinds,
    key="ID",
    columns=_shared(BigInteger, column("provider_no", String(6))),
    listed=(encounterForm.c.form_table, encounterForm.c.form_name),
)
