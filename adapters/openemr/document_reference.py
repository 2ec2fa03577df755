"""DocumentReference and Binary out of `documents`.

What the EHR has encrypted, or keeps in CouchDB or somewhere on the web, is listed; its content cannot be served.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, coded, concept, date, eq, filled, first, instant, joined, native_uuid, none_of,
    not_yet, reference, restrict, stored_cases, stored_elsewhere, stored_file, stored_text, text, typed_codes, whole,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import documents as codes
from .sensitivity import open_encounter
from .tables import categories, categories_to_documents, documents, form_encounter

d = documents.c
filed = joined(categories_to_documents, on=(d.id, "document_id"), pick=first("category_id"))
category = joined(categories, on=(filed["category_id"], "id"))
visit = joined(form_encounter, on=[(d.foreign_id, "pid"), (d.encounter_id, "encounter")], pick=first("id"))
KEPT = [at_least(d.foreign_id, 1), none_of(eq(d.deleted, 1))]
SENSITIVE = [restrict("sensitive-encounter", open_encounter(d.foreign_id, d.encounter_id), unless="confidential")]
content_type = coded(d.mimetype, codes.CONTENT_TYPE, other=codes.OCTETS)

document_reference = ResourceMap(
    "DocumentReference", table=documents, key=d.id, only=KEPT, restrict=SENSITIVE, last_updated=instant(d.revision),
    template={
        "identifier": [native_uuid(d.uuid)],
        "status": "current",
        "type": concept(typed_codes(category["codes"], {"LOINC": systems.LOINC}), text=text(category["name"])),
        "subject": reference("Patient", d.foreign_id),
        "date": instant(d.date),
        "author": [reference("Practitioner", d.owner)],
        "description": text(d.name),
        "content": [{"attachment": {
            "contentType": content_type,
            "url": reference("Binary", d.id)["reference"],
            "size": whole(d.size, zero_absent=True),
            "title": text(d.name),
            "creation": date(d.docdate),
        }}],
        "context": {
            "encounter": [reference("Encounter", visit["id"])],
            "period": {"start": date(d.docdate), "end": date(d.docdate)},
        },
    },
    gaps={
        "DocumentReference.masterIdentifier": cannot("no number but the key and the uuid"),
        "DocumentReference.docStatus": cannot("no column"),
        "DocumentReference.category": not_yet("the categories above that of the document"),
        "DocumentReference.authenticator": cannot("no column"),
        "DocumentReference.custodian": cannot("no column"),
        "DocumentReference.relatesTo": cannot("no column"),
        "DocumentReference.securityLabel": cannot("no column"),
    },
)  # fmt: skip

document_binary = ResourceMap(
    "Binary", table=documents, key=d.id, only=KEPT, restrict=SENSITIVE, about=d.foreign_id,
    template={
        "contentType": content_type,
        "securityContext": reference("DocumentReference", d.id),
        "data": stored_cases(
            (eq(d.encrypted, codes.ENCRYPTED), stored_elsewhere("a file that the EHR has encrypted")),
            (eq(d.storagemethod, codes.COUCHDB), stored_elsewhere("a document of another database")),
            (eq(d.type, codes.WEB), stored_elsewhere("an address on the web")),
            (filled(d.document_data), stored_text(d.document_data)),
            otherwise=stored_file(d.url, folders=d.path_depth),
        ),
    },
)  # fmt: skip
