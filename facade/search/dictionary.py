"""The adapter's page: element ↔ column ↔ search parameter, and every gap with its reason. Walks the compiled maps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from facade.adapter.codecs.base import Codec
from facade.adapter.columns import since
from facade.adapter.relations import relation_of
from facade.adapter.resource_map import Adapter
from facade.adapter.values import Gap
from facade.compiler.nodes import CONTENT, Constant, Leaf, Node, nodes_in
from facade.compiler.profiled import Compared, compare
from facade.compiler.source import CompiledSource
from facade.compiler.units import Unit, full_name
from facade.search.compile import TypeSearch
from facade.search.pushdown.parameters import Resolver
from facade.search.sieve import narrowing


def describe(source: CompiledSource) -> dict[str, Any]:
    """`{"adapter", "contract", "versions", "resources": [{"type", "map", "table", "elements", "search", …}]}`."""
    adapter: Adapter = source.adapter
    return {
        "adapter": adapter.name,
        "contract": adapter.contract,
        "versions": adapter.versions,
        "resources": [_resource(unit, source) for unit in source.units],
        "cannot": _reasons(adapter.cannot),
        "findings": [str(finding) for finding in source.findings],
    }


def _resource(unit: Unit, source: CompiledSource) -> dict[str, Any]:
    search = TypeSearch(source.by_type[unit.type])
    writes = unit.map.writes
    return {
        "type": unit.type,
        "map": unit.label,
        **_rows(unit),
        "elements": [*_elements(unit.root, writes is not None), *_content(unit)],
        "search": sorted(search.offer.parameters),
        "sort": sorted(search.offer.sorts),
        "blocked": dict(sorted(search.offer.blocked.items())),
        "writes": [name for name in ("create", "update") if writes is not None and getattr(writes, name)],
        "restrictions": [item.name for item in unit.map.restrict],
        "profiles": _profiles(unit, source),
        "unknown": sorted(unit.root.unknown),
        "gaps": _reasons(unit.map.gaps),
    }


def _rows(unit: Unit) -> dict[str, Any]:
    """The table and key; of an exploded map those of the rows that are read, and what of them."""
    if unit.explosion is None or unit.sieve is None:
        return {"table": unit.map.table.name, "key": unit.map.key.name}
    declared = unit.explosion.declared
    codes = narrowing(Resolver(unit, unit.root), Resolver(unit.sieve, unit.sieve.root))
    read = [*declared.columns.values(), *(col for columns in declared.along.values() for col in columns)]
    return {
        "table": declared.stored.name,
        "key": declared.key.name,
        "exploded": {
            "into": unit.map.table.name,
            "columns": [_column(col) for col in dict.fromkeys(read)],
            "narrowed": sorted(codes),
        },
    }


def _reasons(gaps: Mapping[str, Gap] | None) -> dict[str, dict[str, Any]]:
    return {name: {"why": gap.why, "final": gap.final} for name, gap in sorted((gaps or {}).items())}


def _profiles(unit: Unit, source: CompiledSource) -> list[dict[str, Any]]:
    return [
        {
            "set": name,
            "url": found.profile.url,
            "claimed": found.when,
            "supported": _share(found),
            "lacking": list(found.lacking),
            "seen": found.profile.seen,
        }
        for name, found in compare(source, unit)
    ]


def _share(found: Compared) -> str:
    most = len(found.supported) + len(found.lacking)
    return f"{len(found.supported)} of {most} ({found.percent} %)" if most else "none is flagged"


def _elements(node: Node, written: bool) -> Iterator[dict[str, Any]]:
    for found in nodes_in(node):
        if isinstance(found, Leaf):
            yield _leaf(found, written)
        elif isinstance(found, Constant):
            yield {"path": found.path, "type": found.type, "constant": found.value}


def _content(unit: Unit) -> Iterator[dict[str, Any]]:
    if unit.content is not None:
        columns = [_column(col) for col in unit.content.columns]
        said = {"codec": unit.content.doc, "writable": False}
        yield {"path": CONTENT, "type": "base64Binary", "columns": columns, **said}


def _leaf(leaf: Leaf, written: bool) -> dict[str, Any]:
    codec: Codec = leaf.codec
    return {
        "path": leaf.path,
        "type": leaf.type,
        "columns": [_column(col) for col in codec.columns],
        "codec": codec.doc,
        "writable": written and bool(codec.written),
    }


def _column(col: Any) -> dict[str, Any]:
    relation = relation_of(col)
    found: dict[str, Any] = {"column": full_name(col)}
    if relation is not None:
        found["through"] = type(relation).__name__.lower()
    if getattr(relation, "name", ""):
        found["attribute"] = relation.name  # type: ignore[union-attr]
    if since(col):
        found["since"] = since(col)
    return found


_LEGEND = """\
Each section is one map: a table whose rows become resources of a type. `Type/tag` is another table of the type,
`Type-part` one of several resources of a row: tag and part stand in the ids. Per element: where it comes from, whether
a write changes it, and what it is read as. A constant `site.…` is the clinic's own, told in its configuration. Below
the elements stand those that are left out: `cannot` where the EHR has no such thing, else `not yet`.
"""
_URL = re.compile(r"https?://[^\s()|]*[^\s()|/]")


def markdown(described: Mapping[str, Any]) -> str:
    """The adapter's page as Markdown."""
    lines = [f"# Adapter `{described['adapter']}`", "", described["versions"] or "", "", _LEGEND]
    lines += _contents(described["resources"])
    for resource in described["resources"]:
        lines += _section(resource)
    lines += _not_there(described["cannot"])
    return "\n".join(lines).rstrip() + "\n"


def _contents(resources: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each type, with its sections by their tables."""
    by_type: dict[str, list[str]] = {}
    for resource in resources:
        anchor = re.sub(r"[^\w-]", "", resource["map"].lower())
        apart = resource["map"].removeprefix(resource["type"])
        name = f"`{resource['table']}`" + f" {apart}" * bool(apart)
        by_type.setdefault(resource["type"], []).append(f"[{name}](#{anchor})")
    return [*(f"- {type_}: {', '.join(links)}" for type_, links in by_type.items()), ""]


def _not_there(gaps: Mapping[str, Any]) -> list[str]:
    """The types of which there is no map."""
    return ["## Types that are not there", "", *_listed_gaps(gaps), ""] if gaps else []


def _listed_gaps(gaps: Mapping[str, Any]) -> list[str]:
    return [f"- `{name}`: {'cannot' if gap['final'] else 'not yet'}: {gap['why']}" for name, gap in gaps.items()]


def _section(resource: Mapping[str, Any]) -> list[str]:
    lines = [f"## {resource['map']}", "", f"Table `{resource['table']}`, key `{resource['key']}`.", ""]
    if "exploded" in resource:
        lines += _exploded(resource["exploded"])
    lines += ["| element | from | writable | read as |", "| --- | --- | --- | --- |"]
    lines += [_row(element, resource["type"]) for element in resource["elements"]]
    lines += ["", f"Search: {_listed(resource['search'])}. Sort: {_listed(resource['sort'])}.", ""]
    if resource["unknown"]:
        lines += [
            f"Served with the data-absent-reason `unknown` where a row lacks it: {_listed(resource['unknown'])}.",
            "",
        ]
    if resource["writes"]:
        lines += [f"Writes, where the configuration turns them on: {_listed(resource['writes'])}.", ""]
    lines += _profiled(resource["profiles"])
    lines += _listed_gaps(resource["gaps"])
    return [*lines, ""] if resource["gaps"] else lines


def _exploded(found: Mapping[str, Any]) -> Sequence[str]:
    columns = ", ".join(dict.fromkeys(_shown(column) for column in found["columns"]))  # several relations may read one
    return [
        f"Each row is read into rows `{found['into']}` in memory, from {columns}. A search reads only rows that it can"
        f" mean, told by {_listed(found['narrowed'])} and `_id`; one that can mean too many is refused.",
        "",
    ]


def _profiled(profiles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if profiles:
        yield from ("| profile | claimed | must-support mapped | without |", "| --- | --- | --- | --- |")
    for found in profiles:
        name = f"{found['set']}: [{found['url'].rpartition('/')[2]}]({found['url']})"
        yield f"| {name} | {found['claimed']} | {found['supported']} | {_listed(found['lacking'])} |"
    if profiles:
        yield ""


def _row(element: Mapping[str, Any], type_: str) -> str:
    path = element["path"].removeprefix(f"{type_}.")
    if "constant" in element:
        return f"| {path} | constant {_constant(element['constant'])} | | |"
    columns = ", ".join(_shown(column) for column in element["columns"])
    return f"| {path} | {columns} | {'yes' if element['writable'] else 'no'} | {element['codec']} |"


def _constant(value: Any) -> str:
    """As it stands in JSON; of a URL its last part, as a link: whole ones push the other columns off the page."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    text = str(value)
    return f"[`{text.rpartition('/')[2]}`]({text})" if _URL.fullmatch(text) else f"`{text}`"


def _shown(column: Mapping[str, Any]) -> str:
    text = f"`{column['column']}`"
    if "attribute" in column:
        text += f" where name = `{column['attribute']}`"
    return text + (f" (since {column['since']})" if "since" in column else "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
