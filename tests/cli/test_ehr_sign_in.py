"""The EHR's own accounts as the server puts them together: off, on, and turned on where they cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import create_engine, insert

from adapters.oscar import adapter
from adapters.oscar.accounts import provider, security
from facade import app, discovery
from facade.adapter import Adapter, HashFormat
from facade.config import load
from facade.errors import DeclarationError

PUBLISHED = "-51-282443-97-5-9410489-60-1021-45-127-12435464-32"  # OSCAR's own example, of mac2002
NOW = datetime(2026, 11, 21, 12).timestamp()
CHEAP = replace(adapter.accounts, formats=(HashFormat.SHA1_DECIMALS,))
OFF = 'time_zone = "America/Toronto"'
ON = f'{OFF}\nsign_in_url = "sqlite:///accounts.sqlite"'


@pytest.fixture
def compose(written, tmp_path, monkeypatch):
    """Sign-in as configured, over the tables of the accounts alone: that is all its database account sees."""
    engine = create_engine(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    with engine.begin() as connection:
        provider.create(connection)
        security.create(connection)
        connection.execute(insert(provider).values(provider_no="10-1", status="1"))
        flags = {"b_ExpireSet": 0, "b_LocalLockSet": 0, "b_RemoteLockSet": 0, "usingMfa": 0}
        row = {"user_name": "doc", "password": PUBLISHED, "provider_no": "10-1", **flags}
        connection.execute(insert(security).values(**row))
    engine.dispose()
    opened = []

    def composed(text, accounts=CHEAP):
        vendor = Adapter("oscar", contract=1, maps=adapter.maps, accounts=accounts)
        monkeypatch.setattr(discovery, "adapter", lambda name: vendor)
        sign_in, readers = app.ehr_sign_in(load(written(**{OFF: text})))
        opened.extend(readers)
        return sign_in

    yield composed
    for reader in opened:
        reader.dispose()


def test_it_is_off_by_default(compose):
    assert compose(OFF).endpoints == {}


def test_turned_on_it_knows_the_practitioner(compose):
    sign_in = compose(ON)
    known = sign_in.verify("oscar", "doc", "mac2002", "", NOW)
    assert (known.reference, known.provider, known.second) == ("Practitioner/10.2d1", "10-1", False)
    assert sign_in.verify("oscar", "doc", "mac2001", "", NOW) is None


def test_the_reference_has_the_sources_prefix(compose):
    sign_in = compose(f'{ON}\nid_prefix = "north"')
    assert sign_in.verify("oscar", "doc", "mac2002", "", NOW).reference == "Practitioner/north-10.2d1"


def test_an_adapter_without_accounts_is_told_at_start(compose):
    with pytest.raises(DeclarationError) as caught:
        compose(ON, accounts=None)
    assert [str(finding) for finding in caught.value.findings] == [
        "config.E010 sources.oscar.sign_in_url: The adapter oscar does not know its vendor's accounts. Leave it out."
    ]


def test_the_password_of_its_account_is_in_no_text(written):
    config = load(written(**{OFF: f'{OFF}\nsign_in_url = "mysql+pymysql://reader:secret@db/oscar"'}))
    assert "secret" not in repr(config)
