"""What the parts of a programme say of one another: names that must exist, ids given once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from commpartner.assumptions import default_ledger
from commpartner.errors import Problem
from commpartner.programme.centre import Centre
from commpartner.programme.figures import published_figures
from commpartner.programme.orders import Appraisal
from commpartner.programme.package import Package
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES, ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works
from commpartner.wording import near

PROGRAMME_FILE = "programme.toml"
ESTATES_FILE = "estates.csv"
LISTED = ("centres", "assets", "ventures", "partners", "works")  # parts whose entries have ids


def placed_in_part(
    placed: Sequence[bool], rows: Sequence[int | None] | None = None
) -> Iterator[Problem]:
    """Find estates without coordinates among others that have them."""
    if 0 < sum(placed) < len(placed):
        row = rows[placed.index(False)] if rows else None
        found = f"a place for {sum(placed)} of {len(placed)} estates"
        allowed = "coordinates for every estate, or for none"
        yield Problem(ESTATES_FILE, row, "x_km", found, allowed)


def references(parts: Mapping[str, Any], estate_ids: Collection[str] | None) -> Iterator[Problem]:
    """Find ids that occur twice and names of things that do not exist.

    Works on plain data, so that a file is searched even where some of its values are invalid.
    Where the estates could not be read (None), nothing is said about their names.
    """
    if parts.get("synthetic") is True and not parts.get("synthetic_note"):
        yield Problem(PROGRAMME_FILE, None, "synthetic_note", "nothing", "what is synthetic")
    rows_by_id: dict[str, int] = {}
    for row, name in enumerate(estate_ids or (), start=2):
        if name in rows_by_id:
            allowed = f"each id once; row {rows_by_id[name]} has it already"
            yield Problem(ESTATES_FILE, row, "id", repr(name), allowed)
        rows_by_id.setdefault(name, row)

    ids: dict[str, set[str]] = {"estates": set(rows_by_id)}
    for part in LISTED:
        ids[part] = set()
        for entry in _tables(parts.get(part)):
            identifier = entry.get("id")
            if isinstance(identifier, str):
                if identifier in ids[part]:
                    found, allowed = repr(identifier), "each id once"
                    yield Problem(PROGRAMME_FILE, None, f"{part}.id", found, allowed)
                ids[part].add(identifier)
    services = parts.get("services")
    ids["services"] = set(services) if isinstance(services, Mapping) and services else {"standard"}

    def missing(field: str, name: Any, kind: str) -> Iterator[Problem]:
        if isinstance(name, str) and name not in ids[kind]:
            found = f"{name!r}, which is not among the {kind}"
            allowed = near(name, sorted(ids[kind])) if ids[kind] else f"there are no {kind}"
            yield Problem(PROGRAMME_FILE, None, field, found, allowed)

    for entry in _tables(parts.get("ventures")):
        for key, kind in (("asset", "assets"), ("after_works", "works")):
            if entry.get(key) is not None:
                yield from missing(f"ventures.{entry.get('id')}.{key}", entry[key], kind)
    if parts.get("collective") is None:
        yield from _collective_missing(parts)
    policies = parts.get("policies")
    for name, policy in policies.items() if isinstance(policies, Mapping) else ():
        if not isinstance(policy, Mapping):
            continue
        for part in ("centres", "ventures", "partners", "works"):
            for value in _list(policy.get(part)):
                yield from missing(f"policies.{name}.{part}", value, part)
        service = policy.get("service", "standard")
        yield from missing(f"policies.{name}.service", service, "services")
        for package in _tables(policy.get("menu")):
            yield from missing(f"policies.{name}.menu.service", package.get("service"), "services")
            yield from _unknown_assumptions(f"policies.{name}.menu", package, Package)
        if isinstance(policy.get("appraisal"), Mapping):
            place = f"policies.{name}.appraisal"
            yield from _unknown_assumptions(place, policy["appraisal"], Appraisal)
        assignment = policy.get("assignment")
        for estate, centre in assignment.items() if isinstance(assignment, Mapping) else ():
            if estate_ids is not None:
                yield from missing(f"policies.{name}.assignment", estate, "estates")
            yield from missing(f"policies.{name}.assignment.{estate}", centre, "centres")

    for part, model in _MODELS.items():
        entries = parts.get(part)
        named = (
            entries.items()
            if isinstance(entries, Mapping)
            else ((entry.get("id", "?"), entry) for entry in _tables(entries))
        )
        for name, entry in named:
            if isinstance(entry, Mapping):
                yield from _unknown_assumptions(f"{part}.{name}", entry, model)
    for name, standard in services.items() if isinstance(services, Mapping) else ():
        posts = standard.get("minimum_posts") if isinstance(standard, Mapping) else None
        for role in posts if isinstance(posts, Mapping) else ():
            if role not in ROLES:
                place = f"services.{name}.minimum_posts"
                yield Problem(PROGRAMME_FILE, None, place, repr(role), "one of " + ", ".join(ROLES))
    for fact in _tables(parts.get("facts")):
        figure = fact.get("source")
        known = isinstance(figure, str) and figure in published_figures()
        if figure and fact.get("kind") == "published" and not known:
            allowed = "the id of a published figure (data/published_figures.csv)"
            place = f"facts.{fact.get('field')}.source"
            yield Problem(PROGRAMME_FILE, None, place, repr(figure), allowed)


_MODELS: dict[str, type[BaseModel]] = {
    "centres": Centre,
    "services": ServiceStandard,
    "assets": Asset,
    "ventures": Venture,
    "partners": Partner,
    "works": Works,
    "policies": Policy,
}


def _collective_missing(parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what a collective owns, adds or pays where the programme has none."""
    owned = [
        (f"ventures.{entry.get('id')}.{key}", repr(entry[key]))
        for entry in _tables(parts.get("ventures"))
        for key in ("owner", "top_up")
        if (key == "owner" and entry.get(key) == "collective")
        or (key == "top_up" and entry.get(key, 0) != 0)
    ]
    owned += [
        (f"works.{entry.get('id')}.rest_from", repr("collective"))
        for entry in _tables(parts.get("works"))
        if entry.get("rest_from") == "collective"
    ]
    for place, found in owned:
        yield Problem(PROGRAMME_FILE, None, place, found, "a [collective] with its members")


def _unknown_assumptions(
    place: str, entry: Mapping[str, Any], model: type[BaseModel]
) -> Iterator[Problem]:
    for name in quantity_fields(model):
        value = entry.get(name)
        if isinstance(value, str) and value not in default_ledger():
            found = f"{value!r}, which is neither a number nor an assumption"
            allowed = "a number or the name of an assumption; " + near(value, default_ledger())
            yield Problem(PROGRAMME_FILE, None, f"{place}.{name}", found, allowed)


@cache
def quantity_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Fields of a model that take a number or the name of an assumption."""
    schema = model.model_json_schema()["properties"]

    def types(entry: Mapping[str, Any]) -> set[str | None]:
        return {option.get("type") for option in entry.get("anyOf", ())}

    return tuple(name for name, entry in schema.items() if {"number", "string"} <= types(entry))


def _tables(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (entry for entry in _list(value) if isinstance(entry, Mapping))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
