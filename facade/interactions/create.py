"""https://hl7.org/fhir/R4/http.html#create: POST a new resource; the server chooses the id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from facade.access.denial import Denial, denial
from facade.compiler.unify import Change, changes
from facade.compiler.units import Unit, attribute
from facade.errors import Issue, Refused
from facade.interactions.context import Context, Prefer, Reply
from facade.interactions.fetch import Found
from facade.interactions.writing import Writer, answered, attempted, check_losses, check_structure
from facade.search.expression import TRUE
from facade.sources.connection import WriteConnection


def create(context: Context, type_: str, resource: dict[str, Any], *, prefer: Prefer) -> Reply:
    """201 with Location and the resource as read back. Refused: 400, 403, 405, 422."""
    ready = context.endpoint.source.fresh()
    writer = Writer.of(context, ready, type_, "create")
    check_structure(resource, type_)
    content = {key: value for key, value in resource.items() if key != "id"}

    def work(connection: WriteConnection) -> tuple[Found, list[Issue]]:
        return _created(writer, connection, content, prefer)

    found, warnings = attempted(context, work)
    location = f"{context.endpoint.base}/{type_}/{found.resource['id']}"  # no history is served
    context.event("create", type_, 201, count=1)
    shown = prefer if writer.may_read(found.resource) else replace(prefer, return_="minimal")
    return answered(found.resource, 201, warnings, shown, {"Location": location})


def _created(
    writer: Writer, connection: WriteConnection, resource: Mapping[str, Any], prefer: Prefer
) -> tuple[Found, list[Issue]]:
    unit, change = _chosen(writer, resource)
    warnings = check_losses(change.lost, prefer, unit)
    writer.check_references(connection, unit, change.columns, resource)
    changer = writer.changer(connection, unit, "add")
    key = changer.create(change.columns)
    for col, value in change.columns.items():
        if attribute(col) is not None:
            changer.set_attribute(col, value, key)
    changer.keyed(key).companions()
    after = writer.load(connection, unit.identity.id_of(key), TRUE)
    if not writer.is_visible(after.resource):
        raise denial(Denial.OUTSIDE)
    writer.check_stored(unit, resource, after.resource, change)
    return after, warnings


def _chosen(writer: Writer, resource: Mapping[str, Any]) -> tuple[Unit, Change]:
    """The one writable map that takes the resource without loss, or the one that loses least."""
    candidates = [
        (unit, changes(unit, resource, None))
        for unit in writer.search.units
        if unit.map.writes is not None and unit.map.writes.create and not unit.part
    ]
    if not candidates:
        raise Refused(405, "not-supported", f"{writer.type_} cannot be created here.")
    return min(candidates, key=lambda pair: len(pair[1].lost))
