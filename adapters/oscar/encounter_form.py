"""DocumentReference out of the encounter forms: a titled list of what was filled in, without the fields.

OSCAR's chart names each kind of form that a patient has, by the title that `encounterForm` gives it, hidden or not;
what is not listed there it does not show. Each save of a form is listed (decision 0040).
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, concept, date, filled, instant, reference, text,
)  # fmt: skip

from .codes.chart import NOBODY
from .document_reference import COMMON
from .tables import saved_form

f = saved_form.c

encounter_form = ResourceMap(
    "DocumentReference", tag="form", table=saved_form, key=f.key,
    only=[filled(f.title), at_least(f.demographic_no, 1)], last_updated=instant(f.formEdited),
    template={
        "status": "current",
        "type": concept(text=text(f.title)),
        "subject": reference("Patient", f.demographic_no),
        "date": instant(f.formEdited),
        "author": [reference("Practitioner", f.provider_no, none=NOBODY)],
        "description": text(f.title),
        "content": [{"attachment": {"title": text(f.title), "creation": date(f.formCreated)}}],
        "context": {"period": {"start": date(f.formCreated), "end": date(f.formCreated)}},
    },
    gaps={
        **COMMON,
        "DocumentReference.identifier": cannot("no number but the key"),
        "DocumentReference.docStatus": cannot("no column"),
        "DocumentReference.category": cannot("no column"),
        "DocumentReference.authenticator": cannot("no column"),
        "DocumentReference.securityLabel": cannot("no column"),
    },
)  # fmt: skip
