"""What every page must stand: the accessibility checker, the keyboard alone, a narrow screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page

from facade.store.sessions import Opening

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_FOCUSABLE = """() => [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')]
  .filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility()
    && !(one.type === 'radio' && !one.checked && document.querySelector(`input[name="${one.name}"]:checked`))).length"""
_FOCUSED = """() => { const one = document.activeElement; const style = getComputedStyle(one);
  const order = [...document.querySelectorAll('*')].indexOf(one);
  const box = one.getBoundingClientRect();
  return { order, name: one.tagName,  outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    onScreen: box.bottom > 0 && box.top < innerHeight }; }"""


def open_session(house: Any, context: BrowserContext, login: str, strength: str = "second") -> None:
    """Give the browser a session of this person, as if signed in just now."""
    opening = Opening(house.people[login].id, "full", strength, timedelta(hours=1), timedelta(hours=2))  # type: ignore[arg-type]
    _, cookie = house.facade.store.sessions.open(opening, now=datetime.now(UTC))
    context.add_cookies([{"name": "facade", "value": cookie.text, "url": house.base}])


def violations(page: Page, axe: str) -> list[str]:
    """What the checker finds, each with its place."""
    page.evaluate(axe)
    return _found(page, {"type": "tag", "values": AXE_TAGS})


def faint(page: Page) -> list[str]:
    """Texts that stand out too little in the colours of the moment; the checker is there already."""
    return _found(page, {"type": "rule", "values": ["color-contrast"]})


def _found(page: Page, only: Any) -> list[str]:
    found = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def walk(page: Page) -> None:
    """Go through the page by Tab: everything is reached once, in the order it stands in, and seen to be reached."""
    count = page.evaluate(_FOCUSABLE)
    page.evaluate(
        "() => { const all = document.body; all.tabIndex = -1; all.focus(); all.removeAttribute('tabindex'); }"
    )
    before = -1
    for _ in range(count):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        assert found["name"] != "BODY", "the focus left the page too early"
        assert found["order"] > before, f"the focus went back, to {found}"
        assert found["outline"], f"the focus is not to be seen on {found}"
        assert found["onScreen"], f"the focus is off the screen on {found}"
        before = found["order"]
