"""Writes the generated pages of docs/vendors: `python docs/generate.py`. A test compares them with the maps.

NAME.md    element, column, codec and search parameter of every map, and every gap with its reason
search.md  what the resources of every vendor can be searched by
coverage.md  how much of every type is mapped, and of what every profile's must-support asks
NAME.sql   the two database accounts and their GRANT statements, for the newest release of the vendor's schema
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from facade import discovery
from facade.compiler import grants
from facade.compiler.declared import declared_facts, site_facts
from facade.compiler.source import CompiledSource, compile_source
from facade.search.compile import TypeSearch
from facade.search.dictionary import describe, markdown
from facade.search.supported import markdown as searchable

VENDORS = ("oscar", "openemr")
FOLDER = Path(__file__).parent / "vendors"
_LIMITS = "MAX_USER_CONNECTIONS 12 MAX_STATEMENT_TIME 5"

_SEARCH = """# What can be searched

Per vendor and type: each parameter with its modifiers and prefixes, the types that a chain or `_has` by it can enter,
and whether `_sort` takes it. What they mean: [for app developers](../apps.md#searching). `:Type` stands for the names
of the types that R4 lets the reference point at.
"""


_COVERAGE = """# How much is mapped

Elements of each map by what became of them: mapped, impossible (`cannot`: the vendor keeps no such thing), and open
(`not yet`). The reasons, and what `Type/tag` and `Type-part` are, stand on each adapter's page: [oscar](oscar.md),
[openemr](openemr.md). Must-support: of what the profile asks a server to support, how much has a place in the map.
"""


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and what stands in it."""
    tables, coverage = [_SEARCH], [_COVERAGE]
    for name in VENDORS:
        adapter = discovery.adapter(name)
        zone = ZoneInfo("UTC")  # no page holds a time
        source = compile_source(adapter, declared_facts(adapter), zone, site=site_facts(adapter))
        described = describe(source)
        yield FOLDER / f"{name}.md", markdown(described)
        coverage += _covered(name, described)
        yield FOLDER / f"{name}.sql", _accounts(source)
        unmasked = {type_: TypeSearch(units) for type_, units in source.by_type.items()}
        tables += [f"## Adapter `{name}`", "", searchable(unmasked)]
    yield FOLDER / "search.md", "\n".join(tables).rstrip() + "\n"
    yield FOLDER / "coverage.md", "\n".join(coverage).rstrip() + "\n"


def _covered(name: str, described: Mapping[str, Any]) -> Iterator[str]:
    """One line for each map."""
    yield from (f"## Adapter `{name}`", "", "| map | table | mapped | cannot | not yet | must-support |")
    yield "| --- | --- | --: | --: | --: | --- |"
    for one in described["resources"]:
        mapped = {element["path"].split(".")[1] for element in one["elements"]}
        final = [gap["final"] for gap in one["gaps"].values()]
        asked = [f"{found['set']} {found['supported']}" for found in one["profiles"] if "%" in found["supported"]]
        counts = f"{len(mapped)} | {sum(final)} | {len(final) - sum(final)}"
        yield f"| {one['map']} | `{one['table']}` | {counts} | {'; '.join(asked)} |"
    yield from ("", f"Types without a table: {', '.join(described['cannot'])}.", "")


def _accounts(source: CompiledSource) -> str:
    name, writes = source.adapter.name, grants.declared_writes(source.adapter)
    reader = grants.reader(source, writes, database=name)
    writer = grants.writer(source, writes, database=name)
    return "\n".join(
        [
            f"-- The two accounts of the adapter {name}, for the newest release, with every write turned on.",
            f"-- For your own database: facade adapter grants {name} --url URL --database DATABASE",
            "",
            f"CREATE USER {grants.READER} IDENTIFIED BY 'choose one' WITH {_LIMITS};",
            *reader,
            "",
            f"CREATE USER {grants.WRITER} IDENTIFIED BY 'choose another' WITH {_LIMITS};",
            *writer,
            "",
        ]
    )


if __name__ == "__main__":
    for file, text in pages():
        file.write_text(text, encoding="utf-8")
