"""The groups of elements that many maps have."""

from __future__ import annotations


def under(prefix: str, names: str) -> set[str]:
    return {f"{prefix}.{name}" for name in names.split()}


CODING = "coding.system coding.code"
TELECOM = under("telecom", "system value use")
ADDRESS = under("address", "use line city state postalCode")
NAME = under("name", "use prefix family given")
JHN = under("identifier.type", f"{CODING} coding.display")
EXTENSION = under("identifier.extension", "url value")
QUANTITY = under("value", "value unit system code")
ISSUE = {
    *under("identifier", "system value"),
    *under("clinicalStatus", CODING),
    *under("verificationStatus", CODING),
    *under("code", "coding text"),
    "onset", "recordedDate", "recorder.reference", "note.text",
}  # fmt: skip
OBSERVATION = {
    "status", *under("category", CODING), *under("code", f"{CODING} coding.display"), "subject.reference",
    "effective", "performer.reference",
}  # fmt: skip
COMPONENT = {*under("component.code", CODING), *under("component.value", "value unit system code")}
