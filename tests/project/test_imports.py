"""What the import contracts of pyproject.toml cannot say in one line."""

from __future__ import annotations

import grimp

ALLOWED = {"facade.search.expression"}


def test_the_evaluator_imports_only_the_expression_and_the_facts_of_r4() -> None:
    graph = grimp.build_graph("facade", cache_dir=None)
    evaluator = [name for name in graph.modules if name.startswith("facade.search.evaluate")]
    assert evaluator
    imported = {found for name in evaluator for found in graph.find_modules_directly_imported_by(name)}
    assert "facade.search.expression" in imported
    foreign = imported - ALLOWED - set(evaluator)
    assert {name for name in foreign if not name.startswith("facade.fhir")} == set()
