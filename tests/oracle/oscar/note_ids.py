"""The ids of what stands under the headings of a chart: searches of other parts find these, too."""

from __future__ import annotations


def uuid(number: int) -> str:
    """The uuid of a note."""
    return f"{number:08d}-0000-4000-8000-00000000000A"


def key(number: int) -> str:
    """The same as it stands in an id: every mark but letters and digits by its number."""
    return uuid(number).replace("-", ".2d")


CONCERN = f"concern-{key(20)}"  # patient 12, active, since 2010-05-06
OVER = f"concern-{key(21)}"  # patient 13, resolved 2020-01-01
HISTORY = f"history-{key(23)}"  # patient 12, neither
SOCIAL = f"soc-{key(25)}"  # patient 13, 2024-01-02, by 999998
RISK = f"risk-{key(26)}"  # patient 13, at no time, by 999998
REMINDER = f"rem-{key(27)}"  # patient 12
TAKEN = f"omed-{key(28)}"  # patient 13, since 2021-05-01
