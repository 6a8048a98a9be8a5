"""Validate references between the parts of a programme: names exist, ids are unique."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from pydantic import BaseModel

from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.errors import InputError
from commpartner.problems.bounds import Bounds
from commpartner.problems.wording import Mistake, Path, bounded, shorten, suggest
from commpartner.programme.centre import Centre
from commpartner.programme.figures import published_figures
from commpartner.programme.joining import Joinable, Listed
from commpartner.programme.loan import Loan
from commpartner.programme.maintenance import MaintenanceFund
from commpartner.programme.model import LARGEST, is_whole_text
from commpartner.programme.orders import Appraisal
from commpartner.programme.package import Package
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES, ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works
from commpartner.texts import Text

_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
PROGRAMME_FILE = "programme.toml"
ESTATES_FILE = "estates.csv"
REFERENCE = "reference"  # the kind of the mistakes that are found here
LISTED = ("centres", "assets", "ventures", "partners", "works")  # parts whose entries have ids


def placed_in_part(placed: Sequence[bool]) -> Iterator[Mistake]:
    """Find the first estate without coordinates if others have them."""
    if 0 < sum(placed) < len(placed):
        found = Text("placed_in_part", placed=sum(placed), count=len(placed))
        yield _mistake(("estates", placed.index(False), "x_km"), found, Text("placed_all_or_none"))


def repeats(names: Iterable[object]) -> Iterator[tuple[int, int, str]]:
    """Find names that came before: their place, the place of the first, and the name."""
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if isinstance(name, str) and first.setdefault(name, number) != number:
            yield number, first[name], name


def repeated_ids(part: str, ids: Iterable[object]) -> Iterator[Mistake]:
    """Find ids that an earlier entry of the part has."""
    for number, first, name in repeats(ids):
        allowed = Text("id_once", part=part, number=first)
        yield _mistake((part, number, "id"), repr(name), allowed)


def references(parts: Mapping[str, Any], estates: Listed | None) -> Iterator[Mistake]:
    """Find ids that occur twice and names of things that do not exist.

    Works on plain data, so that a file is searched even if some of its values are invalid.
    If the estates could not be read (None), nothing is said about their names.
    """
    if parts.get("synthetic") is True and not parts.get("synthetic_note"):
        yield _mistake(("synthetic_note",), Text("nothing"), Text("what_is_synthetic"))
    ids: dict[str, list[str]] = {"estates": list(estates.ids if estates else ())}
    for part in LISTED:
        entries = _list(parts.get(part))
        listed = [entry.get("id") if isinstance(entry, Mapping) else None for entry in entries]
        yield from repeated_ids(part, listed)
        ids[part] = [name for name in listed if isinstance(name, str)]
    services = parts.get("services", {"standard": {}})
    ids["services"] = list(services) if isinstance(services, Mapping) else []
    known = {part: frozenset(names) for part, names in ids.items()}
    suggested = count()

    def missing(path: Path, name: Any, kind: str) -> Iterator[Mistake]:
        if isinstance(name, str) and name not in known[kind]:
            if not ids[kind]:
                allowed: str = Text("there_are_none", kind=Text(kind))
            else:
                allowed = bounded(name, ids[kind], suggested)
            yield _mistake(path, Text("not_among", name=repr(name), kind=Text(kind)), allowed)

    for path, entry in _entries(parts, "ventures"):
        for key, kind in (("asset", "assets"), ("after_works", "works")):
            yield from missing((*path, key), entry.get(key), kind)
    if parts.get("collective") is None:
        yield from _collective_missing(parts)
    for path, policy in _entries(parts, "policies"):
        for part in ("centres", "ventures", "partners", "works"):
            for value in _list(policy.get(part)):
                yield from missing((*path, part), value, part)
        for lever, part in (("opening_months", "ventures"), ("start_months", "works")):
            for place, _ in _items(policy, lever, path):
                yield from missing(place[:-1], place[-1], part)
        yield from missing((*path, "service"), policy.get("service", "standard"), "services")
        for place, package in _entries(policy, "menu", path):
            yield from missing((*place, "service"), package.get("service"), "services")
        for place, centre in _items(policy, "assignment", path):
            if estates is not None:
                yield from missing(place[:-1], place[-1], "estates")
            yield from missing(place, centre, "centres")
    if estates is not None:
        yield from _joining(parts, estates, ids["centres"], suggested)
    yield from _unknown_assumptions(parts)
    for path, standard in _entries(parts, "services"):
        for place, _ in _items(standard, "minimum_posts", path):
            if place[-1] not in ROLES:
                allowed = Text("one_of", names=", ".join(ROLES))
                yield _mistake(place[:-1], repr(place[-1]), allowed)
    for path, fact in _entries(parts, "facts"):
        source = fact.get("source")
        if source and fact.get("kind") == "published" and _is_misspelt(source):
            yield _mistake((*path, "source"), repr(source), Text("id_of_figure"))


def _joining(
    parts: Mapping[str, Any], estates: Listed, centres: list[str], suggested: Iterator[int]
) -> Iterator[Mistake]:
    """Find names in a roll-out that are unknown, or that may mean several things."""
    policies = _entries(parts, "policies")
    named = [place for path, policy in policies for place, _ in _items(policy, "joins", path)]
    joinable = Joinable(estates, centres) if named else None
    for *path, name in named:
        if joinable and isinstance(name, str) and (wrong := joinable.mistake(name, suggested)):
            yield _mistake(tuple(path), *wrong)


_MODELS: dict[str, type[BaseModel]] = {
    "centres": Centre,
    "services": ServiceStandard,
    "assets": Asset,
    "ventures": Venture,
    "partners": Partner,
    "works": Works,
    "policies": Policy,
}


def assumption_mistakes(tables: object) -> Iterator[Mistake]:
    """Find assumptions that cannot be replaced as a programme asks."""
    changes: dict[str, dict[str, Any]] = {}
    for path, table in _entries({"assumptions": tables}, "assumptions"):
        changes[str(path[-1])] = kept = dict(table)
        for key, value in table.items():
            allowed = _allowed_in_row(key, value)
            if allowed:
                del kept[key]
                yield _mistake((*path, key), shorten(value), allowed)
    ledger = default_assumptions()
    try:
        ledger.extended(changes)
    except InputError as error:
        for problem in error.problems:
            # Where assumptions contradict each other it tells the number of its row.
            row = "" if problem.row is None else f"{list(ledger)[problem.row - 2]}."
            field = f"{row}{problem.field}"
            given = [name for name in changes if f"{field}.".startswith(f"{name}.")]
            name = max(given, key=len, default=field.partition(".")[0])
            rest = field[len(name) + 1 :]
            path = ("assumptions", name, rest) if rest else ("assumptions", name)
            yield _mistake(path, problem.found, problem.allowed)


def _allowed_in_row(key: str, value: object) -> Text | None:
    """Describe what a field of an assumption allows; None if the value is allowed.

    pydantic would take true and false for 1 and 0, and texts for numbers, as CSV needs it.
    """
    if isinstance(value, bool):
        return Text("number_or_text")
    if isinstance(value, str) and key in ("low", "central", "high"):
        return Text("a_number")
    if isinstance(value, str) and not is_whole_text(value):
        return Text("whole_characters")
    return None


def _collective_missing(parts: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find what a collective owns, adds or pays if the programme has none."""
    owned = [
        ((*path, key), repr(entry[key]))
        for path, entry in _entries(parts, "ventures")
        for key in ("owner", "top_up")
        if (key == "owner" and entry.get(key) == "collective")
        or (key == "top_up" and entry.get(key, 0) != 0)
    ]
    owned += [
        ((*path, "rest_from"), repr("collective"))
        for path, entry in _entries(parts, "works")
        if entry.get("rest_from") == "collective"
    ]
    for path, found in owned:
        yield _mistake(path, found, Text("needs_collective"))


class Named(NamedTuple):
    """Hold a field that names a row of the assumptions instead of a number."""

    path: Path
    model: type[BaseModel]
    row: str


def named_rows(parts: Mapping[str, Any]) -> Iterator[Named]:
    """Find every field of a programme's parts that names a row of the assumptions."""
    places: list[tuple[Path, Mapping[str, Any], type[BaseModel]]] = []
    for path, policy in _entries(parts, "policies"):
        places += [(*place, Package) for place in _entries(policy, "menu", path)]
        places += [(*place, Loan) for place in _entries(policy, "loans", path)]
        nested: dict[str, type[BaseModel]] = {
            "appraisal": Appraisal,
            "maintenance_fund": MaintenanceFund,
        }
        for name, model in nested.items():
            if isinstance(policy.get(name), Mapping):
                places.append(((*path, name), policy[name], model))
    for part, model in _MODELS.items():
        places += [(*place, model) for place in _entries(parts, part)]
    for path, entry, model in places:
        for name in quantity_fields(model):
            if isinstance(entry.get(name), str):
                yield Named((*path, name), model, entry[name])


def unfit_rows(parts: Mapping[str, Any], table: AssumptionTable) -> Iterator[Mistake]:
    """Find fields that name a row with values which the field does not allow."""
    for named in named_rows(parts):
        row, limits = table[named.row], _limits(named.model, str(named.path[-1]))
        wrong = [value for value in row.ends if not limits.hold(value)]
        if wrong:
            found = Text("row_with_value", name=repr(row.name), value=f"{wrong[0]:g}")
            yield _mistake(named.path, found, Text("row_within", what=limits.allowed))


@cache
def _limits(model: type[BaseModel], name: str) -> Bounds:
    """Read the numbers that a field allows from the schema of its model."""
    options = model.model_json_schema()["properties"][name]["anyOf"]
    number = next(option for option in options if option.get("type") == "number")
    above = "exclusiveMinimum" in number
    least = number["exclusiveMinimum"] if above else number["minimum"]
    most = number.get("maximum", number.get("exclusiveMaximum"))
    return Bounds(least, most if most < LARGEST else math.inf, above)


def _unknown_assumptions(parts: Mapping[str, Any]) -> Iterator[Mistake]:
    own = parts.get("assumptions")
    known = dict.fromkeys([*default_assumptions(), *(own if isinstance(own, Mapping) else ())])
    for path, _, row in named_rows(parts):
        if row not in known:
            found = Text("neither_number_nor_assumption", name=shorten(row))
            allowed = Text(
                "with_names", what=Text("number_or_assumption"), names=suggest(row, known)
            )
            yield _mistake(path, found, allowed)


def _is_misspelt(source: object) -> bool:
    """Tell the misspelt id of a published figure from a source of the programme's own.

    A source of one's own is a text, a DOI or an address: it has more than the letters of an id.
    """
    return (
        isinstance(source, str)
        and bool(_ID.fullmatch(source))
        and source not in published_figures()
    )


def _mistake(path: Path, found: str, allowed: str) -> Mistake:
    return Mistake(path, REFERENCE, found, allowed)


@cache
def quantity_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """List the fields of a model that take a number or the name of an assumption."""
    schema = model.model_json_schema()["properties"]

    def types(entry: Mapping[str, Any]) -> set[str | None]:
        return {option.get("type") for option in entry.get("anyOf", ())}

    return tuple(name for name, entry in schema.items() if {"number", "string"} <= types(entry))


def _entries(
    parts: Mapping[str, Any], part: str, path: Path = ()
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """List path and content of every entry of a part that is a table."""
    entries = parts.get(part)
    places = entries.items() if isinstance(entries, Mapping) else enumerate(_list(entries))
    yield from (((*path, part, key), each) for key, each in places if isinstance(each, Mapping))


def _items(parts: Mapping[str, Any], part: str, path: Path) -> Iterator[tuple[Path, Any]]:
    entries = parts.get(part)
    for key, each in entries.items() if isinstance(entries, Mapping) else ():
        yield (*path, part, key), each


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
