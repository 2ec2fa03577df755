"""`facade adapter`: what is installed, whether a declaration is sound, what it says, what its accounts may do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click
import orjson

from facade import discovery
from facade.compiler import grants
from facade.compiler.declared import declared_facts, site_facts
from facade.compiler.profiled import profile_findings
from facade.compiler.source import CompiledSource, compile_source, relation_tables
from facade.errors import Finding
from facade.search import dictionary
from facade.search.advice import unindexed
from facade.sources import Source, SourceSettings, examine

_ZONE = "America/Toronto"  # nothing here reads a time
URL = click.option("--url", help="A database to look at, instead of the tables as they are declared.")


@click.group()
def adapter() -> None:
    """Look at the installed adapters."""


@adapter.command(name="list")
def list_installed() -> None:
    """Print the names of the installed adapters."""
    for name in discovery.installed(discovery.ADAPTERS):
        click.echo(name)


@adapter.command()
@click.argument("name")
@URL
def check(name: str, url: str | None) -> None:
    """Check an adapter: numbered messages, and status 1 if one of them is an error."""
    _, found = _compiled(name, url)
    for finding in found:
        click.echo(str(finding))
    errors = sum(finding.is_error for finding in found)
    click.echo(f"{name}: {errors} errors, {len(found) - errors} warnings", err=True)
    sys.exit(1 if errors else 0)


@adapter.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def describe(name: str, as_json: bool) -> None:
    """Print what an adapter maps, element by element."""
    compiled, _ = _compiled(name, None)
    found = dictionary.describe(compiled)
    click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() if as_json else dictionary.markdown(found))


@adapter.command(name="grants")
@click.argument("name")
@URL
@click.option("--database", default="", help="The database's name, to stand before the tables.")
def show_grants(name: str, url: str | None, database: str) -> None:
    """Print the GRANT statements of the reading and the writing account."""
    compiled, _ = _compiled(name, url)
    writes = grants.declared_writes(compiled.adapter)
    for line in grants.reader(compiled, writes, database=database) + grants.writer(compiled, writes, database=database):
        click.echo(line)


def _compiled(name: str, url: str | None) -> tuple[CompiledSource, Sequence[Finding]]:
    """The adapter compiled for a database, or for its own tables as declared, and what the checks found."""
    loaded = discovery.adapter(name)
    if url is None:
        compiled = compile_source(loaded, declared_facts(loaded), ZoneInfo(_ZONE), site=site_facts(loaded))
        return compiled, [*compiled.findings, *unindexed(compiled), *profile_findings(compiled)]
    source = Source(SourceSettings(name, url, _ZONE))
    try:
        compiled = compile_source(loaded, source.facts(relation_tables(loaded)), source.zone)
        return compiled, [*compiled.findings, *unindexed(compiled), *examine(source)]
    finally:
        source.dispose()
