"""An outside OpenID provider, as the server puts it together from the configuration."""

from __future__ import annotations

from facade import app
from facade.config import load

PROVIDER = """
[providers.clinic-id]
issuer = "https://id.example.org/realm/"
client_id = "facade"
client_secret = "a secret that is long enough"
title = "Clinic account"
"""


def sign_in_page(file):
    facade = app.create(load(file))
    try:
        return facade.wsgi.test_client().get("/sign-in", headers={"Host": "localhost:8000"}).text
    finally:
        facade.close()


def test_a_configured_provider_is_offered_at_sign_in(written):
    assert "Clinic account" in sign_in_page(written(more=PROVIDER))
    assert "Clinic account" not in sign_in_page(written())
