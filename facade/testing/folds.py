"""Makes the tables of `facade/fhir/data/folds` from a MariaDB server: python -m facade.testing.folds

WEIGHT_STRING says what `=` sees of a character: characters of equal weights are equal, and a text is the weights of its
characters one after the other. Each weight is written as its smallest character, so a table reads as text. LIKE
compares character by character, and takes some characters of equal weights for different ones; it is asked about each.
https://mariadb.com/kb/en/weight_string/
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from facade.fhir.folds import FOLDER, TABLES
from facade.testing.databases import Server, mariadb

AT_ONCE = 3000  # characters in one statement
BMP = [code for code in range(1, 0x10000) if not 0xD800 <= code <= 0xDFFF]
BEYOND = range(0x10000, 0x110000)
SAMPLES = (0x10000, 0x1D400, 0x1F600, 0x20000, 0x2F800, 0xE0001, 0xF0000, 0x10FFFD)


def weights(server: Server, charset: str, collation: str, codes: Sequence[int]) -> dict[str, tuple[str, ...]]:
    """Character → its weights; characters that the charset lacks are left out."""
    found = {}
    for start in range(0, len(codes), AT_ONCE):
        for code, back, text in server.run(_asked(charset, collation, codes[start : start + AT_ONCE])):
            if chr(code) == back:
                found[back] = _apart(text)
    return found


def _asked(charset: str, collation: str, codes: Iterable[int]) -> str:
    one = "SELECT {0}, CONVERT({1} USING utf8mb4), HEX(WEIGHT_STRING({1} COLLATE {2}))"
    return " UNION ALL ".join(
        one.format(code, f"CONVERT(_utf32 X'{code:08X}' USING {charset})", collation) for code in codes
    )


def _apart(text: str) -> tuple[str, ...]:
    """Single weights; those of characters without an entry in the server's table come in pairs."""
    width = min(len(text), 4) or 4  # a charset of one byte has weights of one byte
    units = [text[at : at + width] for at in range(0, len(text), width)]
    found = []
    while units:
        take = 2 if "FB00" <= units[0] <= "FBFF" else 1
        found.append("".join(units[:take]))
        units = units[take:]
    return tuple(found)


def folds(of: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Fold → the characters that become it, less those that are their own."""
    smallest: dict[str, str] = {}
    for char, parts in of.items():
        if len(parts) == 1:
            smallest.setdefault(parts[0], char)
    found = defaultdict(list)
    for char, parts in of.items():
        fold = "".join(smallest[part] for part in parts)
        if fold != char:
            found[fold].append(char)
    return dict(sorted(found.items()))


def unlike(server: Server, charset: str, collation: str, groups: Iterable[str]) -> list[str]:
    """Of each group of equal characters those that LIKE does not take for the first."""
    pairs = [(at, group[0], other) for at, group in enumerate(groups) for other in group[1:]]
    one = "SELECT {0}, {1}, {2} LIKE {3} COLLATE " + collation + " ESCAPE '|'"
    found: dict[int, str] = {}
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        asked = (one.format(at, ord(char), _hex(char, charset), _hex(first, charset)) for at, first, char in part)
        for at, code, alike in server.run(" UNION ALL ".join(asked)):
            if not alike:
                found[at] = found.get(at, "") + chr(code)
    return list(found.values())


def apart(server: Server, charset: str, collation: str, groups: Iterable[str]) -> list[str]:
    """Within groups of equal characters the smaller ones that LIKE tells from the first."""
    left = unlike(server, charset, collation, groups)
    found = list(left)
    while left:
        left = unlike(server, charset, collation, left)
        found += left
    return found


def _group(fold: str, members: list[str]) -> str:
    return "".join([fold, *members] if len(fold) == 1 else members)


def _hex(char: str, charset: str) -> str:
    return f"CONVERT(_utf32 X'{ord(char):08X}' USING {charset})"


def table(server: Server, charset: str, collation: str) -> dict[str, object]:
    """What a file holds. `beyond`: what all characters beyond the BMP are to `=` and to LIKE, if they are one."""
    of = weights(server, charset, collation, BMP)
    samples = weights(server, charset, collation, SAMPLES)
    beyond: list[str | None] = [None, None]
    if len(set(samples.values())) == 1:
        (parts,) = set(samples.values())
        fold = next((char for char, found in of.items() if found == parts), min(samples))
        beyond = [fold, None if unlike(server, charset, collation, ["".join(samples)]) else fold]
    elif samples:
        of |= weights(server, charset, collation, BEYOND)
    found = folds(of)
    return {
        "collation": collation,
        "server": str(server.run("SELECT VERSION()")[0][0]).partition("-")[0],
        "beyond": beyond,
        "apart": apart(server, charset, collation, (_group(fold, members) for fold, members in found.items())),
        "folds": {fold: "".join(members) for fold, members in found.items()},
    }


@click.command()
def main() -> None:
    """Write every table anew."""
    with mariadb() as server:
        for name, (charset, collation) in TABLES.items():
            made = table(server, charset, collation)
            text = json.dumps(made, indent=0, sort_keys=False)
            Path(str(FOLDER), f"{name}.json").write_text(text + "\n", encoding="ascii")
            click.echo(f"{name}: {len(text)} bytes")


if __name__ == "__main__":
    main()
