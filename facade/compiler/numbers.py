"""One number for each declared thing, the same wherever it is used.

Parts of a spread and maps on one table share codecs, conditions and restrictions. Their tests must have equal keys,
so that a statement can take them out once and let an index serve them.
"""

from __future__ import annotations

from itertools import count
from weakref import WeakKeyDictionary

_given: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_next = count(1)


def number_of(declared: object) -> int:
    """The number of a declared codec, condition or restriction, for as long as the process lives."""
    found = _given.get(declared)
    if found is None:
        found = _given[declared] = next(_next)
    return found
