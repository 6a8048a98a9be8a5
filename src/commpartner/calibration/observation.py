"""Describe what a district has seen: values of a period, each with how exact it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self, get_args

from pydantic import Field, ValidationError, field_validator, model_validator

from commpartner.calibration.quantities import Of, Quantity, by_label, quantities
from commpartner.errors import InputError
from commpartner.problems.bounds import ANY, Bounds
from commpartner.problems.wording import Mistake, describe, own_error, suggest, validation_error
from commpartner.programme.model import (
    LARGEST,
    MOST_MONTHS,
    Identifier,
    Model,
    Months,
    Number,
    Positive,
    Words,
)
from commpartner.programme.policy import Policy
from commpartner.texts import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from commpartner.calibration.reading import Record

MONTHS_OF_YEAR = 12
# A share may exceed 1, as what is received over what is billed; a percentage is no share.
POSSIBLE = {"share": Bounds(-10.0, 10.0), "score 0-100": Bounds(0.0, 100.0)}
Year = Annotated[int, Field(strict=True, ge=1, le=MOST_MONTHS // MONTHS_OF_YEAR)]
Part = Annotated[float, Field(strict=True, gt=0, le=1)]
Seen = Annotated[Number, Field(ge=-LARGEST, le=LARGEST)]


class Period(NamedTuple):
    """Hold the first and the last month of a period; month 0 is the first of a run."""

    first: int
    last: int


class ObservedValue(Model, frozen=True):
    """Describe one value that was seen, its period and how exact it is.

    An account is summed over the period; a series is its mean, a stock that at the end of it. An
    outcome, and a figure of an estate or a venture, is what a run reports that ends with the
    period.

    Raises
    ------
    pydantic.ValidationError
        If the name is unknown, the value cannot be, or period and error are not given once.

    Examples
    --------
    >>> seen = ObservedValue(series="service_charges", value=412_000.0, relative_error=0.02, year=1)
    >>> seen.period, seen.standard_error
    (Period(first=0, last=11), 8240.0)
    """

    series: Annotated[Words, Field(min_length=1)]
    value: Seen
    error: Positive | None = None
    relative_error: Part | None = None
    year: Year | None = None
    month: Months | None = None
    start: Months | None = None
    end: Months | None = None
    estate: Identifier | None = None
    venture: Identifier | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: Any) -> Any:
        """Replace the label of a figure by its name."""
        name = values.get("series") if isinstance(values, dict) else None
        if isinstance(name, str):
            known = by_label(_of(values.get("estate"), values.get("venture")))
            return {**values, "series": known.get(name.replace(" ", ""), name)}
        return values

    @field_validator("series")
    @classmethod
    def _known(cls, name: str) -> str:
        """Check that a figure of this name exists, whatever else is wrong with the row."""
        known = {each for of in get_args(Of) for each in quantities(of)}
        if name not in known:
            labels = {each for of in get_args(Of) for each in by_label(of)}
            raise own_error(repr(name), suggest(name, known if name.isascii() else labels))
        return name

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if found := list(self._mistakes()):
            raise validation_error(type(self).__name__, found)
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        known = quantities(self.of)
        if self.estate is not None and self.venture is not None:
            yield _mistake("venture", self.venture, Text("estate_or_venture"))
        elif self.series not in known:
            yield _mistake("series", self.series, suggest(self.series, known))
        else:
            possible = POSSIBLE.get(self.quantity.unit.partition(",")[0], ANY)
            if not possible.hold(self.value):
                yield _mistake("value", self.value, possible.allowed)
        if (self.error is None) == (self.relative_error is None):
            yield _mistake("error", self.error, Text("error_or_relative_error"))
        elif self.relative_error is not None and self.value == 0:
            yield _mistake("relative_error", self.relative_error, Text("error_of_zero"))
        given = [self.year is not None, self.month is not None, self.start is not None]
        if sum(given) != 1 or (self.start is None) != (self.end is None):
            yield _mistake("year", self.year, Text("one_period"))
        elif self.start is not None and self.end is not None and self.end < self.start:
            yield _mistake("end", self.end, Text("end_not_before_start"))

    @property
    def of(self) -> Of:
        """Return of what it is: the district, an estate or a venture."""
        return _of(self.estate, self.venture)

    @property
    def place(self) -> str:
        """Return the id of the estate or venture; empty for the district."""
        return self.estate or self.venture or ""

    @property
    def quantity(self) -> Quantity:
        """Return what was observed."""
        return quantities(self.of)[self.series]

    @property
    def period(self) -> Period:
        """Return the first and the last month."""
        if self.year is not None:
            return Period((self.year - 1) * MONTHS_OF_YEAR, self.year * MONTHS_OF_YEAR - 1)
        if self.month is not None:
            return Period(self.month, self.month)
        return Period(self.start or 0, self.end or 0)

    @property
    def standard_error(self) -> float:
        """Return the standard error [unit of the value]."""
        if self.error is not None:
            return self.error
        return abs(self.value) * (self.relative_error or 0.0)

    def when(self, language: Language) -> str:
        """Describe the period in words."""
        first, last = self.period
        if self.year is not None:
            return Text("period_year", year=self.year).in_language(language)
        if first == last:
            return Text("period_month", month=first).in_language(language)
        return Text("period_months", first=first, last=last).in_language(language)


class Observed(Model, frozen=True):
    """Hold what a district has seen, and the policy under which it was seen.

    Raises
    ------
    pydantic.ValidationError
        If nothing was seen, or the same thing twice.
    """

    policy: Annotated[Words, Field(min_length=1)] | Policy
    observations: Annotated[tuple[ObservedValue, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: dict[tuple[str, str, Period], int] = {}
        found = []
        for number, each in enumerate(self.observations):
            first = seen.setdefault((each.series, each.place, each.period), number)
            if first != number:
                allowed = Text("seen_once", place=first)
                path = ("observations", number, "series")
                found.append(Mistake(path, "value", repr(each.series), allowed))
        if found:
            raise validation_error(type(self).__name__, found)
        return self

    def __len__(self) -> int:
        return len(self.observations)

    @classmethod
    def from_frame(cls, table: pd.DataFrame, policy: str | Policy) -> Observed:
        """Read a table with one row for each value seen.

        Parameters
        ----------
        table
            Columns series, value, error or relative_error, and a period: year, month, or start and
            end. Also estate or venture.
        policy
            Under which it was seen.

        Raises
        ------
        InputError
            With every problem of every row.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = {"series": ["wages", "staff"], "value": [9e5, 21.0], "year": [1, 1]}
        >>> len(Observed.from_frame(pd.DataFrame(rows).assign(relative_error=0.02), "clustered"))
        2
        """
        from commpartner.calibration.reading import records_of_frame

        return cls.from_records(records_of_frame(table), policy, "observed")

    @classmethod
    def from_csv(cls, path: str | Path, policy: str | Policy) -> Observed:
        """Read a csv file (UTF-8) with one row for each value seen, as `from_frame` has them.

        Raises
        ------
        InputError
            If the file cannot be read, and with every problem of every row.
        """
        from commpartner.calibration.reading import records_of_csv

        return cls._from_file(records_of_csv, path, policy)

    @classmethod
    def from_workbook(cls, path: str | Path, policy: str | Policy) -> Observed:
        """Read the first sheet of a workbook (.xlsx, .xls, .ods), with the columns of `from_csv`.

        Raises
        ------
        InputError
            If the file cannot be read, and with every problem of every row.
        MissingExtraError
            If python-calamine is not installed.
        """
        from commpartner.calibration.reading import records_of_workbook

        return cls._from_file(records_of_workbook, path, policy)

    @classmethod
    def _from_file(
        cls, read: Callable[[Path], list[Record]], path: str | Path, policy: str | Policy
    ) -> Observed:
        from commpartner.problems.reading import path_of

        place = path_of(path)
        return cls.from_records(read(place), policy, place.name)

    @classmethod
    def from_records(cls, records: list[Record], policy: str | Policy, file: str) -> Observed:
        """Make the observations of numbered rows and list the problems of all rows."""
        problems, observations, lines = [], [], []
        for line, values in records:
            try:
                observations.append(ObservedValue.model_validate(values))
                lines.append(line)
            except ValidationError as error:
                problems += list(describe(error, ObservedValue, file, line))
        if problems:
            raise InputError(problems)
        try:
            return cls(policy=policy, observations=tuple(observations))
        except ValidationError as error:
            raise InputError(_placed(error, file, lines)) from None


def _placed(error: ValidationError, file: str, lines: list[int | None]) -> Iterator[Any]:
    """Name the row of a file where an observation is wrong."""
    from dataclasses import replace

    for problem in describe(error, Observed, file):
        number = problem.field.partition("[")[2].partition("]")[0]
        if number.isdecimal():
            yield replace(problem, row=lines[int(number)], field=problem.field.rpartition(".")[2])
        else:
            yield problem


def _of(estate: object, venture: object) -> Of:
    if estate:
        return "estate"
    return "venture" if venture else "district"


def _mistake(field: str, found: object, allowed: str) -> Mistake:
    return Mistake((field,), "value", repr(found), allowed)
