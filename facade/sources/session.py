"""The session of a MariaDB or MySQL server as every one of our connections sets it, and what to check later.

One table of variables is both what is SET on connecting and what the self test reads back.
https://mariadb.com/kb/en/server-system-variables/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from facade.sources.settings import SourceSettings

# Reads compare columns with partial dates ('2020-00-00'), which NO_ZERO_IN_DATE turns into NULL or an error.
READ_MODE = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO"
# Where the EHR's own sessions cut long text and store zero dates silently, ours must fail instead.
WRITE_MODE = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO"
# Agreed on while connecting (the ODBC driver forbids SET NAMES), so only checked.
CHARACTERS: Mapping[str, str] = {
    "character_set_client": "utf8mb4",
    "character_set_connection": "utf8mb4",
    "character_set_results": "utf8mb4",
}

Variables = Mapping[str, str | int | float]


def variables(settings: SourceSettings, server_version: str, *, writing: bool) -> Variables:
    """The session variables of a reading or writing connection to a server of this version."""
    mariadb, version = "mariadb" in server_version.lower(), version_numbers(server_version)
    # TIMESTAMP columns then come in UTC; DATETIME columns are untouched by the session's zone.
    chosen: dict[str, str | int | float] = {
        "innodb_lock_wait_timeout": 1,
        "lock_wait_timeout": 2,
        "time_zone": "+00:00",
        "sql_mode": WRITE_MODE if writing else READ_MODE,
    }
    if mariadb:
        chosen["max_statement_time"] = settings.statement_seconds
    else:
        chosen["max_execution_time"] = round(settings.statement_seconds * 1000)
    if mariadb and version >= (10, 3):
        # A stuck worker must not hold the EHR's rows. A reader holds none, and may write a long statement meanwhile.
        chosen["idle_transaction_timeout"] = 2 if writing else 10
    if mariadb:
        # An EXISTS of ours asks one row's question and stops at the page's end; as an IN it would read a whole table.
        chosen["optimizer_switch"] = "exists_to_in=off"
        # With a join buffer the test which of several rows is picked would run on every row of the joined table.
        chosen["join_cache_level"] = 0
    prefix = "tx" if mariadb and version < (11, 1) else "transaction"
    chosen[f"{prefix}_isolation"] = "READ-COMMITTED" if writing else "REPEATABLE-READ"
    chosen[f"{prefix}_read_only"] = 0 if writing else 1
    return chosen


def version_numbers(server_version: str) -> tuple[int, ...]:
    """(10, 11, 19) of '10.11.19-MariaDB-0+deb12u1'; '5.5.5-' may stand before MariaDB's own version."""
    text = server_version.removeprefix("5.5.5-")
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def statement(chosen: Variables) -> str:
    """The one SET statement for these variables; names and values are ours, never a client's."""
    parts = ", ".join(f"{name} = {_literal(value)}" for name, value in chosen.items())
    return f"SET SESSION {parts}"


def _literal(value: str | float) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def agrees(wanted: str | float, found: Any) -> bool:
    """Whether a server's answer means the value that was set: 2.000000 is 2, list values have no order.

    Of switches (`name=on`) only those that were set are compared.
    """
    if isinstance(wanted, str) and "=" in wanted:
        return set(wanted.split(",")) <= set(str(found).split(","))
    if isinstance(wanted, str):
        return set(wanted.split(",")) == set(str(found).split(","))
    return float(found) == float(wanted)
