"""Laws of reading: what a search shows a read shows too; narrowed answers are parts of the whole and say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facade.fhir import definitions
from facade.interactions.read import read
from facade.testing.asked import Query, thinned
from facade.testing.bundles import matched, searched
from facade.testing.judge import Judge
from facade.testing.places import MOST_ON_A_PAGE, Place
from facade.testing.report import Report, answered

ALL: Query = (("_count", str(MOST_ON_A_PAGE)),)
SUMMARIES = ("true", "text", "data", "false")


def served(place: Place, type_: str) -> dict[str, Any]:
    """Every resource of a type, by id."""
    return {resource["id"]: resource for resource in matched(searched(place.context(), type_, ALL))}


def law(judge: Judge, most: int = 40) -> Report:
    """Ids stay, resolve by read to the same resource, and nothing else resolves."""
    report = Report()
    found = served(judge.place, judge.type)
    report.check(found == served(judge.place, judge.type), f"{judge.type}: asked twice, answered differently")
    for id_ in thinned(sorted(found), most):
        _read(judge, id_, found[id_], report)
    for id_ in thinned(sorted(judge.universe.bad), most):
        status = _status(judge, id_)
        report.check(status == 422, f"{judge.type}/{id_} is a bad row, read answers {status}")
    known = found.keys() | judge.universe.bad.keys()
    for id_ in _strange(judge, sorted(found)):
        if id_ not in known:
            report.check(
                (status := _status(judge, id_)) == 404, f"{judge.type}/{id_[:70]} is no id, read answers {status}"
            )
    return report


def _read(judge: Judge, id_: str, shown: Mapping[str, Any], report: Report) -> None:
    status, body, reply = answered(lambda: read(judge.place.context(), judge.type, id_))
    report.check(status == 200 and body == shown, f"{judge.type}/{id_}: read {status} {body}, searched {shown}")
    if reply is not None:
        tag = reply.headers.get("ETag", "")
        report.check(tag == f'W/"{shown["meta"]["versionId"]}"', f"{judge.type}/{id_}: ETag {tag}")
        later, _, _ = answered(lambda: read(judge.place.context(), judge.type, id_, if_none_match=tag))
        report.check(later == 304, f"{judge.type}/{id_}: If-None-Match answers {later}")
    report.check(len(id_) <= 64 and id_ != "", f"{judge.type}/{id_}: no R4 id")


def _status(judge: Judge, id_: str) -> int:
    return answered(lambda: read(judge.place.context(), judge.type, id_))[0]


def _strange(judge: Judge, ids: list[str]) -> list[str]:
    """Ids that look like ours and are not, and ids of other types."""
    found = ["", "0x1", "x" * 64, "1" * 64, "9" * 19, "-", "--", "1-", "%", "..", ".7e", "1 ", "' OR 1=1", "é", "٣"]
    for id_ in thinned(ids, 8):
        found += [
            f"0{id_}",
            f"+{id_}",
            f"{id_}x",
            f" {id_}",
            f"{id_} ",
            f"{id_}-x",
            f"x-{id_}",
            id_.swapcase(),
            f"{id_}.0",
        ]
        found += [id_ + "\n", id_.replace("-", "--"), f"{id_}-", f"-{id_}", f"{id_}.2d", id_.partition("-")[2]]
    return [id_ for id_ in found if id_ not in judge.universe.resources]


def narrowed(judge: Judge) -> Report:
    """`_elements` and `_summary` leave elements out, change none, carry the tag and no version."""
    report = Report()
    context = judge.place.context()
    whole = served(judge.place, judge.type)
    keys = {key.removeprefix("_") for resource in whole.values() for key in resource} - {"resourceType", "id", "meta"}
    for key in sorted(keys):
        found = matched(searched(context, judge.type, (*ALL, ("_elements", key))))
        report.check(len(found) == len(whole), f"{judge.type}?_elements={key}: {len(found)} of {len(whole)}")
        for resource in found:
            _part(judge, f"_elements={key}", resource, whole[resource["id"]], report, tagged=True)
            more = {_name(judge.type, other) for other in resource} - {_name(judge.type, key), *_always(judge.type)}
            report.check(not more, f"{judge.type}/{resource['id']}?_elements={key}: shows {sorted(more)} too")
            report.check(
                resource.get(key) == whole[resource["id"]].get(key), f"{judge.type}?_elements={key}: {resource}"
            )
    told = _with_narrative(judge)
    for summary in SUMMARIES:
        for resource in matched(searched(context, judge.type, (*ALL, ("_summary", summary)))):
            tagged = summary in ("true", "text") or (summary == "data" and resource["id"] in told)
            _part(judge, f"_summary={summary}", resource, whole[resource["id"]], report, tagged=tagged)
    counted = searched(context, judge.type, (("_summary", "count"),))
    report.check(
        counted.get("total") == len(whole) and "entry" not in counted, f"{judge.type}?_summary=count: {counted}"
    )
    return report


def _with_narrative(judge: Judge) -> set[str]:
    """The ids of resources whose map has a narrative, which `_summary=data` leaves out."""
    units = {unit.number for unit in judge.place.ready.source.by_type[judge.type] if "text" in unit.root.members}
    return {id_ for (number, _), id_ in judge.universe.rows.items() if number in units}


def _name(type_: str, key: str) -> str:
    child = definitions.child(type_, key)
    return key if child is None else child.element.name


def _always(type_: str) -> set[str]:
    """What no narrowing leaves out."""
    return {
        "resourceType",
        "id",
        "meta",
        *(element.name for element in definitions.children(type_).values() if element.demanded),
    }


def _part(
    judge: Judge, asked: str, part: Mapping[str, Any], whole: Mapping[str, Any], report: Report, *, tagged: bool
) -> None:
    where = f"{judge.type}/{part['id']}?{asked}"
    inside = all(key == "meta" or _within(value, whole.get(key)) for key, value in part.items())
    report.check(inside, f"{where}: {part} is no part of {whole}")
    codes = [tag["code"] for tag in part.get("meta", {}).get("tag", ())]
    versioned = "versionId" in part.get("meta", {})
    report.check((codes[-1:] == ["SUBSETTED"]) == tagged and versioned != tagged, f"{where}: {part.get('meta')}")


def _within(part: Any, whole: Any) -> bool:
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(_within(value, whole.get(key)) for key, value in part.items())
    if isinstance(part, list):
        alike = isinstance(whole, list) and len(part) == len(whole)
        return alike and all(_within(left, right) for left, right in zip(part, whole, strict=True))
    return bool(part == whole)
