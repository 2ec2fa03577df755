"""The segments of an ORU^R01 message as orders: each OBR with the results, comments and specimens that follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from facade.adapter import hl7

from .values import LONG

NOTHING = hl7.Segment("", ())


@dataclass
class Result:
    """An OBX, with those that go on with its text, and the comments behind it. `test`: the components of OBX-3."""

    obx: hl7.Segment
    name: str
    test: list[str]
    more: list[hl7.Segment] = field(default_factory=list)
    notes: list[hl7.Segment] = field(default_factory=list)


@dataclass
class Group:
    """An OBR. `name`: the same in every version of a message that has the same order at the same turn."""

    name: str
    obr: hl7.Segment
    orc: hl7.Segment
    results: list[Result] = field(default_factory=list)
    notes: list[hl7.Segment] = field(default_factory=list)
    specimens: list[hl7.Segment] = field(default_factory=list)
    blocked: bool = False
    cut: bool = False


def named(*parts: str | int) -> str:
    """Letters and digits for a row that is told by these parts."""
    return blake2b("\x00".join(map(str, parts)).encode(), digest_size=4).hexdigest()


def groups(message: hl7.Message) -> list[Group]:
    """The orders of the first patient in the message. None if it is no report, or all of it is blocked."""
    if not _is_report(message) or any("Y" in segment.fields for segment in message.named("ZPD")):
        return []
    return [group for group in _Walk(message).groups() if not group.blocked]


def _is_report(message: hl7.Message) -> bool:
    kind = message.part(message.segments[0][9], 1)
    return kind in ("", "ORU")


class _Walk:
    """One pass over the segments."""

    def __init__(self, message: hl7.Message) -> None:
        self._message = message
        self._found: list[Group] = []
        self._orc = NOTHING
        self._orders: Counter[str] = Counter()
        self._tests: Counter[tuple[str, str, str]] = Counter()
        self._taken: set[str] = set()
        self._patients = 0

    def groups(self) -> list[Group]:
        """All orders. Results before the first OBR are an order without a name."""
        for segment in self._segments():
            if segment.name == "PID":
                self._patients += 1
                if self._patients > 1:  # what follows is another person's
                    break
            self._take(segment)
        if self._found and not self._message.whole:
            self._found[-1].cut = True
        return self._found

    def _segments(self) -> Iterator[hl7.Segment]:
        """Without a last result that was cut before its status."""
        *most, last = self._message.segments
        yield from most
        if last.name != "OBX" or self._message.ended or last[11]:
            yield last
        elif self._found:
            self._found[-1].cut = True

    def _take(self, segment: hl7.Segment) -> None:
        match segment.name:
            case "ORC":
                self._orc = segment
            case "OBR":
                self._open(segment)
            case "OBX":
                self._result(segment)
            case "NTE" if self._found:
                group = self._found[-1]
                (group.results[-1].notes if group.results else group.notes).append(segment)
            case "SPM" if self._found:
                self._found[-1].specimens.append(segment)
            case "ZBR" if self._found and segment[1] == "Y":
                self._found[-1].blocked = True

    def _open(self, obr: hl7.Segment) -> None:
        order = "^".join(self._message.parts(obr[4])[:3])
        self._orders[order] += 1
        self._found.append(Group(self._name(order, self._orders[order]), obr, self._orc))
        self._orc = NOTHING

    def _result(self, obx: hl7.Segment) -> None:
        if not self._found:
            self._open(NOTHING)
        group = self._found[-1]
        last = group.results[-1] if group.results else None
        if last and obx[2] in LONG and not last.notes and _same(last.obx, obx):
            last.more.append(obx)
            return
        coded = self._message.parts(obx[3])
        test = (group.name, "^".join(coded[:3]), self._message.text(obx[4]))
        self._tests[test] += 1
        group.results.append(Result(obx, self._name(*test, self._tests[test]), coded))

    def _name(self, *parts: str | int) -> str:
        """Where two of a message would have one name, the later has another."""
        name = named(*parts)
        while name in self._taken:
            name = named(name)
        self._taken.add(name)
        return name


def _same(one: hl7.Segment, other: hl7.Segment) -> bool:
    """Whether the second goes on with the text of the first: the same type, test and sub-id."""
    return bool(one[3]) and (one[2], one[3], one[4]) == (other[2], other[3], other[4])
