"""The accounts of OpenEMR's users. In no map: only a server told to let people sign in with them reads them.

The facts and where they were found: docs/vendors/openemr-accounts.md.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, Table, exists, or_

from facade.adapter import OLDEST, Accounts, HashFormat, column

from .tables.base import TINY

_metadata = MetaData()  # of their own, so that nothing that walks the tables of the maps meets them

users = Table(
    "users",
    _metadata,
    column("id", BigInteger),
    column("username", String(255)),
    column("active", TINY, nullable=False, server_default="1"),
)
users_secure = Table(
    "users_secure",
    _metadata,
    column("id", BigInteger),
    column("username", String(255)),
    column("password", String(255)),
    column("last_update_password", DateTime),
)
groups = Table("groups", _metadata, column("user", String(255)))
gacl_aro = Table(
    "gacl_aro",
    _metadata,
    column("id", Integer),
    column("section_value", String(150), nullable=False, server_default="0"),
    column("value", String(150), nullable=False),
)
gacl_groups_aro_map = Table("gacl_groups_aro_map", _metadata, column("aro_id", Integer, nullable=False))
login_mfa_registrations = Table("login_mfa_registrations", _metadata, column("user_id", BigInteger, nullable=False))

_in_a_group = exists().where(groups.c.user == users.c.username).correlate(users)
_has_rights = (
    exists()
    .where(
        gacl_aro.c.section_value == "users",
        gacl_aro.c.value == users.c.username,
        gacl_groups_aro_map.c.aro_id == gacl_aro.c.id,
    )
    .correlate(users)
)

accounts = Accounts(
    login=users.c.username,
    password=users_secure.c.password,
    key=users.c.id,
    provider=users.c.username,
    formats=(HashFormat.BCRYPT, HashFormat.ARGON2, HashFormat.SHA512_CRYPT),
    joins=((users.c.id, users_secure.c.id), (users.c.username, users_secure.c.username)),
    open=(
        users.c.active == 1,
        _in_a_group,
        _has_rights,
        or_(users_secure.c.last_update_password.is_(None), users_secure.c.last_update_password >= OLDEST),
    ),
    second=(exists().where(login_mfa_registrations.c.user_id == users.c.id).correlate(users),),
)
