"""A search of one type about one id, which shows how the same search about another id is planned.

Its words are not read again: nothing in them but the id is another, and an id means the same wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from facade.interactions.asking import Asking
from facade.interactions.planned import Pair, Words
from facade.search.expression import Expression, Param, ReferenceValue, TokenValue
from facade.search.rebinding import Identifying, Opened, Planned, swapped, varied


@dataclass(frozen=True, eq=False)
class SampleSearch:
    """`pair`: the one whose id is left open, `param`: what it says; `planned`: what the plans are made of."""

    asking: Asking
    pair: Pair
    param: Param
    planned: Planned

    @classmethod
    def of(cls, asking: Asking, words: Words, opened: Opened, planned: Planned) -> SampleSearch | None:
        """None where the id is not what was left open."""
        if words.about is None:
            return None
        pair, param = words.pairs[words.about], opened.param
        alone = asking.request.used.count(pair) == 1 and param.values == (_value(param, words.id),)
        return cls(asking, pair, param, planned) if alone and param.code == pair[0] and not param.modifier else None

    def of_another(self, id_: str) -> Asking | None:
        """The search about that id; None if it is not planned alike."""
        old = self.param
        value = _value(old, id_)
        plans = self.planned.again(value)
        if plans is None:
            return None
        (one,), request, new = self.asking.questions, self.asking.request, varied(old, values=(value,))
        used = tuple((self.pair[0], id_) if pair == self.pair else pair for pair in request.used)
        expression = swapped(request.expression, old, new)
        if one.asked is request.expression:
            asked: Expression | None = expression
        else:
            asked = None if one.asked is None else swapped(one.asked, old, new)
        request = varied(request, expression=expression, used=used)
        return varied(self.asking, questions=[varied(one, plans=plans, request=request, asked=asked)], request=request)


def _value(param: Param, id_: str) -> Identifying:
    return TokenValue(id_) if param.code == "_id" else ReferenceValue(id_)
