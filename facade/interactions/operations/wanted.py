"""What a call of $stats asks for, read from its parameters.

https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from facade.errors import Refused, bad_value, not_supported
from facade.fhir import dates
from facade.interactions.operations import arguments
from facade.interactions.operations.measured import Coding
from facade.interactions.operations.statistics import STATISTICS, Statistic
from facade.search import values

MOST_CODES = 20
_NAMES = frozenset({"subject", "code", "system", "coding", "duration", "period", "statistic", "include", "limit"})
_UTC = ZoneInfo("UTC")
_HOURS = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,6})?")
_Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Wanted:
    """`period`: start and end, "" where it is open. `limit`: how many observations to show, 0 for none of them."""

    subject: str
    codings: tuple[Coding, ...]
    period: tuple[str, str]
    statistics: tuple[Statistic, ...]
    limit: int

    def search(self, code: str) -> list[tuple[str, str]]:
        """The search that finds the observations; `code` is the parameter that looks for their codes."""
        start, end = self.period
        period = [("date", prefix + text) for prefix, text in (("ge", start), ("le", end)) if text]
        tokens = ",".join(_token(coding) for coding in self.codings)
        return [("subject", arguments.escaped(self.subject)), (code, tokens), *period]


def _token(coding: Coding) -> str:
    code = arguments.escaped(coding.code)
    return code if coding.system is None else f"{arguments.escaped(coding.system)}|{code}"


def wanted_of(pairs: Sequence[tuple[str, str]], now: datetime, *, lenient: bool) -> Wanted:
    """Refused 400: `required`, `value`, `not-supported`, `too-costly`."""
    given = arguments.taken(pairs, _NAMES, lenient=lenient)
    subject = arguments.once(given, "subject")
    if subject is None:
        raise _required("subject")
    return Wanted(subject, _codings(given), _period(given, now), _statistics(given), _limit(given))


def _required(name: str) -> Refused:
    return Refused(400, "required", f"$stats needs {name}.")


def _codings(given: _Given) -> tuple[Coding, ...]:
    system = arguments.once(given, "system")
    found = [_coding("code", text, system) for text in given.get("code", ())]
    found += [_coding("coding", text, None) for text in given.get("coding", ())]
    if not found:
        raise _required("code or coding")
    if len(found) > MOST_CODES:
        raise Refused(400, "too-costly", f"$stats takes at most {MOST_CODES} codes at once.")
    return tuple(dict.fromkeys(found))


def _coding(name: str, text: str, system: str | None) -> Coding:
    token = values.token(name, text, "")
    if token.code is None:
        raise bad_value(f"{name} takes a code.")
    return Coding(token.code, system if token.system is None else token.system)


def _period(given: _Given, now: datetime) -> tuple[str, str]:
    hours, period = arguments.once(given, "duration"), arguments.once(given, "period")
    if hours is None:
        return ("", "") if period is None else _stretch(period)
    if period is not None:
        raise bad_value("duration and period exclude each other.")
    if not _HOURS.fullmatch(hours):
        raise bad_value("duration takes a number of hours.")
    start = now - timedelta(seconds=int(Decimal(hours) * 3600))
    return _instant(start), _instant(now)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _stretch(period: str) -> tuple[str, str]:
    start, slash, end = period.partition("/")
    try:
        bounds = [dates.bounds(text, _UTC) for text in (start, end) if text]
    except ValueError:
        bounds = []
    if not slash or not bounds or bounds[0][0] >= bounds[-1][1]:
        raise bad_value("period takes [start]/[end], two dates in this order of which one may be missing.")
    return start, end


def _statistics(given: _Given) -> tuple[Statistic, ...]:
    codes = dict.fromkeys(code for text in given.get("statistic", ()) for code in text.split(","))
    if not codes:
        raise _required("statistic")
    if "regression" in codes:
        raise not_supported("$stats gives no regression: the standard does not say against what.")
    if not codes.keys() <= STATISTICS.keys():
        raise bad_value(f"statistic takes {', '.join(STATISTICS)}.")
    return tuple(STATISTICS[code] for code in codes)


def _limit(given: _Given) -> int:
    """Without `include` the limit is to be ignored, whatever it is."""
    include = arguments.once(given, "include") or "false"
    if include not in ("true", "false"):
        raise bad_value("include takes true or false.")
    return arguments.positive("limit", arguments.once(given, "limit"), arguments.LARGEST) if include == "true" else 0
