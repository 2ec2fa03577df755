"""How a prescription is taken: the clinic's own words always, the standard's where stock options mean something."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    cases, coded_number, coding, concept, date, filled, in_order, joined_text, number_text, present_as, shaped,
    text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import medication as codes
from .options import title
from .tables import prescriptions

p = prescriptions.c
form, route, interval = title("drug_form", p.form), title("drug_route", p.route), title("drug_interval", p.interval)
# `dosage` is how many of what `form` says, or all of it in words
counted = shaped(p.dosage, r"[0-9]{1,6}(\.[0-9]{1,4})?")

dosage = {
    "text": cases(
        (filled(p.drug_dosage_instructions), text(p.drug_dosage_instructions)),
        otherwise=joined_text(p.dosage, form, route, interval),
    ),
    "timing": {
        "repeat": {
            "boundsPeriod": {"start": date(p.start_date),
                             "end": when(in_order(p.start_date, p.end_date), date(p.end_date))},
            "frequency": coded_number(p.interval, codes.FREQUENCY),
            "period": coded_number(p.interval, codes.PERIOD),
            "periodUnit": present_as(p.interval, codes.PERIOD_UNIT),
            "when": [present_as(p.interval, codes.WHEN)],
        },
        "code": concept(coding(present_as(p.interval, codes.ABBREVIATION), system=systems.GTS_ABBREVIATION),
                        text=text(interval)),
    },
    "asNeededBoolean": present_as(p.interval, codes.AS_NEEDED),
    "route": concept(coding(present_as(p.route, codes.ROUTE), system=systems.SNOMED_CT), text=text(route)),
    "doseAndRate": [{"doseQuantity": {"value": when(counted, number_text(p.dosage)), "unit": text(form)}}],
}  # fmt: skip
