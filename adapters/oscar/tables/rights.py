"""Who may do what. `_eChart$123` without rights ("o") closes the chart of patient 123."""

from __future__ import annotations

from sqlalchemy import Integer, String, Table, UniqueConstraint

from facade.adapter import column

from .base import metadata

secObjPrivilege = Table(
    "secObjPrivilege",
    metadata,
    column("roleUserGroup", String(30), nullable=False, server_default=""),
    column("objectName", String(100), nullable=False, server_default=""),
    column("privilege", String(100), nullable=False, server_default="|0|"),
    column("priority", Integer, server_default="0"),
    column("provider_no", String(6)),
    UniqueConstraint("roleUserGroup", "objectName"),
)
