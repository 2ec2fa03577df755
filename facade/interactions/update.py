"""https://hl7.org/fhir/R4/http.html#update: PUT replaces a resource. No update-as-create."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from facade.access.denial import Denial, denial
from facade.compiler.unify import changes
from facade.compiler.units import attribute
from facade.errors import Issue, Refused, bad_value
from facade.interactions.changing import Stale
from facade.interactions.context import Context, Prefer, Reply
from facade.interactions.fetch import Found
from facade.interactions.writing import (
    Writer,
    answered,
    attempted,
    check_losses,
    check_structure,
)
from facade.sources.connection import WriteConnection

_TAG = re.compile(r'W/"([^"]*)"')  # in the one spelling that facade.api.preconditions passes on


def update(
    context: Context, type_: str, id_: str, resource: dict[str, Any], *, if_match: str | None, prefer: Prefer
) -> Reply:
    """200 with the resource as read back. Refused: 404, 405, 403, 400, 412, 422, 428 as the design's table says."""
    ready = context.endpoint.source.fresh()
    writer = Writer.of(context, ready, type_, "update")
    version = _version(if_match)
    check_structure(resource, type_)
    if resource.get("id") != id_:
        raise Refused(400, "invalid", "The id in the body must be the id in the URL.", expression=[f"{type_}.id"])

    def work(connection: WriteConnection) -> tuple[Found, list[Issue]]:
        return _swapped(writer, connection, id_, resource, version, prefer)

    found, warnings = attempted(context, work)
    context.event("update", type_, 200, count=1)
    shown = prefer if writer.may_read(found.resource) else replace(prefer, return_="minimal")
    return answered(found.resource, 200, warnings, shown, {})


def _version(if_match: str | None) -> str:
    if if_match is None:
        raise denial(Denial.NO_VERSION)
    found = _TAG.fullmatch(if_match)
    if found is None:
        raise bad_value('If-Match takes the one version that was read: W/"…".')
    return found[1]


def _swapped(
    writer: Writer, connection: WriteConnection, id_: str, resource: Mapping[str, Any], version: str, prefer: Prefer
) -> tuple[Found, list[Issue]]:
    stored = writer.load(connection, id_, writer.visible)
    _check_head(stored)
    if stored.resource["meta"]["versionId"] != version:
        raise denial(Denial.CONFLICT)
    change = changes(stored.unit, resource, stored.resource)
    warnings = check_losses(change.lost, prefer, stored.unit)
    if not change.columns:
        return stored, warnings
    writer.check_references(connection, stored.unit, change.columns, resource)
    changer = writer.changer(connection, stored.unit, "update")
    row, key = writer.row(stored), stored.cursor.key
    if not changer.swap(change.columns, row):
        raise Stale
    for col, value in change.columns.items():
        owner = attribute(col)
        if owner is not None:
            changer.set_attribute(col, value, row[owner.of.on], row[col])
    changer.keyed(key).companions()
    after = writer.load(connection, id_, writer.visible)
    if not writer.is_visible(after.resource):
        raise denial(Denial.MOVED)
    writer.check_stored(stored.unit, resource, after.resource, change)
    if not change.lost and changes(after.unit, resource, after.resource).columns:
        raise Refused(422, "processing", "This system could not replace the resource with the one that was sent.")
    return after, warnings


def _check_head(stored: Found) -> None:
    """Rows that the EHR merged into others are history: they are read, never written."""
    if stored.cursor.key in stored.unit.identity.merges.heads:
        raise Refused(422, "business-rule", "This record was merged into another and is read-only.")
