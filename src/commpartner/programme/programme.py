"""Describe a programme: what exists, what can be chosen, and the sources of its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from commpartner.assumptions.table import AssumptionTable, Kind, default_assumptions
from commpartner.assumptions.unusual import warn_of_unusual
from commpartner.errors import ArgumentError, InputError, Problem
from commpartner.facts.fields import described
from commpartner.problems.arguments import of_type
from commpartner.problems.renamed import warn_old_name
from commpartner.problems.wording import shorten, validation_error
from commpartner.programme.centre import Centre
from commpartner.programme.collective import Collective
from commpartner.programme.estate import Estate
from commpartner.programme.model import Flag, Frozen, FrozenDict, Model, Words
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


class Fact(Model, frozen=True):
    """Describe the source of a number of the programme."""

    field: Annotated[
        Words,
        Field(min_length=1),
        described(
            "what it is about, e.g. policies.partner.centres",
            "所说明的内容，如 policies.partner.centres",
        ),
    ]
    value: Annotated[
        Words, Field(min_length=1), described("the number, as it is printed", "所印数值")
    ]
    kind: Annotated[
        Kind,
        described(
            "how the number is known; all but an assumption need a source",
            "数值的来历；假设以外须有来源",
        ),
    ]
    source: Annotated[
        Words,
        described("id of a published figure, an address, or empty", "公布数字的标识、网址，或空"),
    ] = ""
    note: Annotated[Words, described("anything a reader should know", "读者应知的说明")] = ""

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
        Where a field is not valid; and, where each is, with an error for every id that occurs
        twice and every name of something that does not exist. `commpartner.programme_from_dict`
        finds all of them together.
    """

    name: Annotated[
        Words, Field(min_length=1), described("short name of the programme", "项目简称")
    ]
    label_en: Annotated[Words, described("label in English", "英文名称")] = ""
    label_zh: Annotated[Words, described("label in Chinese", "中文名称")] = ""
    place: Annotated[Words, described("where it is", "地点")] = ""
    synthetic: Annotated[
        Flag,
        described(
            "some of the estates' data are generated, not observed", "部分小区数据为生成，而非观测"
        ),
    ] = False
    synthetic_note: Annotated[
        Words, described("what is generated, and from what", "生成了什么、依据什么")
    ] = ""
    estates: Annotated[
        tuple[Estate, ...],
        Field(min_length=1),
        described(
            "residential estates, at least one; in a folder they stand in estates.csv",
            "住宅小区，至少一个；在文件夹中位于 estates.csv",
        ),
    ]
    centres: Annotated[
        tuple[Centre, ...],
        described("service centres, existing ones and candidates", "现有与候选的片区中心"),
    ] = ()
    services: Annotated[
        Frozen[ServiceStandard],
        Field(min_length=1),
        described("service standards by name", "按名称的服务标准"),
    ] = FrozenDict({"standard": ServiceStandard()})
    assets: Annotated[
        tuple[Asset, ...], described("idle plants, shops and stores", "闲置资产")
    ] = ()
    ventures: Annotated[tuple[Venture, ...], described("community businesses", "经营项目")] = ()
    partners: Annotated[
        tuple[Partner, ...], described("groups of community partners", "社区合伙人群体")
    ] = ()
    works: Annotated[tuple[Works, ...], described("capital works", "改造工程")] = ()
    collective: Annotated[Collective | None, described("the village collective", "村集体")] = None
    policies: Annotated[
        Frozen[Policy], described("what may be chosen, by name", "按名称的可选方案")
    ] = FrozenDict()
    assumptions: Annotated[
        Frozen[Frozen[Any]],
        described("fields of assumptions that this programme replaces", "本项目所替换的假设字段"),
    ] = FrozenDict()
    facts: Annotated[
        tuple[Fact, ...],
        described("where the numbers of the programme come from", "项目数字的来历"),
    ] = ()

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
        ledger = self.assumption_table()
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
        return self.model_dump(exclude={"estates", "assumptions"})

    def assumption_table(self, base: AssumptionTable | None = None) -> AssumptionTable:
        """Return the assumptions with this programme's own rows.

        A row of `base` far from what is usual is told with a `PlausibilityWarning`.

        Raises
        ------
        InputError
            Where the table lacks rows that the model reads, or has no row to be replaced.
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
        return base.replace(**self.assumptions)

    def ledger(self, base: AssumptionTable | None = None) -> AssumptionTable:
        """Return `assumption_table` under the name that it had until 0.2."""
        warn_old_name("Programme.ledger", "assumption_table")
        return self.assumption_table(base)

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
        raise ArgumentError(
            Text("refused_argument", name="programme", found=found, allowed=Text("a_programme"))
        )
