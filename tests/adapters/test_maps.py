"""The maps of both vendors: they compile for every generation, serve what was decided, and name what they do not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import TIMESTAMP

from adapters.openemr import adapter as openemr
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar import adapter as oscar
from adapters.oscar.tables import forms
from adapters.oscar.tables import metadata as oscar_tables
from facade.adapter import Adapter, ResourceMap, Unreadable
from facade.adapter.columns import origin
from facade.adapter.relations import Children, relation_of
from facade.adapter.schema import SchemaFacts
from facade.compiler.build import fixed_value
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed, leaves
from facade.compiler.source import CompiledSource, compile_source, relation_tables
from facade.compiler.templates import content_of
from facade.compiler.units import Unit
from facade.fhir import definitions
from tests.adapters.decided import DECIDED
from tests.adapters.facts_from_tables import facts_from_tables, facts_of_generation
from tests.adapters.generations import OPENEMR, OSCAR

TORONTO = ZoneInfo("America/Toronto")
UNINDEXED = "adapter.W010"  # of which `test_note_links` knows
TODAY = "2026-03-01"
SITE = {name: f"urn:example:{name}" for name in ("mrn_system", "billing_system", "encounter_system")}
ADAPTERS = {"oscar": oscar, "openemr": openemr}
TABLES = {"oscar": oscar_tables, "openemr": openemr_tables}
GENERATIONS = {"oscar": OSCAR, "openemr": OPENEMR}
EACH_MAP = [
    pytest.param(adapter, declared, id=f"{name}-{declared.label}")
    for name, adapter in ADAPTERS.items()
    for declared in adapter.maps
]
EACH_GENERATION = [(name, generation) for name, found in GENERATIONS.items() for generation in found]
# what every resource has, and what no vendor's table says anything about
RESOURCE = {"id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension"}


def facts(vendor: str, generation: str | None = None) -> SchemaFacts:
    if generation is None:
        return facts_from_tables(TABLES[vendor])
    return facts_of_generation(GENERATIONS[vendor][generation])


@cache
def compiled(vendor: str, generation: str | None = None) -> CompiledSource:
    return compile_source(ADAPTERS[vendor], facts(vendor, generation), TORONTO, site=SITE)


def units(vendor: str, label: str, generation: str | None = None) -> list[Unit]:
    return [unit for unit in compiled(vendor, generation).units if unit.map.label == label]


def unit(vendor: str, label: str, generation: str | None = None) -> Unit:
    return next(found for found in compiled(vendor, generation).units if found.label == label)


def paths(node: Node) -> Iterator[str]:
    """Every element below a node, less its type."""
    if isinstance(node, Object):
        for member in node.members.values():
            yield from paths(member)
    elif isinstance(node, Array):
        for item in node.items:
            yield from paths(item)
    elif isinstance(node, Rows):
        yield from paths(node.element)
    if not isinstance(node, Array | Rows) and "." in node.path:
        yield node.path.partition(".")[2]


def mapped(vendor: str, label: str, generation: str | None = None) -> set[str]:
    return {path for found in units(vendor, label, generation) for path in paths(found.root)}


def ends(vendor: str, label: str) -> set[str]:
    """The mapped elements that have nothing below them."""
    found = mapped(vendor, label)
    return {path for path in found if not any(other.startswith(f"{path}.") for other in found)}


# parts of rows whose only columns came with a release
LATER_PARTS = {
    "openemr": dict.fromkeys([f"Observation/v-{part}" for part in ("flow", "pwh", "pbmi", "phc")], "6.1.0"),
}  # fmt: skip


@pytest.mark.parametrize("vendor", ADAPTERS)
def test_every_map_compiles_over_the_declared_tables(vendor: str) -> None:
    found = compiled(vendor)
    assert [item for item in found.findings if item.number != UNINDEXED] == []
    assert {unit.map for unit in found.units} == set(ADAPTERS[vendor].maps)


@pytest.mark.parametrize(("vendor", "generation"), EACH_GENERATION)
def test_every_generation_serves_every_type(vendor: str, generation: str) -> None:
    found = compiled(vendor, generation)
    stored = [(item.label, item.exploded.stored if item.exploded else item.table) for item in ADAPTERS[vendor].maps]
    later = {label for label, table in stored if found.context.facts.table(table.name) is None}
    assert {(item.number, item.where) for item in found.findings if item.number != UNINDEXED} == {
        ("adapter.W009", f"{vendor} {label}") for label in later
    }
    parts = LATER_PARTS.get(vendor, {}).items()
    later |= {part for part, since in parts if not GENERATIONS[vendor][generation].has(since)}
    assert {unit.label for unit in found.units} == {unit.label for unit in compiled(vendor).units} - later


@pytest.mark.parametrize(("vendor", "label"), DECIDED)
def test_what_was_decided_is_mapped_and_nothing_else(vendor: str, label: str) -> None:
    assert ends(vendor, label) == DECIDED[vendor, label]


def test_every_map_was_decided() -> None:
    assert {(name, declared.label) for name, adapter in ADAPTERS.items() for declared in adapter.maps} == set(DECIDED)


@pytest.mark.parametrize(("adapter", "declared"), EACH_MAP)
def test_what_is_not_mapped_has_a_reason(adapter: Adapter, declared: ResourceMap) -> None:
    served = {path.partition(".")[0] for path in mapped(adapter.name, declared.label)} - {"extension"}
    served |= {"link"} if declared.aliases else set()
    served |= {"data"} if content_of(declared) else set()
    gaps = {path.removeprefix(f"{declared.type}.") for path in declared.gaps or {}}
    offered = {element.name for element in definitions.children(declared.type).values()}
    assert served | gaps == offered - RESOURCE - ({"url"} if declared.type == "Binary" else set())
    assert served & gaps == set()
    assert all(gap.why for gap in (declared.gaps or {}).values())


@pytest.mark.parametrize(("adapter", "declared"), [item for item in EACH_MAP if item.values[1].writes is not None])  # type: ignore[attr-defined]
def test_a_column_has_one_leaf_that_writes_it(adapter: Adapter, declared: ResourceMap) -> None:
    for found in units(adapter.name, declared.label):
        written = [col for leaf in found.leaves if not below_children(leaf) for col in leaf.codec.written]
        assert sorted({str(col) for col in written}) == sorted(str(col) for col in written)


def below_children(leaf: Leaf) -> bool:
    return any(isinstance(relation_of(col), Children) for col in leaf.codec.columns)


@pytest.mark.parametrize("vendor", ADAPTERS)
def test_only_tables_of_the_adapter_are_read(vendor: str) -> None:
    further = set(forms.elsewhere.tables) if vendor == "oscar" else set()
    assert relation_tables(ADAPTERS[vendor]) <= set(TABLES[vendor].tables) | further


def test_who_may_write() -> None:
    writing = {
        (name, declared.label, declared.writes.create, declared.writes.update)
        for name, adapter in ADAPTERS.items()
        for declared in adapter.maps
        if declared.writes
    }
    assert writing == {
        ("oscar", "Patient", False, True),
        ("oscar", "AllergyIntolerance", True, False),
        ("openemr", "Patient", False, True),
        ("openemr", "AllergyIntolerance", True, False),
    }


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=ADAPTERS)
def test_a_new_row_has_what_the_database_asks_for(adapter: Adapter) -> None:
    for declared in adapter.maps:
        if declared.writes and declared.writes.create:
            (found,) = units(adapter.name, declared.label)
            given = {col.name for leaf in found.leaves for col in leaf.codec.written}
            given |= {col.name for col in (*declared.writes.defaults, *declared.writes.stamp)}
            given |= {col.name for condition in declared.only for col in condition.inserted(found.context)}
            for generation in GENERATIONS[adapter.name].values():
                columns = generation.tables[declared.table.name].columns.values()
                needed = {col.name for col in columns if not (col.nullable or col.default or col.auto_increment)}
                assert needed <= given, generation.name


# Values, worked out by hand from the vendors' papers.


def decoded(found: Unit, path: str, at: int = 0, **stored: Any) -> Any:
    """What the leaf at a path makes of a row; columns not given are NULL."""
    leaf = [leaf for leaf in leaves(found.root) if leaf.path == f"{found.type}.{path}"][at]
    row = {name: stored.get(name) for name in (origin(col).name for col in leaf.codec.columns)}
    assert set(stored) <= set(row), "a column that the leaf does not read"
    today = [TODAY] if type(leaf.codec).__name__ == "Cases" else []
    return leaf.codec.decode(*row.values(), *today)


def unreadable(value: Any) -> bool:
    return isinstance(value, Unreadable)


@pytest.mark.parametrize(
    ("stored", "active"), [("AC", True), ("in", False), ("DE", False), ("MERGED", False), ("", None)]
)
def test_oscar_status_of_a_patient(stored: str, active: bool | None) -> None:
    assert decoded(unit("oscar", "Patient"), "active", patient_status=stored) is active


def test_oscar_deceased_is_told_by_the_status_and_never_written() -> None:
    patient = unit("oscar", "Patient")
    assert decoded(patient, "deceased", patient_status="DE") is True
    assert decoded(patient, "deceased", patient_status="AC") is None
    assert decoded(patient, "deceased", patient_status="Hibernating") is None
    assert unreadable(decoded(patient, "active", patient_status="Hibernating"))
    assert [leaf.codec.writable for leaf in patient.leaves if leaf.path == "Patient.deceased"] == [False]


@pytest.mark.parametrize(("stored", "reference"), [("100", "Practitioner/100"), ("0", None), ("-1", None), ("", None)])
def test_oscar_nobody_is_no_general_practitioner(stored: str, reference: str | None) -> None:
    assert decoded(unit("oscar", "Patient"), "generalPractitioner.reference", provider_no=stored) == reference


def test_oscar_names_the_province_of_a_card_or_nobody() -> None:
    patient = unit("oscar", "Patient")
    ontario = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn"
    assert decoded(patient, "identifier.system", hc_type="ON") == ontario
    assert decoded(patient, "identifier.system", hc_type="US-NY") is None
    assert decoded(patient, "identifier.system", hc_type=None) is None


def vital(**row: Any) -> Any:
    return decoded(unit("oscar", "Observation"), "value.value", **row)


@pytest.mark.parametrize(
    ("kind", "text", "instruction", "value"),
    [
        ("WT", "70,5", "in kg", "70.5"),
        ("HT", "180", "in cm", "180"),
        ("WAIS", "80", "Waist Circum in cm", "80"),
        ("TEMP", "37.2", "C(for Celsius)", "37.2"),
        ("HR", "72", "", "72"),
        ("HR", "", "", None),
        ("WT", "", "in lb", None),
    ],
)
def test_oscar_number_of_a_measurement(kind: str, text: str, instruction: str, value: str | None) -> None:
    assert vital(type=kind, dataField=text, measuringInstruction=instruction) == value


@pytest.mark.parametrize(
    ("kind", "text", "instruction"),
    [
        ("WT", "154", "in lb"),
        ("wt", "154", "in POUNDS"),
        ("HT", "70", "in in"),
        ("WC", "30", "inches"),
        ("TEMP", "98.6", ""),
        ("BMI", "refused", ""),
        ("RESP", "<4.0", ""),
    ],
)
def test_oscar_measurement_in_another_unit_or_in_words_is_not_guessed(kind: str, text: str, instruction: str) -> None:
    assert unreadable(vital(type=kind, dataField=text, measuringInstruction=instruction))


def test_oscar_saturation_is_spelled_with_a_zero_too() -> None:
    for kind in ("02", "O2", "02SA"):
        assert decoded(unit("oscar", "Observation"), "code.coding.code", type=kind) == "2708-6"


def test_oscar_blood_pressure_is_two_numbers() -> None:
    pressure = unit("oscar", "Observation/bp")
    assert [decoded(pressure, "component.value.value", at, dataField="120/80") for at in (0, 1)] == ["120", "80"]
    assert unreadable(decoded(pressure, "component.value.value", dataField="120/80 L arm"))


def test_oscar_codes_of_an_allergy() -> None:
    allergy = unit("oscar", "AllergyIntolerance")
    snomed, atc, din = (("code.coding.code", at) for at in range(3))
    assert decoded(allergy, *snomed, DESCRIPTION="nkda") == "409137002"
    assert decoded(allergy, *snomed, DESCRIPTION="No Known Allergies") == "716186003"
    assert decoded(allergy, *snomed, DESCRIPTION="Penicillin") is None
    assert decoded(allergy, *atc, TYPECODE=8, atc="J01C") == "J01C"
    assert decoded(allergy, *atc, TYPECODE=13, atc="J01C") is None
    assert decoded(allergy, *din, TYPECODE=13, regional_identifier="02241112") == "02241112"
    assert decoded(allergy, "category", TYPECODE=0) is None
    assert decoded(allergy, "category", TYPECODE=14) == "medication"
    assert decoded(allergy, "reaction.severity", severity_of_reaction="4") is None


@pytest.mark.parametrize("system", ["icd9", "ICD9", "", None])
def test_oscar_icd9_gets_its_point_back(system: str | None) -> None:
    condition = unit("oscar", "Condition")
    assert decoded(condition, "code.coding.code", dxresearch_code="4019", coding_system=system) == "401.9"
    assert decoded(condition, "code.coding.code", 1, dxresearch_code="4019", coding_system=system) is None


def test_oscar_other_code_systems_as_stored() -> None:
    condition = unit("oscar", "Condition")
    assert decoded(condition, "code.coding.code", dxresearch_code="E119", coding_system="icd10") is None
    assert decoded(condition, "code.coding.code", 1, dxresearch_code="E119", coding_system="icd10") == "E119"
    assert (
        decoded(condition, "code.coding.code", 2, dxresearch_code="44054006", coding_system="SnomedCore") == "44054006"
    )


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"activity": 1}, "active"),
        ({"activity": None}, "active"),
        ({"activity": 0}, "inactive"),
        ({"activity": 1, "enddate": "2026-02-28 00:00:00"}, "inactive"),
        ({"activity": 1, "enddate": "2026-03-01 00:00:00"}, "active"),
        ({"activity": 1, "enddate": "2030-01-01 00:00:00"}, "active"),
        ({"activity": 1, "enddate": "0000-00-00 00:00:00"}, "active"),
        ({"activity": 0, "outcome": 1, "enddate": "2020-01-01 00:00:00"}, "resolved"),
        ({"activity": 1, "outcome": 1, "verification": "Entered-In-Error"}, None),
    ],
)
@pytest.mark.parametrize("label", ["AllergyIntolerance", "Condition"])
def test_openemr_clinical_status(label: str, row: dict[str, Any], status: str | None) -> None:
    assert decoded(unit("openemr", label), "clinicalStatus.coding.code", **row) == status


def test_openemr_clinical_status_before_verification_was_kept() -> None:
    assert decoded(unit("openemr", "Condition", "5.0.2"), "clinicalStatus.coding.code", activity=0) == "inactive"


def test_openemr_problem_that_has_not_ended_has_no_end() -> None:
    condition = unit("openemr", "Condition")
    assert decoded(condition, "abatement", enddate="2019-05-05 00:00:00") == "2019-05-05"
    assert decoded(condition, "abatement", enddate="2030-05-05 00:00:00") is None
    assert decoded(condition, "abatement", enddate="2019-05-05 00:00:00", verification="entered-in-error") is None


@pytest.mark.parametrize("generation", ["6.1.0", "7.0.2"])  # a date, then a date-time
def test_openemr_onset_is_a_day_in_every_release(generation: str) -> None:
    stored = "2019-05-05" if generation == "6.1.0" else "2019-05-05 00:00:00"
    assert decoded(unit("openemr", "Condition", generation), "onset", begdate=stored) == "2019-05-05"


def test_openemr_reaction_that_nobody_named() -> None:
    allergy = unit("openemr", "AllergyIntolerance")
    assert decoded(allergy, "reaction.manifestation.text", reaction="Unassigned ") is None
    assert decoded(allergy, "reaction.manifestation.text", reaction="hives") == "hives"
    assert decoded(allergy, "criticality", severity_al="unassigned") == "unable-to-assess"
    assert decoded(allergy, "criticality", severity_al="moderate") == "low"
    assert decoded(allergy, "criticality", severity_al="moderate_to_severe") == "high"
    assert decoded(allergy, "reaction.severity", severity_al="unassigned") is None
    assert decoded(allergy, "reaction.severity", severity_al="fatal") == "severe"


def test_openemr_modified_is_utc_and_created_is_local() -> None:
    allergy = unit("openemr", "AllergyIntolerance")
    assert allergy.last_updated is not None
    assert allergy.last_updated.decode("2020-06-01 12:00:00") == "2020-06-01T12:00:00+00:00"
    assert decoded(allergy, "recordedDate", date="2020-06-01 12:00:00") == "2020-06-01T12:00:00-04:00"


@pytest.mark.parametrize(
    ("part", "row", "served", "as_stored"),
    [
        ("w", {"weight": "154.323584"}, "70.00", "154.323584"),
        ("h", {"height": "70.000000"}, "177.8", "70"),
        ("t", {"temperature": "98.600000"}, "37.0", "98.6"),
        ("t", {"temperature": "32.000000"}, "0.0", "32"),
        ("hc", {"head_circ": "13.78"}, "35.0", "13.78"),
        ("wc", {"waist_circ": "35"}, "88.9", "35"),
    ],
)
def test_openemr_measures_are_converted_and_kept(part: str, row: dict[str, str], served: str, as_stored: str) -> None:
    found = unit("openemr", f"Observation/v-{part}")
    assert decoded(found, "value.value", **row) == served
    assert decoded(found, "value.extension.value.value", **row) == as_stored


@pytest.mark.parametrize(
    ("part", "row", "served"),
    [
        ("p", {"pulse": "72.000000"}, "72"),
        ("r", {"respiration": "0.000000"}, None),
        ("bmi", {"BMI": "24.9"}, "24.9"),
        ("o2", {"oxygen_saturation": "98.00"}, "98"),
    ],
)
def test_openemr_other_measures_as_stored(part: str, row: dict[str, str], served: str | None) -> None:
    assert decoded(unit("openemr", f"Observation/v-{part}"), "value.value", **row) == served


@pytest.mark.parametrize(("stored", "served"), [("120", "120"), ("0", None), ("0.00", None), ("", None), (None, None)])
def test_openemr_blood_pressure_of_nothing_was_not_measured(stored: str | None, served: str | None) -> None:
    assert decoded(unit("openemr", "Observation/v-bp"), "component.value.value", bps=stored) == served


def test_openemr_class_of_an_encounter() -> None:
    assert decoded(unit("openemr", "Encounter"), "class.code", class_code="") == "AMB"
    assert decoded(unit("openemr", "Encounter"), "class.code", class_code="imp") == "IMP"
    old = unit("openemr", "Encounter", "5.0.2").root.members["class"]
    assert isinstance(old, Object)
    code = old.members["code"]
    assert isinstance(code, Constant)
    assert code.value == "AMB"


@pytest.mark.parametrize(("adapter", "declared"), EACH_MAP)
def test_times_that_the_database_would_set_in_our_zone_are_set_by_us(adapter: Adapter, declared: ResourceMap) -> None:
    """CURRENT_TIMESTAMP is UTC in our sessions: right for a TIMESTAMP, hours off for a DATETIME of the site."""
    columns = declared.table.columns
    touched = {col for col in columns if col.server_onupdate is not None and not isinstance(col.type, TIMESTAMP)}
    if declared.writes and declared.writes.update:
        assert touched <= set(declared.writes.stamp)
    if declared.writes and declared.writes.create:
        assert touched <= {*declared.writes.stamp, *declared.writes.defaults}


def test_a_row_beside_goes_with_what_ties_it() -> None:
    """The visit of a vaccination is found by a column that came with 7.0.4; the visit's own key was always there."""
    assert "encounter.reference" in mapped("openemr", "Immunization")
    assert "encounter.reference" not in mapped("openemr", "Immunization", "7.0.3")


def fixed(node: Node) -> Iterator[str]:
    """The objects of constants only, as text."""
    if isinstance(node, Object):
        if is_fixed(node):
            yield f"{node.path} {fixed_value(node)}"
        for member in node.members.values():
            yield from fixed(member)
    elif isinstance(node, Array):
        for item in node.items:
            yield from fixed(item)
    elif isinstance(node, Rows):
        yield from fixed(node.element)


@pytest.mark.parametrize(("vendor", "generation"), EACH_GENERATION)
def test_an_object_goes_with_its_columns(vendor: str, generation: str) -> None:
    """Where a release lacks the column of a name, an address or an identifier, its constants are not left behind."""
    whole = {text for found in compiled(vendor).units for text in fixed(found.root)}
    here = {text for found in compiled(vendor, generation).units for text in fixed(found.root)}
    # what an older release means without saying it: visits are ambulatory, orders and reports a laboratory's
    meant = {
        "Encounter.class": ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
        "DiagnosticReport.category": ("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB"),
        "ServiceRequest.category": ("http://snomed.info/sct", "108252007"),
    }
    codings = {path: {"system": system, "code": code} for path, (system, code) in meant.items()}
    allowed = {f"{path}{suffix} {coding}" for path, coding in codings.items() for suffix in ("", ".coding")}
    allowed |= {f"{path} {concept}" for path, coding in codings.items() for concept in [{"coding": [coding]}]}
    assert here - whole <= allowed
