"""Describe a programme: what exists, what can be chosen, and the sources of its facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from commpartner.assumptions.table import AssumptionTable, Kind, default_assumptions
from commpartner.assumptions.unusual import warn_of_unusual
from commpartner.errors import ArgumentError, InputError, Problem
from commpartner.problems.arguments import of_type
from commpartner.problems.renamed import warn_old_name
from commpartner.problems.wording import shorten, validation_error
from commpartner.programme.centre import Centre
from commpartner.programme.collective import Collective
from commpartner.programme.estate import Estate
from commpartner.programme.joining import listed
from commpartner.programme.model import (
    CalendarMonth,
    Flag,
    Frozen,
    FrozenDict,
    Model,
    Words,
)
from commpartner.programme.origin import Origin
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.references import (
    assumption_mistakes,
    placed_in_part,
    references,
    repeated_ids,
    unfit_rows,
)
from commpartner.programme.service import ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works
from commpartner.texts import Text


class Fact(Model, frozen=True):
    """Describe the source of a number of the programme."""

    field: Annotated[Words, Field(min_length=1)]
    value: Annotated[Words, Field(min_length=1)]
    kind: Kind
    source: Words = ""
    note: Words = ""

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if self.kind != "assumption" and not self.source:
            raise ValueError(Text("fact_needs_source", kind=repr(self.kind)))
        return self


class Programme(Model, frozen=True):
    """Describe what exists: estates, centres, services, assets, ventures, partners, works.

    And what may be chosen: named policies.

    Raises
    ------
    pydantic.ValidationError
        If a field is not valid. If all fields are valid: for every id that occurs twice and every
        name that does not exist. `commpartner.programme_from_dict` finds all of them together.
    """

    name: Annotated[Words, Field(min_length=1)]
    label_en: Words = ""
    label_zh: Words = ""
    place: Words = ""
    start: CalendarMonth | None = None
    origin: Origin | None = None
    synthetic: Flag = False
    synthetic_note: Words = ""
    estates: Annotated[tuple[Estate, ...], Field(min_length=1)]
    centres: tuple[Centre, ...] = ()
    services: Annotated[Frozen[ServiceStandard], Field(min_length=1)] = FrozenDict(
        {"standard": ServiceStandard()}
    )
    assets: tuple[Asset, ...] = ()
    ventures: tuple[Venture, ...] = ()
    partners: tuple[Partner, ...] = ()
    works: tuple[Works, ...] = ()
    collective: Collective | None = None
    policies: Frozen[Policy] = FrozenDict()
    assumptions: Frozen[Frozen[Any]] = FrozenDict()
    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        ids = [estate.id for estate in self.estates]
        found = [
            *references(self._parts(), listed(self.estates)),
            *repeated_ids("estates", ids),
            *placed_in_part([estate.x_km is not None for estate in self.estates]),
            *assumption_mistakes(self.assumptions),
        ]
        if found:
            raise validation_error(type(self).__name__, found)
        ledger = self.assumption_table()
        misfits = list(unfit_rows(self._parts(), ledger))
        if misfits:
            raise validation_error(type(self).__name__, misfits)
        warn_of_unusual(ledger[name] for name in self.assumptions)
        return self

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Show the name, how much there is of each part, and whether it is generated."""
        yield "name", self.name
        yield "synthetic", self.synthetic
        yield "households", self.households
        for part, value in self:
            if isinstance(value, tuple | Mapping) and value:
                yield part, len(value)

    def _parts(self) -> dict[str, Any]:
        return self.model_dump(exclude={"estates"})

    def assumption_table(self, base: AssumptionTable | None = None) -> AssumptionTable:
        """Return the assumptions with this programme's own rows, changed and added.

        If a value of `base` is far from usual, a `PlausibilityWarning` names its row.

        Raises
        ------
        InputError
            If the table lacks rows that the model reads, or a row of the programme is not valid.
        """
        base = default_assumptions() if base is None else base
        of_type("assumptions", base, AssumptionTable, Text("a_ledger"))
        lacking = [name for name in default_assumptions() if name not in base]
        if lacking:
            allowed = Text("every_row_of_default")
            raise InputError(
                Problem("assumptions", None, name, Text("no_such_row"), allowed) for name in lacking
            )
        warn_of_unusual(row for name, row in base.items() if name not in self.assumptions)
        return base.extended(self.assumptions)

    def ledger(self, base: AssumptionTable | None = None) -> AssumptionTable:
        """Return `assumption_table` under the name that it had until 0.2."""
        warn_old_name("Programme.ledger", "assumption_table")
        return self.assumption_table(base)

    def mark(self) -> dict[Any, str]:
        """Return the marks that tables bear in ``attrs``: what is generated, what is estimated."""
        marks: dict[Any, str] = {}
        if self.synthetic:
            marks["synthetic"] = self.synthetic_note
        if estimated := self.estimated:
            marks["estimated"] = ", ".join(f"{name}: {count}" for name, count in estimated.items())
        return marks

    @property
    def estimated(self) -> dict[str, int]:
        """Count the estates in which each field was estimated, in the order of the fields."""
        counts = Counter(name for estate in self.estates for name in estate.estimated)
        return {name: counts[name] for name in Estate.model_fields if name in counts}

    @property
    def households(self) -> int:
        """Sum the households of all estates."""
        return sum(estate.households for estate in self.estates)


def check_programme(programme: object) -> None:
    """Validate that an argument is a programme.

    Raises
    ------
    ArgumentError
        Which says how to come by a programme.
    """
    if not isinstance(programme, Programme):
        found = shorten(programme)
        raise ArgumentError(Problem("", None, "programme", found, Text("a_programme")))
