"""Writes the generated pages of docs/vendors: `python docs/generate.py`. A test compares them with the maps.

NAME.md    element, column, codec and search parameter of every map, and every gap with its reason
search.md  what the resources of every vendor can be searched by
NAME.sql   the two database accounts and their GRANT statements, for the newest release of the vendor's schema
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
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


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and what stands in it."""
    tables = [_SEARCH]
    for name in VENDORS:
        adapter = discovery.adapter(name)
        zone = ZoneInfo("UTC")  # no page holds a time
        source = compile_source(adapter, declared_facts(adapter), zone, site=site_facts(adapter))
        yield FOLDER / f"{name}.md", markdown(describe(source))
        yield FOLDER / f"{name}.sql", _accounts(source)
        unmasked = {type_: TypeSearch(units) for type_, units in source.by_type.items()}
        tables += [f"## Adapter `{name}`", "", searchable(unmasked)]
    yield FOLDER / "search.md", "\n".join(tables).rstrip() + "\n"


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
