"""A programme: everything that exists, what could be chosen, and where the facts are from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from commpartner.assumptions import Kind, Ledger, default_ledger
from commpartner.errors import InputError, Problem
from commpartner.programme.centre import Centre
from commpartner.programme.estate import Estate
from commpartner.programme.model import Frozen, Model
from commpartner.programme.policy import Policy
from commpartner.programme.service import ROLES, ServiceStandard
from commpartner.programme.venture import Asset, Partner, Venture
from commpartner.wording import near

PROGRAMME_FILE = "programme.toml"
ESTATES_FILE = "estates.csv"


class Fact(Model):
    """Where a number of the programme comes from: the trace from a result to its source."""

    field: str = Field(min_length=1, description="what it is about, e.g. policies.partner.centres")
    value: str = Field(min_length=1)
    kind: Kind
    source: str = Field("", description="id of a published figure, an address, or empty")
    note: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.kind != "assumption" and not self.source:
            raise ValueError(f"a fact of kind {self.kind!r} needs a source")
        return self


class Programme(Model):
    """What exists: estates, candidate centres, services, ventures, assets, partners; and policies.

    Raises
    ------
    InputError
        Where an id occurs twice or one part names another that does not exist; all such
        problems at once.
    """

    name: str = Field(min_length=1)
    label_en: str = ""
    label_zh: str = ""
    place: str = ""
    synthetic: bool = Field(
        default=False, description="some of the estates' data are generated, not observed"
    )
    synthetic_note: str = Field(default="", description="what is generated, and from what")
    estates: tuple[Estate, ...] = Field(min_length=1)
    centres: tuple[Centre, ...] = ()
    services: Frozen[ServiceStandard] = Field({"standard": ServiceStandard()})
    assets: tuple[Asset, ...] = ()
    ventures: tuple[Venture, ...] = ()
    partners: tuple[Partner, ...] = ()
    policies: Frozen[Policy] = Field({})
    assumptions: Frozen[Frozen[Any]] = Field(
        {}, description="fields of ledger rows that this programme replaces"
    )
    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        problems = list(references(self._parts(), [estate.id for estate in self.estates]))
        problems.extend(placed_in_part([estate.x_km is not None for estate in self.estates]))
        try:
            self.ledger()
        except InputError as error:
            problems.extend(error.problems)
        if problems:
            raise InputError(problems)
        return self

    def _parts(self) -> dict[str, Any]:
        return self.model_dump(exclude={"estates", "assumptions"})

    def ledger(self, base: Ledger | None = None) -> Ledger:
        """Return the ledger with this programme's own rows in place of the default ones.

        Raises
        ------
        InputError
            Where the ledger lacks rows that the model reads, or has no row to be replaced.
        """
        base = default_ledger() if base is None else base
        lacking = [name for name in default_ledger() if name not in base]
        if lacking:
            allowed = "a ledger with every row of the default one"
            raise InputError(
                Problem("assumptions", None, name, "no such row", allowed) for name in lacking
            )
        return base.replace(**self.assumptions)

    @property
    def households(self) -> int:
        """Households of all estates."""
        return sum(estate.households for estate in self.estates)


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
    for part in ("centres", "assets", "ventures", "partners"):
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
        if entry.get("asset") is not None:
            yield from missing(f"ventures.{entry.get('id')}.asset", entry["asset"], "assets")
    policies = parts.get("policies")
    for name, policy in policies.items() if isinstance(policies, Mapping) else ():
        if not isinstance(policy, Mapping):
            continue
        for part in ("centres", "ventures", "partners"):
            for value in _list(policy.get(part)):
                yield from missing(f"policies.{name}.{part}", value, part)
        service = policy.get("service", "standard")
        yield from missing(f"policies.{name}.service", service, "services")
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
    "policies": Policy,
}


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


@cache
def published_figures() -> Mapping[str, float]:
    """Values of the published figures shipped with the package, by id."""
    import csv
    from importlib import resources

    source = resources.files("commpartner") / "data" / "published_figures.csv"
    text = source.read_text(encoding="utf-8")
    records = csv.DictReader(text.splitlines())
    return MappingProxyType({record["id"]: float(record["value"]) for record in records})


def _tables(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (entry for entry in _list(value) if isinstance(entry, Mapping))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
