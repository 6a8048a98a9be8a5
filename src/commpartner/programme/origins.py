"""Find how a case knows its numbers: its own statements stand before the table's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.table import KINDS, AssumptionTable, Kind
from commpartner.facts.equations import EQUATIONS
from commpartner.programme.levers import TEXTS, leaves
from commpartner.programme.policy import Policy
from commpartner.programme.programme import Fact, Programme

PARTS = ("services", "assets", "ventures", "partners", "works")
# Rows that stand for a number of the programme that no field names.
STANDS_FOR = {"estate_sizes": "estates.households"}
# Rows that equations read whatever a programme or policy names.
COMPUTED = frozenset(row for each in EQUATIONS.values() for row in each.reads if not row.isupper())


class Origin(NamedTuple):
    """Hold how a number is known. A number that only a lever names is a choice."""

    kind: Kind | Literal["choice"]
    source: str


NUMBERS = {"low", "central", "high", "kind"}  # of a row, by which a case makes it its own


def origins(
    programme: Programme, policies: Mapping[str, Policy], table: AssumptionTable
) -> dict[str, Origin]:
    """Find how each row of a table is known in a case.

    Each place where the case uses a row says how it knows the number there. The fact of the place
    itself decides. If a whole is assumed, so are its parts, but what is published of a whole is not
    published of its numbers. A place without a fact has the kind of the row, which the case may
    replace. A row that only levers name, and of which the case says nothing, is a choice. Of
    several answers the weakest counts.

    Parameters
    ----------
    policies
        By name, as facts name them.
    table
        With the programme's own rows.

    Returns
    -------
    dict
        Name of a row to its origin.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> of = origins(xiashan, xiashan.policies, xiashan.assumption_table())
    >>> of["fee_per_m2"].kind, of["reinvestment_share"].kind, of["statutory_reserve"].kind
    ('assumption', 'published', 'choice')
    """
    facts = {fact.field: fact for fact in programme.facts}
    answers: dict[str, list[Origin]] = {name: [] for name in table}
    rows = {name: Origin(row.kind, row.source) for name, row in table.items()}
    stated = {name for name, own in programme.assumptions.items() if own.keys() & NUMBERS}
    for name in table:
        if f"assumptions.{name}" in facts:
            rows[name] = _of(facts[f"assumptions.{name}"])
            stated.add(name)
        fact = facts.get(STANDS_FOR.get(name, ""))
        if fact is not None:
            answers[name].append(_of(fact))
        if name in stated or (name in COMPUTED and fact is None):
            answers[name].append(rows[name])
    for name, paths in _named(_parts(programme), table):
        answers[name].append(_at(paths, facts) or rows[name])
    for name, paths in _named(_levers(policies), table):
        said = name in stated or _enclosing(paths, facts)
        known = rows[name] if said else Origin("choice", rows[name].source)
        answers[name].append(_at(paths, facts) or known)
    for name, row in table.items():
        if isinstance(row, Calibrated):  # what was seen stands before what was stated
            answers[name] = [Origin(row.kind, row.source)]
    return {name: _weakest(found) if found else rows[name] for name, found in answers.items()}


def _of(fact: Fact) -> Origin:
    return Origin(fact.kind, fact.source)


def _weakest(found: Iterable[Origin]) -> Origin:
    return max(found, key=lambda each: KINDS.index(each.kind) if each.kind != "choice" else -1)


def _at(paths: tuple[str, ...], facts: Mapping[str, Fact]) -> Origin | None:
    """Find what a case says of a number: of itself, or of a whole that is assumed."""
    for path in paths:
        if path in facts:
            return _of(facts[path])
    whole = _enclosing(paths, facts)
    return _of(whole) if whole is not None and whole.kind == "assumption" else None


def _enclosing(paths: tuple[str, ...], facts: Mapping[str, Fact]) -> Fact | None:
    """Find the fact of the nearest whole that holds a number."""
    wholes = {
        path.rsplit(".", cut)[0] for path in paths for cut in range(1, path.count(".") + 1)
    } & facts.keys()
    return facts[max(wholes, key=lambda path: path.count("."))] if wholes else None


def _parts(programme: Programme) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List the fields of what exists: the names that facts may give them, and the values."""
    for part in PARTS:
        entries = getattr(programme, part)
        named = entries.items() if isinstance(entries, Mapping) else ((e.id, e) for e in entries)
        for name, entry in named:
            for path, value in leaves(entry.model_dump()):
                yield (f"{part}.{name}.{path}", f"{part}.{path}"), value


def _levers(policies: Mapping[str, Policy]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, policy in policies.items():
        for path, value in leaves(policy.model_dump(exclude=set(TEXTS))):
            yield (f"policies.{name}.{path}", f"policies.{path}"), value


def _named(
    fields: Iterable[tuple[tuple[str, ...], Any]], table: AssumptionTable
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """List the fields that name a row instead of a number."""
    for paths, value in fields:
        if isinstance(value, str) and value in table:
            yield value, paths
