"""Flag: the alert that stands in red over a patient's chart."""

from __future__ import annotations

from facade.adapter import ResourceMap, at_least, cannot, concept, not_in, reference, text

from .tables import demographiccust

u = demographiccust.c

alert = ResourceMap(
    "Flag",
    table=demographiccust,
    key=u.demographic_no,
    only=[not_in(u.cust3, "null"), at_least(u.demographic_no, 1)],
    template={
        "status": "active",
        "code": concept(text=text(u.cust3)),
        "subject": reference("Patient", u.demographic_no),
    },
    gaps={
        "Flag.identifier": cannot("no number but the patient's"),
        "Flag.category": cannot("free text of any kind"),
        "Flag.period": cannot("no column"),
        "Flag.encounter": cannot("no column"),
        "Flag.author": cannot("no column"),
    },
)
