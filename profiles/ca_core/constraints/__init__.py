"""What CA Core+ and CA Baseline ask of resources, as tables of our own, each statement with its evidence.

CA Core+ is a draft whose package may not be passed on, and not all of its versions could be read. `read`: in a
snapshot or differential; `partly`: in part of one, or in a change log; `inferred`: from PS-CA, which has the same
shape, or from how the logs read. Rules ask for what satisfies every version seen under the canonical base of 1.0.0
and later; where older ones say more of an element that later logs do not take back, that counts too. A profile of
which no structure was seen is never claimed.
"""

from __future__ import annotations

from facade.adapter import ProfileSet

from . import administrative, baseline, chart, orders, vital_signs

CA_CORE = ProfileSet(
    "ca-core",
    "CA Core+ 1.0.1-dft-preballot to 1.1.0, with R4's own profiles of vital signs",
    (*administrative.PROFILES, *chart.PROFILES, *orders.PROFILES, *vital_signs.PROFILES),
)
CA_BASELINE = ProfileSet(
    "ca-baseline",
    "CA Baseline 1.2.0, with R4's own profiles of vital signs",
    (*baseline.PROFILES, *vital_signs.PROFILES),
)
SETS = (CA_CORE, CA_BASELINE)
