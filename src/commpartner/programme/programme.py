"""A programme: everything that exists, what could be chosen, and where the facts are from."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from commpartner.assumptions import Kind, Ledger, default_ledger
from commpartner.errors import InputError, Problem
from commpartner.programme.centre import Centre
from commpartner.programme.collective import Collective
from commpartner.programme.estate import Estate
from commpartner.programme.model import Frozen, Model
from commpartner.programme.partner import Partner
from commpartner.programme.policy import Policy
from commpartner.programme.references import placed_in_part, references
from commpartner.programme.service import ServiceStandard
from commpartner.programme.venture import Asset, Venture
from commpartner.programme.works import Works


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
    works: tuple[Works, ...] = ()
    collective: Collective | None = None
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
