"""The row that OSCAR's own code adds to its audit table beside every change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column

from facade.adapter import Companion, WriteValue, action, companion_row, now, own, row_key, who

from .tables import log


def log_row(content: str, demographic_no: Column[Any]) -> Companion:
    """One row of `log`; `content` is OSCAR's word for the kind of record, `demographic_no` whose it is."""
    values: dict[Column[Any], WriteValue] = {
        log.c.dateTime: now,
        log.c.provider_no: who.provider,
        log.c.action: action,
        log.c.content: content,
        log.c.contentId: row_key,
        log.c.demographic_no: own(demographic_no),
    }
    return companion_row(log, values)
