"""Reads the Dockerfile: stages of instructions, continuation lines joined, comments dropped.

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LINE_END = re.compile(r"\\\n")
FLAG = re.compile(r"--([a-z-]+)=(\S+)\s+")


@dataclass(frozen=True)
class Instruction:
    """`COPY --from=build /a /b` has the keyword COPY, the flag from=build and the text `/a /b`."""

    keyword: str
    text: str
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words of the exec form (JSON) or, split at blanks, of the shell form."""
        return json.loads(self.text) if self.text.startswith("[") else self.text.split()

    @property
    def assignments(self) -> dict[str, str]:
        """The NAME=value pairs of ENV and LABEL, without blanks in the values of ENV."""
        return dict(pair.split("=", 1) for pair in self.text.split() if "=" in pair)


@dataclass
class Stage:
    """What follows one FROM, which is its first instruction."""

    instructions: list[Instruction]

    def all(self, keyword: str) -> list[Instruction]:
        """The instructions of that keyword, in order."""
        return [each for each in self.instructions if each.keyword == keyword]

    def last(self, keyword: str) -> Instruction:
        """The instruction of that keyword that counts."""
        return self.all(keyword)[-1]


def _instruction(line: str) -> Instruction:
    keyword, rest = line.split(maxsplit=1)
    flags = {}
    while found := FLAG.match(rest):
        flags[found[1]] = found[2]
        rest = rest[found.end() :]
    return Instruction(keyword.upper(), rest.strip(), flags)


def _lines(text: str) -> Iterator[str]:
    kept = "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    return (line.strip() for line in LINE_END.sub(" ", kept).splitlines() if line.strip())


def parse(text: str) -> list[Stage]:
    """The stages of a Dockerfile that has nothing before its first FROM."""
    stages: list[Stage] = []
    for each in map(_instruction, _lines(text)):
        if each.keyword == "FROM":
            stages.append(Stage([]))
        stages[-1].instructions.append(each)
    return stages
