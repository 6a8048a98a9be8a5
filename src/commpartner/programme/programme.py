"""A programme: everything that exists, what could be chosen, and where the facts are from."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from commpartner.assumptions import Kind, Ledger, default_ledger
from commpartner.errors import ArgumentError, InputError, Problem
from commpartner.programme.centre import Centre
from commpartner.programme.collective import Collective
from commpartner.programme.estate import Estate
from commpartner.programme.model import Frozen, Model
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.references import (
    assumption_mistakes,
    placed_in_part,
    references,
    repeated_ids,
)
from commpartner.programme.service import ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works
from commpartner.texts import Text
from commpartner.wording import shorten, validation_error


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
    """What exists: estates, candidate centres, services, assets, ventures, partners, works.

    And what may be chosen: named policies.

    Raises
    ------
    pydantic.ValidationError
        Where a field is not valid; and, where each is, with an error for every id that occurs
        twice and every name of something that does not exist. `commpartner.programme_from_dict`
        finds all of them together.
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
    services: Frozen[ServiceStandard] = Field({"standard": ServiceStandard()}, min_length=1)
    assets: tuple[Asset, ...] = ()
    ventures: tuple[Venture, ...] = ()
    partners: tuple[Partner, ...] = ()
    works: tuple[Works, ...] = ()
    collective: Collective | None = None
    policies: Frozen[Policy] = Field({})
    assumptions: Frozen[Frozen[Any]] = Field(
        {}, description="fields of ledger rows that this programme replaces"
    )
    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        ids = [estate.id for estate in self.estates]
        found = [
            *references(self._parts(), ids),
            *repeated_ids("estates", ids),
            *placed_in_part([estate.x_km is not None for estate in self.estates]),
            *assumption_mistakes(self.assumptions),
        ]
        if found:
            raise validation_error(type(self).__name__, found)
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


def check_programme(programme: object) -> None:
    """Refuse what is no programme, such as the name of a case or a path.

    Raises
    ------
    ArgumentError
        Which says how to come by a programme.
    """
    if not isinstance(programme, Programme):
        found = shorten(programme)
        raise ArgumentError(
            Text("refused_argument", name="programme", found=found, allowed=Text("a_programme"))
        )
