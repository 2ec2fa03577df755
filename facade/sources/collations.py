"""Which collation class a text column has, asked of the database itself.

Names mislead (latin1_general_ci tells accents apart, utf8mb4_general_ci does not), so the database compares
three pairs under the column's collation. A class is about equality; letters of one language that its own
collations keep apart (ö in latin1_swedish_ci) are not looked at.
"""

from __future__ import annotations

from facade.adapter.schema import Collation

LETTER = "e"
# In this order: is case ignored, are accents ignored, are trailing blanks ignored?
PROBES = ("E", "é", "e ")


def collation_class(case: object, accents: object, blanks: object) -> Collation:
    """The class for the three answers; there is none that ignores case and counts trailing blanks."""
    if case:
        return "ci-ai-pad" if accents else "ci-pad"
    return "bin-pad" if blanks else "bin"
