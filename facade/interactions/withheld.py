"""How much a search withheld for want of a permission: told to the clinic's log, never to the caller.

See docs/decisions/0031-confidentiality.md.
"""

from __future__ import annotations

import time

from facade.compiler.presence import NotPushed
from facade.errors import Refused
from facade.interactions.asking import Asking, Question
from facade.interactions.context import Context
from facade.interactions.fetch import counting
from facade.interactions.served import Ready
from facade.search.crossing import questions

EVENT = "withheld"
SECONDS = 60.0
MOST = 100  # rows are counted; more are told as this many
FEW_READ = 100_000  # rows that the count may be expected to read
_ROOM = 10_000


def told(context: Context, ready: Ready, asking: Asking) -> None:
    """One event for each type of which something was withheld; at most once a minute for a client and a type."""
    for one in asking.questions:
        if one.asked is not None and _due(ready, context.grant.client, one.type):
            _count(context, ready, one)


def _due(ready: Ready, client: str, type_: str) -> bool:
    now = time.monotonic()
    if now - ready.counted.get((client, type_), -SECONDS) < SECONDS:
        return False
    if len(ready.counted) >= _ROOM:
        ready.counted.clear()
    ready.counted[client, type_] = now
    return True


def _count(context: Context, ready: Ready, one: Question) -> None:
    try:
        total = _total(context, ready, one)
    except (Refused, NotPushed) as refusal:
        status = refusal.status if isinstance(refusal, Refused) else 500
        context.event(EVENT, one.type, status, reason="not counted")
        return
    if total:
        context.event(EVENT, one.type, 200, count=min(total, MOST), reason="confidential")


def _total(context: Context, ready: Ready, one: Question) -> int:
    """Counted apart from the answer, on a connection of its own. Refused `too-costly` where it would read a lot."""
    assert one.asked is not None
    visible, _ = context.visible(ready, one.type, "search")
    plans = one.search.withheld(one.asked, visible, context.asked, context.sight(ready))
    if any(any(questions(plan)) for plan in plans):
        raise Refused(400, "too-costly", "What other resources tell is not asked again.")
    asked = [counting(ready, plan, MOST + 1) for plan in plans]
    if any(sql.estimate.exceeds(FEW_READ) for sql, _ in asked):
        raise Refused(400, "too-costly", "Too many rows would be read to count what was withheld.")
    total = 0
    if asked:
        with context.endpoint.source.source.reading() as connection:
            for sql, binds in asked:
                ((found, _),) = connection.execute(sql.text, sql.params(binds, context.today))
                total += int(found)
    return total
