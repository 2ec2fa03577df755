"""RelatedPerson out of `relationships`: what another patient is to this one.

Of the other patient, whose own chart is another compartment, a chart shows name and telephone, and so does this map.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, coding, concept, is_in, joined, phone, present_as, read_only, reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import admin
from .tables import demographic, relationships

r = relationships.c
other = joined(demographic, on=(r.relation_demographic_no, "demographic_no"))

GAPS = {
    "RelatedPerson.identifier": cannot("no number but the key"),
    **dict.fromkeys(
        ("RelatedPerson.gender", "RelatedPerson.birthDate", "RelatedPerson.address", "RelatedPerson.communication"),
        cannot("stands in the other patient's own chart"),
    ),
    "RelatedPerson.photo": cannot("no column"),
    "RelatedPerson.period": cannot("no column"),
}

relative = ResourceMap(
    "RelatedPerson", table=relationships, key=r.id,
    only=[is_in(r.deleted, "0", "", None), at_least(r.demographic_no, 1)],
    template={
        "active": True,
        "patient": reference("Patient", r.demographic_no),
        "relationship": [
            concept(coding(read_only(present_as(r.relation, admin.RELATIONSHIP)), system=systems.ROLE_CODE),
                    text=text(r.relation)),
            concept(coding(read_only(present_as(r.emergency_contact, admin.EMERGENCY_CONTACT)),
                           system=systems.CONTACT_ROLE)),
        ],
        "name": [{"use": "official", "family": text(other["last_name"]), "given": [text(other["first_name"])]}],
        "telecom": [phone(other["phone"], "home"), phone(other["phone2"], "work")],
    },
    gaps=GAPS,
)  # fmt: skip
