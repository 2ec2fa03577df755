"""How much a statement may read, worked out by hand over tables of known sizes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.adapter.sql import like
from facade.search.budget import MOST_EQUAL, SOME, UNKNOWN, Estimate, estimate
from facade.search.joins import apart

MILLION = 1_000_000
metadata = MetaData()
patient = Table("patient", metadata, Column("id", Integer), Column("name", String(30)), Column("sex", String(1)))
drug = Table("drug", metadata, Column("id", Integer), Column("patient", Integer), Column("code", String(30)))
reason = Table("reason", metadata, Column("id", Integer), Column("drug", Integer), Column("text", String(30)))
view = Table("view", metadata, Column("id", Integer))
p, d, r = patient.c, drug.c, reason.c


def table(name: str, rows: int | None, *indexed: str) -> TableFacts:
    columns = {found.name: ColumnFacts(found.name, "integer") for found in metadata.tables[name].c}
    return TableFacts(name, columns, frozenset({frozenset({"id"})}), (("id",), *((key,) for key in indexed)), rows=rows)


def facts(*, indexed: bool, dialect: str = "mysql", patients: int = MILLION, reasons: int = 100_000) -> SchemaFacts:
    keys = {"drug": ("patient",), "reason": ("drug",)} if indexed else {}
    sizes = {"patient": patients, "drug": 2 * MILLION, "reason": reasons, "view": None}
    return SchemaFacts(dialect, {name: table(name, rows, *keys.get(name, ())) for name, rows in sizes.items()})


WITHOUT, WITH = facts(indexed=False), facts(indexed=True)


def b(number: int = 0) -> Any:
    return bindparam(f"b{number}", type_=String())


def of(*where: Any, root: Any = patient, limit: int | None = 51) -> Any:
    found = select(root.c.id if hasattr(root, "c") else p.id).select_from(root).where(*where)
    return found if limit is None else found.limit(literal_column(str(limit)))


def child(tie: Any, *more: Any) -> Any:
    alias = reason.alias("r1")
    return exists(select(1).select_from(alias).where(alias.c.drug == tie, alias.c.text == b(), *more)).correlate_except(
        alias
    )


def test_a_key_reads_one_row_an_index_a_part_and_anything_else_the_table() -> None:
    assert estimate(of(p.id == b()), WITH).rows == 1
    assert estimate(of(p.id.in_([b(0), b(1), b(2)])), WITH).rows == 3
    assert estimate(of(d.patient == b(), root=drug), WITH).rows == MOST_EQUAL
    assert estimate(of(d.patient > b(), root=drug), WITH).rows == SOME * 2 * MILLION
    assert estimate(of(d.patient == b(), root=drug), WITHOUT).rows == 2 * MILLION
    assert estimate(of(p.sex == b()), WITH).rows == MILLION
    assert estimate(of(), WITH).rows == MILLION
    assert estimate(of(root=view), WITH).rows == UNKNOWN


def test_one_pass_is_never_too_much() -> None:
    scan = estimate(of(like(p.name, b(), False)), WITHOUT)
    assert scan == Estimate(MILLION, MILLION)
    assert not scan.exceeds(1000)


def test_a_chain_is_read_once_and_hops_add_up() -> None:
    """Two tables without an index on their keys are gone through once each, whatever their size."""
    inner = apart(select(r.drug).select_from(reason).where(r.text == b()))
    middle = apart(select(d.patient).select_from(drug).where(d.id.in_(inner)))
    found = estimate(of(p.id.in_(middle)), WITHOUT)
    assert not found.exceeds(1000)
    assert found.rows < 2 * found.once


def test_a_lookup_without_index_for_every_row_is_too_much_where_it_is_run_for_every_row() -> None:
    asked = of(child(d.id), root=drug)
    row_by_row = estimate(asked, facts(indexed=False, dialect="sqlite"))
    assert row_by_row.rows == pytest.approx(2 * MILLION * 100_000, rel=0.01)
    assert row_by_row.exceeds(100 * MILLION)
    # with the index it reads a thousandth
    assert estimate(asked, facts(indexed=True, dialect="sqlite")).rows < row_by_row.rows / 90


def test_postgresql_makes_a_set_of_what_is_tied_by_equality_alone() -> None:
    postgresql, asked = facts(indexed=False, dialect="postgresql"), of(child(d.id), root=drug)
    assert not estimate(asked, postgresql).exceeds(1000)
    assert estimate(asked, WITHOUT).exceeds(100 * MILLION)
    later = reason.alias("r2")
    tie = exists(select(1).select_from(later).where(later.c.drug == d.id, later.c.id > d.id)).correlate_except(later)
    assert estimate(of(tie, root=drug), postgresql).exceeds(100 * MILLION)


def test_what_the_other_conditions_leave_is_what_counts() -> None:
    """The same lookup for the drugs of one patient is no harm."""
    sqlite = facts(indexed=False, dialect="sqlite")
    for_all = estimate(of(child(d.id), root=drug), sqlite).rows
    assert 1000 * estimate(of(d.patient == b(), child(d.id), root=drug), sqlite).rows < for_all


def test_alternatives_and_negations_are_looked_into() -> None:
    sqlite = facts(indexed=False, dialect="sqlite")
    once = estimate(of(child(d.id), root=drug), sqlite).rows
    assert estimate(of(or_(d.code == b(), child(d.id)), root=drug), sqlite).rows >= once
    assert estimate(of(child(d.id).is_not(literal_column("true")), root=drug), sqlite).rows >= once
    twice = estimate(of(or_(child(d.id), and_(d.code == b(), child(d.id))), root=drug), sqlite).rows
    assert twice == pytest.approx(2 * once, rel=0.1)


def test_a_join_counts_for_what_is_shown_or_for_all_that_must_be_tested() -> None:
    alias = reason.alias("r1")
    joined = drug.outerjoin(alias, alias.c.drug == d.id)
    shown = select(d.id, alias.c.text).select_from(joined).limit(literal_column("51"))
    assert estimate(shown, WITHOUT).rows == 2 * MILLION + 51 * 100_000
    tested = select(d.id).select_from(joined).where(alias.c.text == b()).limit(literal_column("51"))
    assert estimate(tested, WITHOUT).exceeds(100 * MILLION)
    assert not estimate(tested, WITH).exceeds(5 * MILLION)  # a tenth of a reason for each drug, at least one row


def test_counting_over_a_select_reads_what_that_reads() -> None:
    inner = select(d.id).select_from(drug).where(child(d.id)).limit(literal_column("1001")).subquery()
    sqlite = facts(indexed=False, dialect="sqlite")
    counted = select(func.count()).select_from(inner)
    assert estimate(counted, sqlite).rows == estimate(of(child(d.id), root=drug), sqlite).rows


def test_the_indexes_that_are_missed_are_named() -> None:
    sqlite = facts(indexed=False, dialect="sqlite")
    assert estimate(of(d.patient == b(), child(d.id), root=drug), sqlite).wanted == (
        "drug (patient)",
        "reason (drug, text)",
    )
    assert estimate(of(d.id == b(), root=drug), sqlite).wanted == ()


def test_rows_joined_to_a_page_are_those_of_the_page() -> None:
    page = select(d.id).select_from(drug).where(d.code == b()).limit(literal_column("51")).subquery("page")
    alias = reason.alias("r1")
    joined = page.join(drug, d.id == page.c.id).outerjoin(alias, alias.c.drug == d.id)
    found = estimate(select(d.code, alias.c.text).select_from(joined), WITHOUT)
    assert found.rows == 2 * MILLION + 51 * (1 + 100_000)
