"""Which collation class a text column has, asked of the database itself.

Names mislead (latin1_general_ci tells accents apart, utf8mb4_general_ci does not), so the database compares some pairs
under the column's collation. The first three say what it ignores at all; the others tell apart the classes that have
tables of their own. A collation without a table gets the class that answers most alike.
"""

from __future__ import annotations

from functools import cache

from facade.adapter.schema import Collation, fold

LETTER = "e"
# In this order: is case ignored, are accents ignored, are trailing blanks ignored?
PROBES = ("E", "é", "e ")
PAIRS = (
    *((LETTER, other) for other in PROBES),
    ("s", "ß"), ("ss", "ß"), ("a", "ä"), ("y", "ü"), ("ae", "æ"), ("x", "\u00adx"),
)  # fmt: skip
IGNORING_CASE: tuple[Collation, ...] = (
    "ci-ai-pad", "unicode-ci", "unicode-520-ci", "uca1400-ai-ci", "swedish-ci", "ci-pad",
)  # fmt: skip


def collation_class(*answers: object) -> Collation:
    """The class for the answers to PAIRS, or to as many as were asked; none ignores case and counts trailing blanks."""
    told = tuple(map(bool, answers))
    case, accents, blanks = told[:3]
    if not case:
        return "bin-pad" if blanks else "bin"
    alike = (name for name in IGNORING_CASE if _answers(name)[1] == accents)
    return max(alike, key=lambda name: sum(one == other for one, other in zip(_answers(name), told, strict=False)))


@cache
def _answers(name: Collation) -> tuple[bool, ...]:
    return tuple(fold(one, name) == fold(other, name) for one, other in PAIRS)
