"""What all maps of `preventions` have in common. An edit marks the row as deleted and adds another.

The table holds vaccinations, examinations and tests alike; a clinic may add names of its own. A name that is known
as neither examination nor test is a vaccine.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, and_, func, not_, or_

from facade.adapter import (  # isort: skip
    attributes, cases, coding, concept, date_with_precision, eq, first, instant, is_in, joined, last, present_as,
    restrict, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import prevention as codes
from .tables import partial_date, preventions, preventionsExt

p = preventions.c
ext = attributes(preventionsExt, on=(p.id, "prevention_id"), name="keyval", value="val", pick=last("id"))


def beside(name: str) -> Column[Any]:
    """The value of a name, for a leaf that looks at columns of the row itself, too."""
    rows = joined(preventionsExt, on=(p.id, "prevention_id"), pick=last("id"), only={"keyval": name})
    return rows["val"]


PROCEDURE = and_(p.prevention_type.is_not(None), p.prevention_type.in_(codes.PROCEDURES))
TEST = and_(
    p.prevention_type.is_not(None),
    or_(p.prevention_type.in_(codes.TESTS), *(p.prevention_type.ilike(f"%{word}%") for word in codes.TEST_WORDS)),
    not_(PROCEDURE),
)
ASKED = and_(p.prevention_type.is_not(None), p.prevention_type.in_(codes.ASKED))
VACCINE = and_(not_(PROCEDURE), not_(TEST), not_(ASKED))

there = is_in(p.deleted, "0", None, "")
of_everybody = restrict("restricted-to-a-program", func.coalesce(p.restrictToProgram, 0) == 0, unless="confidential")
last_updated = instant(p.lastUpdateDate)
status_reason = concept(
    coding(present_as(p.refused, codes.NOT_GIVEN), system=systems.ACT_REASON),
    text=cases(
        (eq(p.refused, codes.REFUSED), text(beside("reason"))),
        (eq(p.refused, codes.INELIGIBLE), "ineligible"),
    ),
)

# Who did it: somebody here, or somebody outside whose name was kept in one place or the other.
outside = eq(p.provider_no, codes.OUTSIDE)
_named = beside("providerName")
elsewhere = cases(
    ((outside, is_in(_named, None, "", "null")), text(p.provider_name)),
    (outside, text(_named)),
)

_TABLE, _DAY = codes.PARTIAL_DATE["preventions.prevention_date"]
_, _REFUSAL = codes.PARTIAL_DATE["preventions.refused"]
_known = joined(
    partial_date, on=(p.id, "table_id"), pick=first("id"), only={"table_name": _TABLE, "field_name": (_DAY, _REFUSAL)}
)
day = date_with_precision(p.prevention_date, _known["format"], absent=[chart.NO_DATE])
NOBODY = chart.NOBODY
