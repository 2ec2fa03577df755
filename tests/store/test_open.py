"""Opening the store: tables, file mode, WAL, several processes at once, refusals."""

from __future__ import annotations

import fcntl
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url

from facade.errors import DeclarationError, Refused
from facade.store import Store
from facade.store.schema import metadata
from facade.store.upgrade import UPGRADE_LOCK

on_sqlite = pytest.mark.parametrize("url", ["sqlite_store_url"], indirect=True)
on_postgresql = pytest.mark.parametrize("url", ["postgresql_url"], indirect=True)

WORKER = """
import pathlib, sys, time
from facade.store import Store
go, url = pathlib.Path(sys.argv[1]), sys.argv[2]
pathlib.Path(sys.argv[3]).touch()
while not go.exists():
    time.sleep(0.001)
store = Store.open(url)
print(store.keys("page-token")[0].id, store.keys("signing")[0].id)
store.close()
"""


def test_several_processes_open_a_new_store_at_once_and_share_its_keys(tmp_path, url):
    go = tmp_path / "go"
    ready = [tmp_path / f"ready{number}" for number in range(3)]
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(go), url, str(file)], stdout=subprocess.PIPE, text=True)
        for file in ready
    ]
    while not all(file.exists() for file in ready):
        assert all(worker.poll() is None for worker in workers)
    go.touch()
    said = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(set(said)) == 1
    assert len(said[0].split()) == 2


@on_sqlite
def test_a_worker_waits_while_another_one_opens_the_store(tmp_path, url):
    with (tmp_path / "store.db.lock").open("w") as held, ThreadPoolExecutor(1) as pool:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = pool.submit(Store.open, url)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        assert not (tmp_path / "store.db").exists()
        fcntl.flock(held, fcntl.LOCK_UN)
        opened = waiting.result(timeout=30)
    assert opened.keys("page-token")
    opened.close()


@on_postgresql
def test_a_worker_waits_on_postgresql_too(url):
    first = create_engine(url)
    with first.connect() as held, ThreadPoolExecutor(1) as pool:
        held.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        waiting = pool.submit(Store.open, url)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        assert inspect(held).get_table_names() == []
        held.rollback()
        opened = waiting.result(timeout=30)
    assert opened.keys("page-token")
    opened.close()
    first.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(store):
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_keeps_everything(url, store):
    before = store.keys("page-token")
    store.close()
    again = Store.open(url)
    assert again.keys("page-token") == before
    again.close()


@on_sqlite
def test_the_file_and_its_companions_are_private(tmp_path, store):
    store.keys("page-token")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["store.db", "store.db-shm", "store.db-wal", "store.db.lock"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_file_that_others_could_read_is_made_private(tmp_path):
    file = tmp_path / "open.db"
    file.touch(mode=0o644)
    Store.open(f"sqlite:///{file}").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@on_sqlite
def test_sqlite_runs_in_wal_mode_and_waits_for_locks(store):
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5000


@on_postgresql
def test_postgresql_gives_up_a_statement_after_five_seconds(store):
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "5s"


@on_postgresql
def test_a_plain_postgresql_url_finds_the_driver_of_the_extra(url):
    opened = Store.open(url.replace("postgresql+psycopg://", "postgresql://"))
    assert opened.database.engine.dialect.driver == "psycopg"
    assert opened.keys("signing")
    opened.close()


def test_a_missing_driver_is_a_numbered_message(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
    with pytest.raises(DeclarationError) as refused:
        Store.open("postgresql://facade:hidden@localhost/facade")
    assert str(refused.value) == (
        "store.E006 server.store: the driver of postgresql is not installed"
        ' Install fhir-facade with its extra "postgresql", and begin the URL with postgresql://.'
    )


def test_a_postgresql_that_does_not_answer_at_start_is_told(tmp_path):
    with pytest.raises(DeclarationError) as refused:
        Store.open(f"postgresql://facade:hidden@/facade?host={tmp_path}")
    assert [finding.number for finding in refused.value.findings] == ["store.E005"]
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("mysql+pymysql://localhost/x", "store.E001"),
        ("sqlite://", "store.E002"),
        ("sqlite:///:memory:", "store.E002"),
        ("sqlite:////no/such/folder/store.db", "store.E004"),
        ("postgresql+nonesuch://localhost/x", "store.E006"),
    ],
)
def test_what_cannot_hold_a_store_is_refused_at_start(url, number):
    with pytest.raises(DeclarationError) as refused:
        Store.open(url)
    assert [finding.number for finding in refused.value.findings] == [number]


def test_a_store_of_a_newer_release_is_refused_and_left_alone(url, store):
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'v999'")
    with pytest.raises(DeclarationError) as refused:
        Store.open(url)
    assert [finding.number for finding in refused.value.findings] == ["store.E003"]


def on_postgres(url):
    return url.startswith("postgresql")


def test_an_upgrade_that_fails_leaves_nothing_behind(url):
    # A table of the third step is there already: the first two must not stay either.
    first = Store.open(url)
    with first.database.writing() as connection:
        for table in [*metadata.tables, "alembic_version"]:
            if table != "secret_key":
                connection.exec_driver_sql(f"DROP TABLE {table} CASCADE" if on_postgres(url) else f"DROP TABLE {table}")
    first.close()
    with pytest.raises(DeclarationError, match=r"secret_key\W* already exists") as refused:
        Store.open(url)
    assert [finding.number for finding in refused.value.findings] == ["store.E005"]
    with first.database.reading() as connection:
        assert inspect(connection).get_table_names() == ["secret_key"]
    first.close()


@on_sqlite
def test_a_store_that_does_not_answer_is_503_with_retry_after(tmp_path, store):
    store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    Path(tmp_path / "store.db").mkdir()
    with pytest.raises(Refused) as refused:
        store.keys("page-token")
    assert (refused.value.status, refused.value.code) == (503, "transient")
    assert refused.value.headers["Retry-After"] == "5"
    assert "store.db" not in str(refused.value)


@on_postgresql
def test_a_postgresql_that_goes_away_is_503_with_retry_after(postgresql_server, url, store):
    database = make_url(url).database
    postgresql_server.run(f"DROP DATABASE {database} WITH (FORCE)")
    with pytest.raises(Refused) as refused:
        store.keys("page-token")
    assert (refused.value.status, refused.value.code) == (503, "transient")
    assert refused.value.headers["Retry-After"] == "5"
    assert database not in str(refused.value)
