"""Sources that cannot be reached, answer late or break off: a refusal every time, and recovery afterwards."""

from __future__ import annotations

import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pymysql
import pyodbc
import pytest
from sqlalchemy import make_url

from facade.errors import DeclarationError, Refused
from facade.sources import Source, SourceSettings, engines
from facade.sources.failures import Meaning, error_number, meaning
from facade.testing.databases import Server, drivers


class Door:
    """A TCP relay to a server that can stop passing anything on, as a frozen server or a cut cable does."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self._passing = threading.Event()
        self._passing.set()
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        self._passing.clear()

    def close(self) -> None:
        self._passing.set()
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
            except OSError:
                return
            self._sockets += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                self._passing.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            return


@pytest.fixture
def door(mariadb_server: Server) -> Iterator[Door]:
    relay = Door(mariadb_server.host, mariadb_server.port)
    yield relay
    relay.close()


@pytest.fixture(params=drivers())
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def assert_unavailable(refused: Refused) -> None:
    assert (refused.status, refused.code) == (503, "transient")
    assert int(refused.headers["Retry-After"]) > 0
    assert "127.0.0.1" not in str(refused)


def at_port(server: Server, driver: str, port: int, database: str = "") -> str:
    return make_url(server.url_for(driver, database)).set(port=port).render_as_string(hide_password=False)


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        yield int(held.getsockname()[1])


def test_nothing_listens(
    open_source: Callable[..., Source], mariadb_server: Server, driver: str, closed_port: int
) -> None:
    source = open_source(at_port(mariadb_server, driver, closed_port, "d"))
    for lent in (source.reading, source.writing):
        with pytest.raises(Refused) as refused, lent():
            pass
        assert_unavailable(refused.value)


def test_a_source_is_made_without_being_reached(
    open_source: Callable[..., Source], mariadb_server: Server, driver: str, closed_port: int
) -> None:
    source = open_source(at_port(mariadb_server, driver, closed_port, "d"))
    assert source.name == "clinic"
    assert source.zone.key == "America/Toronto"


@pytest.mark.parametrize(("user", "database"), [("nobody", "mysql"), (None, "no_such_database")])
def test_wrong_account_or_database(
    open_source: Callable[..., Source], mariadb_server: Server, driver: str, user: str | None, database: str
) -> None:
    url = make_url(mariadb_server.url_for(driver, database))
    url = url.set(username=user or url.username)
    source = open_source(url.render_as_string(hide_password=False))
    with pytest.raises(Refused) as refused, source.reading():
        pass
    assert_unavailable(refused.value)


def test_a_server_that_accepts_and_says_nothing(
    open_source: Callable[..., Source], mariadb_server: Server, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "READ_MARGIN", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        source = open_source(at_port(mariadb_server, driver, port, "d"), statement_seconds=0.5, connect_seconds=1)
        began = time.monotonic()
        with pytest.raises(Refused) as refused, source.reading():
            pass
    assert_unavailable(refused.value)
    assert time.monotonic() - began < 4


def test_a_server_that_freezes_in_the_middle(
    open_source: Callable[..., Source],
    mariadb_server: Server,
    driver: str,
    door: Door,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "READ_MARGIN", 1)
    url = at_port(mariadb_server, driver, door.port, "mysql")
    source = open_source(url, statement_seconds=0.5)
    with source.reading() as connection:
        assert connection.execute("SELECT 1") == [(1,)]
        door.freeze()
        began = time.monotonic()
        with pytest.raises(Refused) as refused:
            connection.execute("SELECT 2")
        assert time.monotonic() - began < 4
    assert_unavailable(refused.value)


def kill(server: Server, source: Source) -> None:
    """End the session that the source's idle connection uses."""
    with source.reading() as connection:
        ((number,),) = connection.execute("SELECT CONNECTION_ID()")
    server.run(f"KILL CONNECTION {number}")
    time.sleep(0.2)


def test_a_killed_connection_is_refused_once_and_replaced(server_source: Source, mariadb_server: Server) -> None:
    kill(mariadb_server, server_source)
    with server_source.reading() as connection, pytest.raises(Refused) as refused:
        connection.execute("SELECT 1")
    assert_unavailable(refused.value)
    for several in (False, True):
        with server_source.reading(several) as connection:
            assert connection.execute("SELECT 1") == [(1,)]


def test_one_lost_connection_makes_all_idle_ones_suspect(server_source: Source, mariadb_server: Server) -> None:
    """After a restart of the server one request may fail, not one for each connection of the pool."""
    with server_source.reading() as one, server_source.reading() as other:
        numbers = [connection.execute("SELECT CONNECTION_ID()")[0][0] for connection in (one, other)]
    mariadb_server.run(*(f"KILL CONNECTION {number}" for number in numbers))
    time.sleep(0.2)
    with server_source.reading() as connection, pytest.raises(Refused):
        connection.execute("SELECT 1")
    with server_source.reading() as one, server_source.reading() as other:
        assert one.execute("SELECT 1") == other.execute("SELECT 1") == [(1,)]


def test_options_that_a_driver_does_not_know(open_source: Callable[..., Source], mariadb_server: Server) -> None:
    for option in ("no_such_option=1", "ssl_ca=/no/such/file"):
        source = open_source(f"{mariadb_server.url_for('pymysql', 'mysql')}?{option}")
        with pytest.raises(Refused) as refused, source.reading():
            pass
        assert_unavailable(refused.value)


def test_odbc_does_not_pool_behind_our_back(open_source: Callable[..., Source], mariadb_server: Server) -> None:
    open_source(mariadb_server.url_for("pyodbc", "mysql"))
    assert pyodbc.pooling is False


def test_a_connection_killed_inside_a_transaction(server_source: Source, mariadb_server: Server) -> None:
    with server_source.reading(several=True) as connection:
        ((number,),) = connection.execute("SELECT CONNECTION_ID()")
        mariadb_server.run(f"KILL CONNECTION {number}")
        with pytest.raises(Refused) as refused:
            connection.execute("SELECT 1")
        with pytest.raises(Refused) as again:  # whoever goes on with it is told the same
            connection.execute("SELECT 1")
    assert_unavailable(refused.value)
    assert_unavailable(again.value)
    with server_source.reading(several=True) as connection:
        assert connection.execute("SELECT 1") == [(1,)]


def test_a_connection_that_lay_idle_is_tried_before_use(
    server_source: Source, mariadb_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The EHR's server drops idle sessions (wait_timeout); no request may pay for that."""
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0)
    kill(mariadb_server, server_source)
    with server_source.reading() as connection:
        assert connection.execute("SELECT 1") == [(1,)]


def test_a_file_that_is_no_database(open_source: Callable[..., Source], sqlite_url: str) -> None:
    path = make_url(sqlite_url).database
    assert path
    Path(path).write_bytes(b"not a database, though long enough to look like one" * 50)
    with pytest.raises(Refused) as refused, open_source(sqlite_url).reading() as connection:
        connection.execute("SELECT * FROM sqlite_schema")
    assert_unavailable(refused.value)


@pytest.mark.parametrize(
    ("number", "number_in", "expected"),
    [
        (1969, "[HY018] [ma-3.1.15]Query execution was interrupted (1969) (SQLExecDirectW)", Meaning.LATE),
        (3024, "[HY000] maximum statement execution time exceeded (3024) (SQLExecDirectW)", Meaning.LATE),
        (1205, "[HY000] Lock wait timeout exceeded (1205) (SQLExecDirectW)", Meaning.CONTENDED),
        (1213, "[40001] Deadlock found (1213) (SQLExecDirectW)", Meaning.CONTENDED),
        (
            1062,  # a value that looks like an error, and a further message after the first
            "[23000] Duplicate entry '(1969) (SQLx)' for key 'a' (1062) (SQLExecDirectW); [01000] noted (2013)",
            Meaning.DUPLICATE,
        ),
        (2013, "[HY000] Lost connection to server during query (2013) (SQLExecDirectW)", Meaning.LOST),
        (2006, "[HY000] Server has gone away (2006) (SQLExecDirectW)", Meaning.LOST),
        (1146, "[42S02] Table 'a.b' doesn't exist (1146) (SQLExecDirectW)", Meaning.FAULT),
    ],
)
def test_numbers_mean_the_same_from_every_driver(number: int, number_in: str, expected: Meaning) -> None:
    native, odbc = Exception(number, "text"), Exception("HY000", number_in)
    assert error_number(native) == error_number(odbc) == number
    assert meaning(native) is meaning(odbc) is expected


def test_odbc_communication_failure_is_a_lost_connection() -> None:
    assert meaning(Exception("08S01", "[08S01] [ma-3.1.15]Communication link failure")) is Meaning.LOST


def test_an_error_without_a_number_is_a_fault() -> None:
    assert error_number(Exception()) == -1
    assert meaning(Exception("odd")) is Meaning.FAULT
    assert meaning(sqlite3.ProgrammingError("closed")) is Meaning.FAULT


def findings(url: str, **settings: str) -> list[str]:
    with pytest.raises(DeclarationError) as wrong:
        Source(SourceSettings(name="clinic", url=url, **{"time_zone": "America/Toronto", **settings}))
    assert "hunter2" not in str(wrong.value)
    return [finding.number for finding in wrong.value.findings]


@pytest.mark.parametrize(
    "url",
    [
        "mssql+pyodbc://u:hunter2@h/d",
        "mysql+nosuchdriver://u:hunter2@h/d",
        "mysql+mariadbconnector://u:hunter2@h/d",
        "mysql+pyodbc:///?odbc_connect=PWD%3Dhunter2",
        "sqlite://",
        "sqlite:///:memory:",
        "not a url hunter2",
        "mysql+pymysql://u:hunter2@h:port/d",
    ],
)
def test_urls_that_cannot_work_are_refused_at_start(url: str) -> None:
    assert findings(url) == ["source.E002"]


@pytest.mark.parametrize("module", ["pymysql", "MySQLdb", "pyodbc"])
def test_a_driver_that_is_not_installed(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert findings(f"mysql+{module.lower()}://u:hunter2@h/d") == ["source.E001"]


@pytest.mark.parametrize("zone", ["America/Tornto", "", "../etc/passwd"])
def test_unknown_time_zone(zone: str, sqlite_url: str) -> None:
    assert findings(sqlite_url, time_zone=zone) == ["source.E003"]


def test_a_wrong_write_url_is_found_at_start(sqlite_url: str) -> None:
    assert findings(sqlite_url, write_url="sqlite://") == ["source.E002"]


def test_settings_do_not_show_passwords() -> None:
    settings = SourceSettings(
        name="c", url="mysql+pymysql://u:hunter2@h/d", time_zone="UTC", write_url="mysql+pymysql://w:hunter2@h/d"
    )
    assert "hunter2" not in repr(settings)


def test_a_sqlstate_beside_the_number_changes_nothing() -> None:
    late = pymysql.err.OperationalError(1969, "Query execution was interrupted (max_statement_time exceeded)")
    late.sqlstate = "70100"  # as PyMySQL sets it for what a server told
    assert meaning(late) is Meaning.LATE
    assert error_number(late) == 1969
