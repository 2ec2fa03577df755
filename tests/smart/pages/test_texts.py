"""The texts of pages: the same in both languages, complete, and safe whatever is put into them."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from markupsafe import Markup

from facade.smart import app_form
from facade.smart.authorize import Reason
from facade.smart.pages import consent, render, statics, texts
from facade.smart.people import policy, provider
from facade.store.families import Kind
from facade.store.people import ROLES

PAGES = Path(render.__file__).parent


def names(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_say_everything():
    english, french = texts.texts("en"), texts.texts("fr")
    assert english.keys() == french.keys()
    assert {key: names(text) for key, text in english.items()} == {key: names(text) for key, text in french.items()}
    assert all(text.strip() for language in (english, french) for text in language.values())


def test_no_text_was_left_untranslated():
    same = {key for key, text in texts.texts("en").items() if text == texts.texts("fr")[key]}
    # words that are the same in both languages
    assert same <= {
        "app.switches", "apps.status_active", "categories.survey", "consent.patient", "simulator.type", "words.menu",
    }  # fmt: skip


def test_every_key_in_a_template_is_a_text():
    """StrictUndefined cannot see a missing text before somebody opens the page."""
    used = set()
    for file in (PAGES / "templates").iterdir():
        used |= set(re.findall(r"""\bt\(["']([a-z_.-]+)["'][,)]""", file.read_text()))
    assert len(used) > 150
    assert used <= texts.texts("en").keys()


def test_keys_that_are_put_together():
    known = texts.texts("en").keys()
    made = {f"app_wrong.{key}" for key in app_form.MESSAGES}
    made |= {f"apps.method_{method}" for method in app_form.METHODS}
    made |= {f"app.grant_{grant}" for grant in app_form.GRANT_TYPES}
    made |= {f"roles.{role}" for role in ROLES} | {f"roles.{role.replace('-', '_')}_hint" for role in ROLES}
    made |= {f"password.{one}" for one in get_args(policy.Objection)} | {"password.the-same"}
    made |= {f"error.{one}{end}" for one in get_args(Reason) for end in ("", "_title")}
    made |= {f"categories.{value.rpartition('|')[2]}" for parts in consent.CATEGORIES.values() for value in parts}
    made |= {f"sign_in.provider_{reason}" for reason in get_args(provider.Reason)}
    made |= {f"account_apps.lasts_{kind}" for kind in get_args(Kind)}
    made |= {f"apps.status_{one}" for one in ("active", "pending", "frozen")}
    assert made <= known, made - known


def test_what_is_put_in_is_escaped():
    """HTML in the name of an app: bad input."""
    found = texts.text("en", "consent.heading", app="<script>alert(1)</script>")
    assert isinstance(found, Markup)
    assert "<script>" not in found
    assert "&lt;script&gt;" in found


def test_a_name_keeps_its_direction_to_itself():
    """Right-to-left text in the name of an app cannot turn the sentence around it."""
    found = texts.text("en", "consent.heading", app=render.named("شركة\u202ecod"))
    assert found.startswith('<bdi class="named">')
    assert "</bdi> asks for access" in found


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        texts.text("en", "consent.heading")
    with pytest.raises(KeyError):
        texts.text("en", "no.such")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.8,en;q=0.6", "fr"),
        ("de, fr;q=0.3, en;q=0.7", "en"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("de;q=1", "en"),
        ("fr;q=2", "en"),
        (",,;;fr;q=", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_language_that_a_browser_likes(header, language):
    """RFC 9110, 12.5.4."""
    assert texts.preferred(header) == language


def test_the_name_of_a_file_follows_its_content():
    for name, served in statics.names().items():
        stem, _, end = name.rpartition(".")
        assert re.fullmatch(rf"{stem}\.[0-9a-f]{{16}}\.{end}", served)
        assert statics.files()[served].body


@pytest.mark.parametrize("name", ["", " ", "<b>", "Q", "Quiet Chart", "élan médical inc", "\u202eabc", "7 days"])
def test_initials_stand_for_a_logo(name):
    """HX-01: no image is loaded from where an app says, since that would tell its host who is here."""
    assert 1 <= len(render.initials(name)) <= 2


def test_no_template_loads_anything_from_elsewhere():
    for file in (PAGES / "templates").iterdir():
        text = file.read_text()
        assert not re.search(r"""(?:src|action)=["']https?:""", text)
        assert "<style" not in text
        assert not re.search(r"<script(?! src=\"\{\{ static)", text)
        assert not re.search(r"\son[a-z]+=|\sstyle=", text)
        assert "|safe" not in text
