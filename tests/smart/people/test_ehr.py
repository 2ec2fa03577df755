"""Sign-in with the EHR's own accounts: HX-03 (one answer and one time for every refusal), B13, the vendors' rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, insert, update

from adapters.openemr.accounts import accounts as openemr
from adapters.openemr.accounts import (
    gacl_aro,
    gacl_groups_aro_map,
    groups,
    login_mfa_registrations,
    users,
    users_secure,
)
from adapters.oscar.accounts import accounts as oscar
from adapters.oscar.accounts import provider, security
from facade.adapter import Accounts, HashFormat
from facade.errors import Refused
from facade.smart.people import ehr_hashes
from facade.smart.people.ehr import EhrAccounts, EhrSignIn, Known
from facade.smart.people.sha512_crypt import sha512_crypt
from facade.sources.accounts import AccountReader
from facade.sources.failures import SourceFault
from facade.sources.settings import SourceSettings
from facade.testing.databases import Server

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp()
PASSWORD = "Maple-7 trees"
# Made by libxcrypt, OpenSSL's digests and the reference Argon2, not by what is tested. OSCAR hashes a backspace for a blank.
SHA1 = "-128115-7-86-639-53-3-114-32010321-91-64-10842-327-87"
PBKDF2 = f"1000:{'0a' * 24}:627502438c5da9a738abf14a1f25d778fb0720f11e2172c1"
TAGGED = "{bcrypt}$2b$04$abcdefghijklmnopqrstuuh1zo6LhztuStIrmDyxa.8628djBZ10C"
BCRYPT = "$2y$04$abcdefghijklmnopqrstuuyypHXkn0HaZLyae4vZSpTo6.k2V3e.O"
ARGON2ID = "$argon2id$v=19$m=8,t=1,p=1$gBN7HKjyO4be4CSAdf51Ig$SjtxKWeJFjJNdjPGNd9Ifq8yr6b5aZjJlhCEA8nrNyc"
ARGON2I = "$argon2i$v=19$m=8,t=1,p=1$G1OBjgcAgrtYqFN/BHTuHQ$2z7E5BWKo8uczOh+mj2TObdxCxofIVTK+FiNpqXX3R0"
SHA512 = (
    "$6$rounds=1000$saltstringsaltst$"
    "MjUO.uDKs/j584YvwIfI50Tu.h3wb/vWL1KkkGx8h6gT5z.1ftxu8sNn1b1JelLhCeJelt0YldRVnoJoQsnFp1"
)
STORED = {
    "oscar": {HashFormat.SHA1_DECIMALS: SHA1, HashFormat.PBKDF2_SHA1: PBKDF2, HashFormat.TAGGED_BCRYPT: TAGGED},
    "openemr": {HashFormat.BCRYPT: BCRYPT, HashFormat.ARGON2: ARGON2ID, HashFormat.SHA512_CRYPT: SHA512},
}
DECLARED = {"oscar": oscar, "openemr": openemr}
TABLES = {
    "oscar": (security, provider),
    "openemr": (users, users_secure, groups, gacl_aro, gacl_groups_aro_map, login_mfa_registrations),
}


class Clinic:
    """One doctor with an account, in the vendor's tables, and the sign-in that reads them."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url
        self.engine: Engine = create_engine(url)
        self.readers: list[AccountReader] = []
        with self.engine.begin() as connection:
            for table in TABLES[name]:
                table.create(connection)
        self._oscar() if name == "oscar" else self._openemr()

    def _oscar(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(provider).values(provider_no="101", status="1"))
            row = {"b_ExpireSet": 0, "b_LocalLockSet": 0, "b_RemoteLockSet": 0, "forcePasswordReset": 0, "usingMfa": 0}
            connection.execute(
                insert(security).values(user_name="doc", password=SHA1, provider_no="101", pin="", **row)
            )

    def _openemr(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(users).values(id=8, username="doc", active=1))
            connection.execute(insert(users_secure).values(id=8, username="doc", password=BCRYPT))
            connection.execute(insert(groups).values(user="doc"))
            connection.execute(insert(gacl_aro).values(id=10, section_value="users", value="doc"))
            connection.execute(insert(gacl_groups_aro_map).values(aro_id=10))

    def change(self, table: Any, **values: Any) -> None:
        with self.engine.begin() as connection:
            assert connection.execute(update(table).values(**values)).rowcount == 1

    def empty(self, table: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(table.delete())

    def add(self, table: Any, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(**values))

    def sign_in(self, url: str = "", days: int | None = None, declared: Accounts | None = None) -> EhrSignIn:
        declared = declared or DECLARED[self.name]
        settings = SourceSettings(name="clinic", url="sqlite:///never-opened", time_zone="America/Toronto")
        statement, older = declared.statement(), declared.statement(oldest_release=True)
        reader = AccountReader(settings, url or self.url, statement, older, days)
        self.readers.append(reader)
        return EhrSignIn({"clinic": EhrAccounts(declared, reader, lambda key: f"Practitioner/{key}")})

    def known(self, login: str = "doc", password: str = PASSWORD, pin: str = "", **options: Any) -> Known | None:
        return self.sign_in(**options).verify("clinic", login, password, pin, NOW)

    def close(self) -> None:
        for reader in self.readers:
            reader.dispose()
        self.engine.dispose()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Callable[[str], Clinic]]:
    made: list[Clinic] = []

    def make(name: str) -> Clinic:
        made.append(Clinic(name, f"sqlite:///{tmp_path / name}.sqlite"))
        return made[-1]

    yield make
    for one in made:
        one.close()


every_hash = pytest.mark.parametrize(
    ("name", "stored"), [(name, stored) for name, hashes in STORED.items() for stored in hashes.values()]
)


@every_hash
def test_the_right_password_in_each_format(clinic: Callable[[str], Clinic], name: str, stored: str) -> None:
    made = clinic(name)
    made.change(security if name == "oscar" else users_secure, password=stored)
    key = "101" if name == "oscar" else "8"
    provider_name = "101" if name == "oscar" else "doc"
    assert made.known() == Known("doc", f"Practitioner/{key}", provider_name, second=False)
    for wrong in ("", "maple-7 trees", PASSWORD + " ", PASSWORD[:-1], "\0", stored, "x" * 2000, "\ud800"):
        assert made.known(password=wrong) is None


def test_argon2i_too(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("openemr")
    made.change(users_secure, password=ARGON2I)
    assert made.known() is not None


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize(
    "stored",
    [
        PASSWORD,
        PASSWORD.replace(" ", "\b"),  # OSCAR takes a stored text of less than 20 characters for the password itself
        "",
        "*",
        "3c9909afec25354d551dae21590bb26e38d53f2173b8d3dc3eee4c047e7ab1c1",  # SHA-256 in hexadecimal
        "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",  # MD5 crypt
        "$2a$05$abcdefghijklmnopqrstu.yypHXkn0HaZLyae4vZSpTo6.k2V3e.O",  # OpenEMR before 5.0.0
        "$2y$31$abcdefghijklmnopqrstuuyypHXkn0HaZLyae4vZSpTo6.k2V3e.O",  # days of work
        "$argon2id$v=19$m=4194304,t=1,p=1$gBN7HKjyO4be4CSAdf51Ig$SjtxKWeJFjJNdjPGNd9Ifq8yr6b5aZjJlhCEA8nrNyc",
        "$argon2id$v=19$m=8",
        "$6$rounds=9999999$saltstringsaltst$" + "a" * 86,
        "{noop}" + PASSWORD,
        "{bcrypt}" + TAGGED,
        "1000:zz:zz",
        f"9999999999:{'0a' * 24}:{'00' * 24}",
        SHA1 + "\n",
        "1" * 300,
    ],
)
def test_every_other_form_is_refused(clinic: Callable[[str], Clinic], name: str, stored: str) -> None:
    made = clinic(name)
    made.change(security if name == "oscar" else users_secure, password=stored[:255])
    assert made.known() is None


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize("login", ["nobody", "DOC", "doc ", "", "d" * 300, "doc\0", "' OR 1=1 --", "%", "\ud800"])
def test_another_login(clinic: Callable[[str], Clinic], name: str, login: str) -> None:
    assert clinic(name).known(login=login) is None


@pytest.mark.parametrize("name", DECLARED)
def test_a_login_that_stands_twice_is_nobodys(clinic: Callable[[str], Clinic], name: str) -> None:
    made = clinic(name)
    if name == "oscar":
        made.add(security, user_name="doc", password=SHA1, provider_no="101", usingMfa=0)
    else:
        made.add(users, id=9, username="doc", active=1)
        made.add(users_secure, id=9, username="doc", password=BCRYPT)
    assert made.known() is None


CLOSED: dict[str, tuple[str, Callable[[Clinic], None]]] = {
    "inactive provider": ("oscar", lambda made: made.change(provider, status="0")),
    "provider without status": ("oscar", lambda made: made.change(provider, status=None)),
    "no provider": ("oscar", lambda made: made.empty(provider)),
    "expired": ("oscar", lambda made: made.change(security, b_ExpireSet=1, date_ExpireDate=datetime(2026, 11, 20))),
    "expires today": (
        "oscar",
        lambda made: made.change(security, b_ExpireSet=1, date_ExpireDate=datetime(2026, 11, 21)),
    ),
    "no day of expiry": ("oscar", lambda made: made.change(security, b_ExpireSet=1, date_ExpireDate=None)),
    "password must be changed": ("oscar", lambda made: made.change(security, forcePasswordReset=1)),
    "inactive user": ("openemr", lambda made: made.change(users, active=0)),
    "in no group": ("openemr", lambda made: made.empty(groups)),
    "without rights": ("openemr", lambda made: made.empty(gacl_groups_aro_map)),
    "rights of another kind": ("openemr", lambda made: made.change(gacl_aro, section_value="system")),
    "without a password": ("openemr", lambda made: made.empty(users_secure)),
    "renamed in one table": ("openemr", lambda made: made.change(users_secure, username="other")),
}


@pytest.mark.parametrize("case", CLOSED)
def test_who_the_ehr_does_not_let_in(clinic: Callable[[str], Clinic], case: str) -> None:
    name, close = CLOSED[case]
    made = clinic(name)
    assert made.known() is not None
    assert made.sign_in().is_open("clinic", "doc", NOW)
    close(made)
    assert made.known() is None
    assert not made.sign_in().is_open("clinic", "doc", NOW)


def test_expiry_of_tomorrow_and_flags_that_are_empty(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("oscar")
    made.change(security, b_ExpireSet=1, date_ExpireDate=datetime(2026, 11, 22), forcePasswordReset=None)
    assert made.known() is not None
    made.change(security, b_ExpireSet=None, date_ExpireDate=datetime(2020, 1, 1))
    assert made.known() is not None


def test_the_day_is_the_clinics(clinic: Callable[[str], Clinic]) -> None:
    """At 03:00 UTC of the 22nd it is still the 21st in Toronto."""
    made = clinic("oscar")
    made.change(security, b_ExpireSet=1, date_ExpireDate=datetime(2026, 11, 22))
    late = datetime(2026, 11, 22, 3, 0, tzinfo=UTC).timestamp()
    later = datetime(2026, 11, 22, 6, 0, tzinfo=UTC).timestamp()
    assert made.sign_in().verify("clinic", "doc", PASSWORD, "", late) is not None
    assert made.sign_in().verify("clinic", "doc", PASSWORD, "", later) is None


def test_openemrs_expiry_by_days(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("openemr")
    made.change(users_secure, last_update_password=datetime(2026, 8, 23, 9, 30))
    assert made.known() is not None
    assert made.known(days=90) is not None
    assert made.known(days=89) is None
    made.change(users_secure, last_update_password=None)
    assert made.known(days=1) is not None


@pytest.mark.parametrize("lock", ["b_LocalLockSet", "b_RemoteLockSet"])
@pytest.mark.parametrize(
    "stored",
    [
        "2614",
        "2h\x1aN",  # running sums: 50, 50+54, 104+49-127, 26+52
        "{bcrypt}$2b$04$abcdefghijklmnopqrstuu2rEYyFKvK7ppX/iPK5wsiE2UhoI5qqG",
    ],
)
def test_oscars_pin(clinic: Callable[[str], Clinic], lock: str, stored: str) -> None:
    made = clinic("oscar")
    made.change(security, **{lock: 1, "pin": stored})
    assert made.known(pin="2614") is not None
    for wrong in ("", "26", "2615", "02614", stored + "0", "é" * 4, "1" * 100):
        assert made.known(pin=wrong) is None
    assert made.known(password="wrong", pin="2614") is None


@pytest.mark.parametrize("stored", ["", None, "26"])
def test_an_account_that_asks_a_pin_and_has_none(clinic: Callable[[str], Clinic], stored: str | None) -> None:
    made = clinic("oscar")
    made.change(security, b_RemoteLockSet=1, pin=stored)
    assert [made.known(pin=pin) for pin in ("", "26", "None")] == [None, None, None]


def test_a_second_factor_of_the_ehr_is_told(clinic: Callable[[str], Clinic]) -> None:
    oscar_clinic, openemr_clinic = clinic("oscar"), clinic("openemr")
    oscar_clinic.change(security, usingMfa=1, b_RemoteLockSet=1, pin="2614")
    openemr_clinic.add(login_mfa_registrations, user_id=8)
    for made in (oscar_clinic, openemr_clinic):
        known = made.known()  # no PIN is asked beside it
        assert known is not None
        assert known.second


def test_a_release_without_the_optional_column(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("oscar")
    with closing(sqlite3.connect(made.engine.url.database or "")) as connection:
        connection.execute("ALTER TABLE security DROP COLUMN usingMfa")
    made.change(security, b_RemoteLockSet=1, pin="2614")
    sign_in = made.sign_in()
    for _ in range(2):
        assert sign_in.verify("clinic", "doc", PASSWORD, "", NOW) is None
        known = sign_in.verify("clinic", "doc", PASSWORD, "2614", NOW)
        assert known is not None
        assert not known.second


def test_a_missing_table_is_a_fault_and_no_sign_in(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("openemr")
    login_mfa_registrations.drop(made.engine)
    with pytest.raises(SourceFault):
        made.known()


def test_a_database_that_is_away(clinic: Callable[[str], Clinic], tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        clinic("oscar").known(url=f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert refused.value.status == 503


def test_nothing_is_written(clinic: Callable[[str], Clinic]) -> None:
    for made in (clinic("oscar"), clinic("openemr")):
        file = Path(made.engine.url.database or "")
        made.engine.dispose()
        before = file.read_bytes()
        assert made.known() is not None
        assert made.known(password="wrong") is None
        assert file.read_bytes() == before


def test_the_account_may_read_those_columns_only(mariadb_server: Server, mariadb_database: str) -> None:
    """On a server with the GRANTs of the page; a column that may not be read is not a column that is not there."""
    made = Clinic("oscar", mariadb_server.url_for("pymysql", mariadb_database))
    user, secret = f"sign_in_{mariadb_database}"[:32], "only-for-this-test"
    columns = "user_name, password, provider_no, pin, b_ExpireSet, date_ExpireDate, b_LocalLockSet, b_RemoteLockSet"
    with made.engine.begin() as connection:
        run = connection.exec_driver_sql
        run(f"CREATE USER '{user}'@'%' IDENTIFIED BY '{secret}'".replace("%", "%%"))
        on = f"TO '{user}'@'%%'"
        run(f"GRANT SELECT ({columns}, forcePasswordReset) ON {mariadb_database}.security {on}")
        run(f"GRANT SELECT (provider_no, status) ON {mariadb_database}.provider {on}")
    url = made.engine.url.set(username=user, password=secret).render_as_string(hide_password=False)
    try:
        with pytest.raises(SourceFault) as fault:
            made.known(url=url)
        assert fault.value.number == 1143  # not 1054: the column exists
        with made.engine.begin() as connection:
            connection.exec_driver_sql(f"GRANT SELECT (usingMfa) ON {mariadb_database}.security {on}")
        for reader in made.readers:
            reader.dispose()
        assert made.known(url=url) is not None
        assert made.known(url=url, password="wrong") is None
        with made.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE security DROP COLUMN usingMfa")
        assert made.known(url=url) is not None
    finally:
        with made.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP USER '{user}'@'%%'")
        made.close()


@pytest.mark.parametrize("name", DECLARED)
def test_every_answer_costs_one_check_of_the_first_format(
    clinic: Callable[[str], Clinic], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known or unknown, locked or not, in an old format or a new one: the costly work is done once for each secret."""
    made = clinic(name)
    first = DECLARED[name].formats[0]
    count = 0
    check = ehr_hashes._CHECKS[first]

    def counted(password: str, stored: str) -> bool:
        nonlocal count
        count += 1
        return check(password, stored)

    monkeypatch.setattr(ehr_hashes, "_CHECKS", {**ehr_hashes._CHECKS, first: counted})
    table = security if name == "oscar" else users_secure
    secrets = 2 if DECLARED[name].pin else 1
    for stored in (*STORED[name].values(), "", "something else that is no hash"):
        made.change(table, password=stored)
        for login, password in (("doc", PASSWORD), ("doc", "wrong"), ("nobody", PASSWORD)):
            count = 0
            made.known(login=login, password=password, pin="2614")
            assert count == secrets, (stored, login, password)


def test_published_hashes() -> None:
    """What the vendors and the author of SHA-crypt publish themselves."""
    assert ehr_hashes.matches(
        "mac2002", "-51-282443-97-5-9410489-60-1021-45-127-12435464-32", (HashFormat.SHA1_DECIMALS,)
    )
    assert sha512_crypt(b"Hello world!", b"saltstringsaltst", 10000) == (
        "$6$rounds=10000$saltstringsaltst$"
        "OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v."
    )


def test_beyond_72_bytes_bcrypt_sees_nothing() -> None:
    """As in the EHR: a longer password is good by its beginning. (The hash is that of 72 times the letter a.)"""
    stored = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe"
    assert ehr_hashes.matches("a" * 90, stored, (HashFormat.BCRYPT,))
    assert not ehr_hashes.matches("a" * 71, stored, (HashFormat.BCRYPT,))


def test_unknown_and_off(clinic: Callable[[str], Clinic]) -> None:
    made = clinic("oscar")
    assert made.sign_in().verify("elsewhere", "doc", PASSWORD, "", NOW) is None
    assert not made.sign_in().is_open("elsewhere", "doc", NOW)
    assert EhrSignIn({}).verify("clinic", "doc", PASSWORD, "", NOW) is None
