"""The menu says where the reader is, also on pages that are no entry of it themselves."""

from __future__ import annotations

import re

import pytest

from facade.smart.pages.render import Reader
from tests.smart.pages.sending import IT, page
from tests.smart.records import ANNA

LINKS = ("/launcher", "/account/apps", "/account", "/admin/people")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/account", "/account"),
        ("/account/apps", "/account/apps"),
        ("/account/totp", "/account"),
        ("/launcher/oscar/start", "/launcher"),
        ("/admin/people/code", "/admin/people"),
        ("/accounting", ""),
        ("/admin", ""),
        ("/sign-in", ""),
    ],
)
def test_a_page_belongs_to_the_nearest_entry_above_it(path, place):
    assert Reader("en", path, "", links=LINKS).place == place


def test_the_entry_is_marked(server):
    def marked(path):
        menu = re.search(r'<nav aria-label="Menu">(.*?)</nav>', page(server.get(path, IT)), re.DOTALL)[1]
        return re.findall(r'href="([^"]+)" aria-current="(\w+)"', menu)

    assert marked("/admin/people") == [("/admin/people", "page")]
    assert marked(f"/admin/people/{ANNA.person}") == [("/admin/people", "true")]
