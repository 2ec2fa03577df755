"""An adapter's templates held against the profiles it knows: what is missing, what disagrees, how much is supported.

For `facade adapter check` and the adapter's page; nothing here is asked when a resource is served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facade.adapter.profiles import Evidence, Profile, Rule
from facade.compiler.claims import Claim, Clause, Slices, claim, concerns, reached, slices_of
from facade.compiler.nodes import Constant
from facade.compiler.source import CompiledSource
from facade.compiler.units import Unit
from facade.errors import Finding


@dataclass(frozen=True, eq=False)
class Compared:
    """One template against one profile. `lacking`: paths it must support and has no node for."""

    unit: Unit
    profile: Profile
    claim: Claim
    supported: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def percent(self) -> int:
        """How much of what must be supported is mapped; nothing to support is all of it."""
        return 100 * len(self.supported) // (len(self.supported) + len(self.lacking)) if self.lacking else 100

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must be there in a row for the claim, by path."""
        return tuple(dict.fromkeys(_condition(clause) for clause in self.claim.clauses))

    @property
    def when(self) -> str:
        """When the profile is claimed, for people."""
        if not self.profile.claimed:
            return "never: too little of the profile is known"
        if self.claim.never:
            return f"never: {', '.join(f'`{path}`' for path, _ in self.unmet) or 'what SQL cannot tell'} is not mapped"
        return f"where {'; '.join(self.conditions)}" if self.claim.clauses else "always"

    @property
    def unmet(self) -> tuple[tuple[str, str], ...]:
        """Rules that no column meets, where the object they are about is there: path and the object's path."""
        found = (clause for clause in self.claim.clauses if not _members(clause))
        return tuple(dict.fromkeys((clause.path, _where(clause)) for clause in found))

    @property
    def disagreeing(self) -> tuple[tuple[str, str, str], ...]:
        """Constants other than the profile's: path, what the template says, what the profile says."""
        return tuple(dict.fromkeys(item for rule in self.profile.rules for item in _disagreeing(self.unit, rule)))


def _members(clause: Clause | Slices) -> bool:
    return bool(clause.members if isinstance(clause, Clause) else clause.hits)


def _where(clause: Clause | Slices) -> str:
    return clause.hit.node.path if isinstance(clause, Clause) else clause.path


def _condition(clause: Clause | Slices) -> str:
    kind = f" ({clause.kind})" if clause.kind else ""
    if isinstance(clause, Slices):
        return f"there is `{clause.path}`{kind}"
    place = f"`{clause.hit.node.path}`{kind}"
    if not clause.members:
        return f"there is no {place}, which lacks `{clause.path}`"
    names = " or ".join(f"`{name}`" for name in clause.members)
    return f"each {place} has {names}" if clause.hit.trail else f"there is {names}"


def _disagreeing(unit: Unit, rule: Rule) -> Iterator[tuple[str, str, str]]:
    if rule.value is not None:
        for node in _nodes(unit, rule):
            if isinstance(node, Constant) and node.value != rule.value:
                yield node.path, str(node.value), rule.value


def _nodes(unit: Unit, rule: Rule) -> Iterator[object]:
    first, _, rest = rule.path.partition(".")
    for node in slices_of(unit.root, first, rule.where):
        yield from reached(node, rest) if rest else (node,)


def compared(unit: Unit, profile: Profile) -> Compared:
    """One template against one profile."""
    paths: dict[str, bool] = {}
    for rule in profile.rules:
        if rule.support:
            label = rule.path + "".join(f" ({value})" for value in rule.where.values())
            paths[label] = paths.get(label, False) or any(True for _ in _nodes(unit, rule))
    have = tuple(path for path, found in paths.items() if found)
    return Compared(unit, profile, claim(unit.root, profile), have, tuple(path for path in paths if path not in have))


def compare(source: CompiledSource, unit: Unit) -> Iterator[tuple[str, Compared]]:
    """One template against each profile of its type that the adapter knows, by the name of the profile's set."""
    for known in source.adapter.profiles:
        for profile in known.of(unit.type):
            if concerns(unit.root, profile):
                yield known.name, compared(unit, profile)


def profile_findings(source: CompiledSource) -> Iterator[Finding]:
    """W006: a required element without a column; W007: another constant; W008: how much must-support is lacking."""
    for name, found in (pair for unit in source.units for pair in compare(source, unit)):
        where = f"{source.adapter.name} {found.unit.label}"
        tail = f"{name} {found.profile.url.rpartition('/')[2]}"
        for path, _ in found.unmet:
            known = _known(found.profile, path)
            text = f"is required by {tail} ({known}) and has no column in some of its places."
            todo = "Map it, or live without the claim there." if found.profile.claimed else "It is not claimed anyway."
            yield Finding("adapter.W006", f"{where} {path}", text, todo)
        for path, ours, theirs in found.disagreeing:
            text = f"is {ours}, where {tail} says {theirs}."
            yield Finding("adapter.W007", f"{where} {path}", text, "Say what the profile says.")
        if found.lacking:
            text = f"maps {found.percent} % of what {tail} wants supported; without: {', '.join(found.lacking)}."
            yield Finding("adapter.W008", where, text, "Map what the tables hold.")


def _known(profile: Profile, path: str) -> Evidence:
    """How well the rule on a path is known."""
    found = (rule.evidence for rule in profile.rules if f"{profile.type}.{rule.path}" == path)
    return next(found, "read")
