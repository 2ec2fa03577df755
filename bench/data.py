"""Three clinics on a private MariaDB server: one from the demo generator, one of ten copies of it, and a smaller one
with the whole chart.

A copy has keys of its own and its changes some days earlier, so that no time is met twice. Copying within the server
takes a tenth of the time that generating all of it would.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, create_engine, func, select

from adapters.oscar import demo, tables
from bench.sizes import Sizes
from facade.adapter.demo import as_the_ehr, create_tables
from facade.testing.databases import Server, private_mariadb

SEED = 1
COPIES = 10
DAYS = 11  # between two copies
HUNDRED = 100  # patients, of whom the first is chronically ill
OFTEN = 12  # of so many measurements of the hundred, one is theirs
CHART_VISITS = 6
# All of both clinics stays in memory; what a crash would lose can be made again.
SERVER = (
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=256M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
)
# Of each table the columns that hold the key of a row of the same or another table.
KEYS: Mapping[Table, Mapping[str, Table]] = {
    tables.demographic: {"demographic_no": tables.demographic},
    tables.demographicExt: {"id": tables.demographicExt, "demographic_no": tables.demographic},
    tables.demographic_merged: {
        "id": tables.demographic_merged,
        "demographic_no": tables.demographic,
        "merged_to": tables.demographic,
    },
    tables.measurements: {"id": tables.measurements, "demographicNo": tables.demographic},
    tables.allergies: {"allergyid": tables.allergies, "demographic_no": tables.demographic},
    tables.dxresearch: {"dxresearch_no": tables.dxresearch, "demographic_no": tables.demographic},
}
COMMON = (tables.provider, tables.clinic, tables.icd9)  # belong to no patient: copied once
TIMES = ("lastUpdateDate", "dateObserved", "dateEntered", "update_date")

Told = Callable[[str], None]


@dataclass(frozen=True)
class Clinics:
    """The URLs of both, for one driver."""

    driver: str
    big: str
    small: str
    chart: str  # the whole chart: messages of laboratories, prescriptions, appointments, notes


def driver() -> str:
    """The native driver if it is here, else the one in Python."""
    return "mysqldb" if importlib.util.find_spec("MySQLdb") else "pymysql"


@contextmanager
def clinics(sizes: Sizes, tell: Told) -> Iterator[Clinics]:
    """Both clinics; they and their server go when the block ends."""
    with private_mariadb(*SERVER) as server:
        small = _generated(server, "small", sizes, tell)
        big = _copied(server, "big", "small", tell)
        server.create_database("chart")
        chart = server.url_for(driver(), "chart")
        demo.create(chart, patients=sizes.charts, seed=SEED, visits=CHART_VISITS)
        with _session(chart) as connection:
            for table in tables.metadata.tables:
                connection.exec_driver_sql(f"ANALYZE TABLE `{table}`")
        yield Clinics(driver(), big, small, chart)


def _generated(server: Server, name: str, sizes: Sizes, tell: Told) -> str:
    """The clinic that is copied."""
    patients = sizes.patients // COPIES
    server.create_database(name)
    url = server.url_for(driver(), name)

    def progress(done: int, wanted: int) -> None:
        if done % 1000 == 0:
            tell(f"{done:,} patients of {wanted:,} generated")

    demo.create(url, patients=patients, seed=SEED, visits=sizes.visits, progress=progress, further=False)
    with _session(url) as connection:
        _trim(connection, sizes.measurements // COPIES)
        _give_to_the_chronically_ill(connection, patients)
        connection.exec_driver_sql(f"ANALYZE TABLE {tables.measurements.name}")
    return url


def _trim(connection: Connection, wanted: int) -> None:
    """As many measurements as wanted: the generator's own count depends on who was born when."""
    table = tables.measurements
    have: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    connection.execute(table.delete().where(table.c.id > wanted))
    while have < wanted:
        shifts = {"id": str(have)}
        connection.exec_driver_sql(f"{_insert(table, table.name, shifts, 0)} WHERE id <= {wanted - have}")
        have = min(2 * have, wanted)


def _give_to_the_chronically_ill(connection: Connection, patients: int) -> None:
    """Some measurements of each hundred to the first of them: a clinic has patients who are measured all the time.

    The generator gives everyone about equally many. What is nobody's stays so, and rows stay as clean or dirty.
    """
    table = tables.measurements
    patient = table.c.demographicNo
    theirs = table.c.id % OFTEN == 0, patient.between(1, patients)
    connection.execute(table.update().where(*theirs).values({patient: patient - (patient - 1) % HUNDRED}))


def _copied(server: Server, name: str, source: str, tell: Told) -> str:
    """The clinic that is measured."""
    server.create_database(name)
    url = server.url_for(driver(), name)
    with _session(url) as connection:
        create_tables(connection, tables.metadata)
        for table in COMMON:
            connection.exec_driver_sql(_insert(table, f"{source}.{table.name}", {}, 0))
        last = {table: _last_key(connection, source, table) for table in KEYS}
        for number in range(COPIES):
            for table, keys in KEYS.items():
                shifts = {column: str(number * last[target]) for column, target in keys.items()}
                connection.exec_driver_sql(_insert(table, f"{source}.{table.name}", shifts, number * DAYS))
            tell(f"{number + 1} copies of {COPIES} made")
        for table in KEYS:
            connection.exec_driver_sql(f"ANALYZE TABLE `{table.name}`")
    return url


def _last_key(connection: Connection, source: str, table: Table) -> int:
    (key,) = table.primary_key.columns
    newest = f"SELECT COALESCE(MAX(`{key.name}`), 0) FROM {source}.`{table.name}`"
    return int(connection.exec_driver_sql(newest).scalar_one())


def _insert(table: Table, source: str, shifts: Mapping[str, str], days: int) -> str:
    """INSERT … SELECT with keys moved up and times moved back; zero dates and NULL stay as they are."""

    def taken(column: str) -> str:
        if column in shifts:
            return f"`{column}` + {shifts[column]}"
        if column in TIMES and days:
            return f"IF(`{column}` > '1000-01-01', `{column}` - INTERVAL {days} DAY, `{column}`)"
        return f"`{column}`"

    names = [column.name for column in table.columns]
    into = ", ".join(f"`{name}`" for name in names)
    return f"INSERT INTO `{table.name}` ({into}) SELECT {', '.join(map(taken, names))} FROM {source}"


@contextmanager
def _session(url: str) -> Iterator[Connection]:
    """A connection that stores what the EHR's own would."""
    engine = create_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            as_the_ehr(connection)
            yield connection
    finally:
        engine.dispose()
