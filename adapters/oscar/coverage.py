"""Coverage: a patient's provincial health card, and the private insurer whom some sites keep as further attributes.

A roster is no coverage: it tells whose patient somebody is. Claims are not read.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    Part, ResourceMap, cannot, cases, coded, coding, concept, date, in_order, instant, is_in, joined, last, not_in,
    present_as, read_only, reference, spread, text, when,
)  # fmt: skip
from profiles.ca_core import systems
from profiles.ca_core.identifiers import typed

from .codes import admin, chart
from .tables import demographic, demographicExt

d = demographic.c
company, policy = (
    joined(demographicExt, on=(d.demographic_no, "demographic_no"), only={"key_val": key}, pick=last("id"))
    for key in ("insurance_company", "insurance_number")
)
CARD = (not_in(d.hin, "null"), not_in(d.hc_type, "null"))  # a number, and whose it is
INSURED = not_in(company["value"], "null")

card = {
    "identifier": [{
        "type": typed(systems.JURISDICTIONAL_HEALTH_NUMBER, systems.JURISDICTIONAL_HEALTH_NUMBER_DISPLAY),
        "system": when(CARD, present_as(d.hc_type, chart.HEALTH_NUMBER_SYSTEM)),
        "value": when(CARD, text(d.hin)),
    }],
    "type": concept(coding("PUBLICPOL", system=systems.ACT_CODE)),
    "subscriberId": when(CARD, text(d.hin)),
    "period": {
        "start": when(CARD, date(d.eff_date, absent=[chart.NO_DATE])),
        "end": when((*CARD, in_order(d.eff_date, d.hc_renew_date)), date(d.hc_renew_date, absent=[chart.NO_DATE])),
    },
    "payor": [{"display": cases(
        ((*CARD, is_in(d.hc_type, *admin.ISSUER)), read_only(coded(d.hc_type, admin.ISSUER))),
        (CARD, text(d.hc_type)),
    )}],
}  # fmt: skip
private = {
    "subscriberId": when(INSURED, text(policy["value"])),
    "payor": [{"display": when(INSURED, text(company["value"]))}],
}

coverage = ResourceMap(
    "Coverage", table=demographic, key=d.demographic_no, last_updated=instant(d.lastUpdateDate),
    spread=spread(
        common={"status": "active", "beneficiary": reference("Patient", d.demographic_no)},
        parts=[Part("hc", card), Part("ins", private)],
    ),
    gaps={
        "Coverage.policyHolder": cannot("no column"),
        "Coverage.subscriber": cannot("a card may be a parent's; no column tells"),
        "Coverage.relationship": cannot("a card may be a parent's; no column tells"),
        **{
            f"Coverage.{name}": cannot("no column")
            for name in ("dependent", "class", "order", "network", "costToBeneficiary", "subrogation", "contract")
        },
    },
)  # fmt: skip
