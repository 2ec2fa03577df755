"""The accounts of OSCAR's users. In no map: only a server told to let people sign in with them reads them.

The facts and where they were found: docs/vendors/oscar-accounts.md.
"""

from __future__ import annotations

from sqlalchemy import CHAR, Date, Integer, MetaData, String, Table, or_

from facade.adapter import TODAY, Accounts, HashFormat, Pin, column

from .tables.base import TINY

_metadata = MetaData()  # of their own, so that nothing that walks the tables of the maps meets them

security = Table(
    "security",
    _metadata,
    column("user_name", String(30), nullable=False, server_default=""),
    column("password", String(255), nullable=False, server_default=""),
    column("provider_no", String(6)),
    column("pin", String(255)),
    column("b_ExpireSet", Integer, server_default="1"),
    column("date_ExpireDate", Date, server_default="2100-01-01"),
    column("b_LocalLockSet", Integer, server_default="1"),
    column("b_RemoteLockSet", Integer, server_default="1"),
    column("forcePasswordReset", TINY),
    column("usingMfa", TINY, nullable=False, since="2025"),
)
provider = Table("provider", _metadata, column("provider_no", String(6)), column("status", CHAR(1)))

_s = security.c
_second_factor = _s.usingMfa == 1

accounts = Accounts(
    login=_s.user_name,
    password=_s.password,
    key=provider.c.provider_no,
    provider=provider.c.provider_no,
    formats=(HashFormat.TAGGED_BCRYPT, HashFormat.PBKDF2_SHA1, HashFormat.SHA1_DECIMALS),
    joins=((_s.provider_no, provider.c.provider_no),),
    open=(
        provider.c.status == "1",
        or_(_s.b_ExpireSet.is_(None), _s.b_ExpireSet != 1, _s.date_ExpireDate > TODAY),
        or_(_s.forcePasswordReset.is_(None), _s.forcePasswordReset == 0),
    ),
    second=(_second_factor,),
    pin=Pin(_s.pin, asked=(_s.b_LocalLockSet == 1, _s.b_RemoteLockSet == 1), unless=(_second_factor,)),
    blank="\b",
)
