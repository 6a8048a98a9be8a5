"""What comes in and goes out, as models: FastAPI makes the OpenAPI document of them."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, FiniteFloat

import commpartner as cp

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Number = FiniteFloat | None  # None: no draw has a value
LARGEST_SEED = 2**53  # whole numbers above it do not survive every reader of JSON


class JobRequest(BaseModel, extra="forbid"):
    """What to simulate. The limits of draws and months are those of the service."""

    programme: Annotated[
        cp.Programme, Field(description="As in a file of `commpartner.load_programme`.")
    ]
    policy: Annotated[
        str | cp.Policy, Field(description="Name of a policy of the programme, or a policy.")
    ]
    draws: Annotated[int, Field(ge=1)] = 200
    months: Annotated[int, Field(ge=1)] = 120
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = 0


class Problem(BaseModel):
    """One mistake in what was sent, or the reason why a job failed."""

    where: Annotated[str, Field(description="Place in the body: programme.estates[0].households")]
    found: str
    allowed: str
    code: Annotated[str, Field(description="Kind of mistake, the same in every language.")]
    message: Annotated[str, Field(description="All of it in one sentence.")]


class Refusal(BaseModel):
    """Why a request is refused: all problems at once."""

    problems: list[Problem]
    more: Annotated[int, Field(description="Problems beyond the number that is listed.")] = 0


class Job(BaseModel):
    """Where a job stands."""

    id: str
    state: State
    programme: Annotated[str, Field(description="Name of the programme: data, never markup.")]
    policy: str
    draws: int
    months: int
    seed: int
    done: Annotated[int, Field(description="Draws that are computed.")]
    problems: Annotated[list[Problem], Field(description="Why the job failed.")]
    unlikely: Annotated[list[str], Field(description="Possible but unlikely values.")]


class Health(BaseModel):
    """Whether the service works, and how much it has to do."""

    status: Literal["ok"] = "ok"
    version: str
    running: int
    waiting: int
    places: Annotated[int, Field(description="Jobs that may still be submitted.")]


class SummaryRow(BaseModel):
    """An outcome over the draws: a row of `SimulationResult.summary`."""

    outcome: str
    unit: str
    mean: Number
    p5: Number
    p50: Number
    p95: Number
    worst_5_percent: Number
    draws: int
    variance_from_assumptions: Number
    note: str


class _Amount(BaseModel):
    account: str
    year: Annotated[int | None, Field(description="None: the mean year.")]
    months: int
    mean: FiniteFloat
    p5: FiniteFloat
    p50: FiniteFloat
    p95: FiniteFloat
    unit: str


class PayerRow(_Amount):
    """What a payer must find: a row of `SimulationResult.payers`."""

    payer: str


class CostLineRow(_Amount):
    """A line of the official cost table: a row of `SimulationResult.cost_lines`."""

    area: str
    line: str
    per_m2_month: Number


class CashFlowRow(_Amount):
    """A line of the cash flow: a row of `SimulationResult.cash_flow`."""

    sector: str
    item: str


Row = TypeVar("Row", bound=BaseModel)


class Table(BaseModel, Generic[Row]):
    """A table of results, to the last bit; units stand in the rows."""

    rows: list[Row]
    synthetic: Annotated[str | None, Field(description="Set if data were generated.")] = None
    estimated: Annotated[str | None, Field(description="Fields estimated in estates.")] = None


TableName = Literal["summary", "payers", "cost_lines", "cash_flow"]
TABLES: dict[TableName, type[BaseModel]] = {
    "summary": Table[SummaryRow],
    "payers": Table[PayerRow],
    "cost_lines": Table[CostLineRow],
    "cash_flow": Table[CashFlowRow],
}
