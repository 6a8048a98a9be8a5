"""Read the table of assumptions: every default number with unit, range, kind and source.

An assumption is a number that nobody knows exactly. A draw gives each one a value. A value depends
only on the assumption's name, the seed and the number of the draw. It does not depend on other
assumptions, their order or the number of workers.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from commpartner.assumptions.draws import Array, Design, Draws, uniforms
from commpartner.errors import InputError, Problem
from commpartner.facts.fields import Described
from commpartner.facts.shown import html_table
from commpartner.problems.arguments import is_number, of_type
from commpartner.problems.bounds import ANY, Bounds, bounds
from commpartner.problems.reading import path_of, read_text
from commpartner.problems.wording import among, as_names, describe, suggest
from commpartner.texts import Text

Kind = Literal["published", "derived", "literature", "assumption"]
Distribution = Literal["fixed", "uniform", "triangular", "pert", "lognormal"]

KINDS: tuple[Kind, ...] = get_args(Kind)
OWN_ROW = frozenset({"unit", "label_en", "label_zh"})  # what only a row of one's own must give
_TOO_MANY = "\0"  # key of cells beyond the columns; no file has it
NORMAL_P95 = 1.6448536269514722  # standard normal quantile of 0.95
LARGEST_NORMAL = 8.3  # beyond the quantile of the largest number below 1


class Assumption(Described, BaseModel):
    """Hold one number with its unit, uncertainty, kind and source.

    ``low``, ``central`` and ``high`` mean: for ``triangular`` and ``pert`` minimum, mode and
    maximum; for ``lognormal`` the 5 % quantile, the median and the 95 % quantile (the spread is
    taken from ``high / low``); for ``uniform`` the range; for ``fixed`` the value is ``central``
    and the range is only for sensitivity.

    Raises
    ------
    pydantic.ValidationError
        If low <= central <= high does not hold, a number is not finite, or a lognormal is not
        positive. If the median of a lognormal is far from the middle of its quantiles. If a source
        is missing for a kind other than ``assumption``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label_en: Annotated[str, Field(min_length=1)]
    label_zh: Annotated[str, Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]
    distribution: Distribution
    low: float
    central: float
    high: float
    kind: Kind
    source: str = ""
    note: str = ""
    correlated_by: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            what = "mode" if self.distribution in ("triangular", "pert") else "central_value"
            span = {"central": self.central, "low": self.low, "high": self.high}
            raise ValueError(Text("outside_range", what=Text(what), **span))
        if self.distribution in ("uniform", "triangular", "pert") and self.low == self.high:
            raise ValueError(Text("low_equals_high"))
        for value in self.ends:
            if not self.bounds.hold(value):
                told = {"unit": self.unit, "found": f"{value:g}", "allowed": self.bounds.allowed}
                raise ValueError(Text("number_in_unit", **told))
        if self.distribution == "lognormal":
            if self.low <= 0:
                raise ValueError(Text("lognormal_above_0", low=self.low))
            middle = math.sqrt(self.low * self.high)
            if not 0.8 <= self.central / middle <= 1.25:
                raise ValueError(Text("median_does_not_fit", central=self.central, middle=middle))
        if self.kind != "assumption" and not self.source:
            raise ValueError(Text("kind_needs_source", kind=repr(self.kind)))
        return self

    @property
    def ordered(self) -> bool:
        """Return whether a larger value means more of something; the number of a draw does not."""
        return self.unit != "draw"

    @property
    def ends(self) -> tuple[float, ...]:
        """Return the numbers between which all values lie that are drawn or tried."""
        return (self.low, self.central, self.high, *self._tail())

    @property
    def bounds(self) -> Bounds:
        """Return the bounds of the possible values."""
        return bounds(self.unit, self.name)

    def _tail(self) -> tuple[float, ...]:
        """Return the largest number that a lognormal draws; `high` is its 95 % quantile."""
        if self.distribution != "lognormal" or self.low <= 0:
            return ()
        return (self.central * (self.high / self.low) ** (LARGEST_NORMAL / (2.0 * NORMAL_P95)),)

    def quantile(self, probability: Array) -> Array:
        """Compute the value at each probability.

        Parameters
        ----------
        probability
            In (0, 1), any shape.

        Returns
        -------
        numpy.ndarray
            Same shape [unit of the assumption]. PERT is the beta distribution with mean
            (low + 4 mode + high) / 6 (Malcolm et al. 1959, doi:10.1287/opre.7.5.646).
        """
        low, mode, high = self.low, self.central, self.high
        u = probability
        match self.distribution:
            case "fixed":
                return np.full_like(u, mode)
            case "uniform":
                return low + u * (high - low)
            case "triangular":
                width = high - low
                split = (mode - low) / width
                left = low + np.sqrt(u * width * (mode - low))
                right = high - np.sqrt((1.0 - u) * width * (high - mode))
                return np.where(u < split, left, right)
            case "pert":
                from scipy.special import betaincinv  # SciPy loads slowly; only draws need it

                shape = 4.0 * (mode - low) / (high - low)
                return low + (high - low) * np.asarray(betaincinv(1.0 + shape, 5.0 - shape, u))
            case "lognormal":
                from scipy.special import ndtri

                sigma = math.log(high / low) / (2.0 * NORMAL_P95)
                return mode * np.exp(sigma * np.asarray(ndtri(u)))

    def joint(self, seed: int, start: int, stop: int) -> Array | None:
        """Return None: each row has draws of its own. Calibrated rows are drawn together."""
        return None

    def as_drawn(self) -> tuple[str, float, float, float]:
        """Return the name of the distribution, and the low, central and high value as drawn.

        Those of the row; of a class with a quantile of its own, the name of the class and its 5 %,
        50 % and 95 % quantiles, since the fields do not decide what it draws.
        """
        cls = type(self)
        if cls.quantile is Assumption.quantile:
            return self.distribution, self.low, self.central, self.high
        low, middle, high = np.asarray(self.quantile(np.array([0.05, 0.5, 0.95])), float).tolist()
        return f"{cls.__module__}.{cls.__qualname__}", low, middle, high

    def fixed_at(self, value: float) -> Assumption:
        """Return this assumption held at one value, marked as the caller's own number."""
        return self.replace(
            distribution="fixed",
            low=value,
            central=value,
            high=value,
            kind="assumption",
            note=f"Set by the caller; the table has {self.central:g}. {self.note}".strip(),
        )

    def changed(self, changes: Mapping[str, Any]) -> Assumption:
        """Return a copy with some fields changed; numbers of no stated kind are an assumption."""
        moved = any(changes.get(name, old) != old for name, old in self._numbers().items())
        return self.replace(**{**({"kind": "assumption"} if moved else {}), **changes})

    def _numbers(self) -> dict[str, float]:
        return {"low": self.low, "central": self.central, "high": self.high}

    def replace(self, /, **changes: Any) -> Assumption:
        """Return a validated copy with some fields changed."""
        return Assumption(**{**self.model_dump(), **changes})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with changed fields; unlike pydantic's own method this validates."""
        return type(self)(**{**self.model_dump(), **(update or {})})


Change = float | Assumption | Mapping[str, Any]


class AssumptionTable(Mapping[str, Assumption]):
    """Hold the assumptions by name; the table does not change.

    Parameters
    ----------
    assumptions
        Any iterable; the order is kept.

    Raises
    ------
    InputError
        If a name occurs twice or ``correlated_by`` names no row that holds a correlation.

    Examples
    --------
    >>> from commpartner.assumptions.table import default_assumptions
    >>> ledger = default_assumptions()
    >>> ledger["reinvestment_share"].central, ledger["reinvestment_share"].kind
    (0.7, 'published')
    >>> dearer = ledger.replace(wage_cleaner=2600.0)
    >>> dearer["wage_cleaner"].central, ledger["wage_cleaner"].central
    (2600.0, 2200.0)
    """

    def __init__(
        self,
        assumptions: Iterable[Assumption],
        *,
        file: str = "ledger",
        lines: Iterable[int] | None = None,
    ) -> None:
        rows = as_names(assumptions)
        for row in rows:
            of_type("assumptions", row, Assumption, Text("rows_of_ledger"))
        of_type("lines", lines, (Iterable, type(None)), Text("a_list"))
        self._rows: dict[str, Assumption] = {}
        # Row 1 of a file is its header.
        placed = list(zip(rows, count(2) if lines is None else lines, strict=False))
        problems = []
        for row, line in placed:
            if row.name in self._rows:
                problems.append(Problem(file, line, "name", repr(row.name), Text("each_name_once")))
            self._rows.setdefault(row.name, row)
        for row, line in placed:
            held = self._rows.get(row.correlated_by)
            fits = held is not None and held.distribution == "fixed" and 0 <= held.central <= 1
            if row.correlated_by and not fits:
                found, allowed = repr(row.correlated_by), Text("fixed_row_0_to_1")
                problems.append(Problem(file, line, "correlated_by", found, allowed))
        if problems:
            raise InputError(problems)

    def __getitem__(self, name: str) -> Assumption:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"AssumptionTable({len(self)} assumptions)"

    def _repr_html_(self) -> str:
        columns = ("name", "unit", "distribution", "low", "central", "high", "kind", "source")
        rows = ([getattr(row, name) for name in columns] for row in self.values())
        return html_table(repr(self), [columns, *rows])

    def replace(self, /, **changes: Change) -> AssumptionTable:
        """Return a copy with some assumptions replaced: numbers, new rows, or fields.

        Raises
        ------
        InputError
            If a name is not in the table or the new row is not valid.
        """
        return self._with(changes, own=False)

    def extended(self, rows: Mapping[str, Change]) -> AssumptionTable:
        """Return a copy with rows changed as by `replace`, and with rows of the caller's own added.

        A row of one's own has a name that the table lacks and gives unit, distribution, low,
        central, high, kind and a label. One label serves both languages if the other is missing.
        Draws go by name: those of all other rows stay as they are, to the bit.

        Raises
        ------
        InputError
            If a row is not valid, or a name is unknown and no unit is given with it.

        Examples
        --------
        >>> from commpartner.assumptions.table import default_assumptions
        >>> hall = {"label_en": "price, north hall", "unit": "yuan/visit", "kind": "assumption"}
        >>> numbers = {"distribution": "triangular", "low": 5, "central": 8, "high": 15}
        >>> table = default_assumptions().extended({"north_hall_price": hall | numbers})
        >>> table["north_hall_price"].central, len(table) - len(default_assumptions())
        (8.0, 1)
        """
        return self._with(rows, own=True)

    def _with(self, changes: Mapping[str, Change], *, own: bool) -> AssumptionTable:
        problems = []
        rows = dict(self._rows)
        for name, change in changes.items():
            is_new = name not in rows
            if is_new and not (own and _is_whole_row(name, change)):
                found, allowed = _unknown(name, rows)
                if own and not among(name, evidence()):
                    allowed = Text("or_own_row", names=allowed)
                problems.append(Problem("assumptions", None, name, found, allowed))
                continue
            limits = ANY if is_new else rows[name].bounds
            if is_number(change) and not limits.hold(change):
                problems.append(Problem("assumptions", None, name, f"{change:g}", limits.allowed))
                continue
            try:
                if isinstance(change, Assumption):
                    row = change
                elif isinstance(change, Mapping):
                    fields = {str(key): each for key, each in change.items()}
                    row = _own_row(name, fields) if is_new else rows[name].changed(fields)
                else:
                    row = rows[name].fixed_at(change)
            except ValidationError as error:
                problems.extend(describe(error, Assumption, "assumptions", None, name))
                continue
            if row.name == name:
                rows[name] = row
            else:
                allowed = Text("row_keeps_name", name=repr(name))
                problems.append(
                    Problem("assumptions", None, f"{name}.name", repr(row.name), allowed)
                )
        try:
            ledger = AssumptionTable(rows.values())
        except InputError as error:
            problems.extend(error.problems)
        if problems:
            raise InputError(problems)
        return ledger

    def draw(self, seed: int, start: int, stop: int, design: Design = uniforms) -> Draws:
        """Make the draws ``start`` to ``stop - 1`` of a seed."""
        return Draws(self, seed, start, stop, design)


def read_ledger(text: str, file: str) -> AssumptionTable:
    """Read a table of assumptions from CSV text.

    Raises
    ------
    InputError
        With every row that is not valid.
    """
    problems: list[Problem] = []
    rows, lines = list[Assumption](), list[int]()
    reader = csv.DictReader(StringIO(text, newline=""), restkey=_TOO_MANY, strict=True)
    try:
        problems.extend(_wrong_columns(list(reader.fieldnames or ()), file))
        if problems:
            raise InputError(problems)
        for record in reader:
            # The reader stands at the end of the record, whose cells may hold line breaks.
            number = reader.line_num - sum(str(cell).count("\n") for cell in record.values())
            if _TOO_MANY in record or None in record.values():
                more = record.pop(_TOO_MANY, [])
                found = len([cell for cell in (*record.values(), *more) if cell is not None])
                allowed = Text("cells_for_columns", count=len(reader.fieldnames or ()))
                problems.append(Problem(file, number, "cells", str(found), allowed))
                continue
            try:
                rows.append(Assumption.model_validate(record))
                lines.append(number)
            except ValidationError as error:
                problems.extend(describe(error, Assumption, file, number, record["name"]))
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "cells", str(error), Text("csv_cells")))
    if not rows and not problems:
        problems.append(Problem(file, None, "rows", Text("nothing"), Text("one_row_or_more")))
    if problems:
        raise InputError(problems)
    return AssumptionTable(rows, file=file, lines=lines)


def _wrong_columns(names: list[str], file: str) -> Iterator[Problem]:
    required = set(Assumption.model_fields) - {"source", "note", "correlated_by"}
    for name in sorted(required - set(names)):
        yield Problem(file, 1, name, Text("no_such_column"), Text("column_required"))
    for name in dict.fromkeys(names):
        if name not in Assumption.model_fields:
            allowed = suggest(name, Assumption.model_fields)
            yield Problem(file, 1, name, Text("unknown_column"), allowed)
        elif names.count(name) > 1:
            yield Problem(file, 1, name, Text("column_repeated"), Text("column_once"))


def load_assumptions(path: str | Path) -> AssumptionTable:
    """Read a complete table of assumptions from a CSV file (UTF-8).

    Raises
    ------
    InputError
        If the file cannot be read, has no row, or a column or a row is not valid.
    """
    place = path_of(path)
    return read_ledger(read_text(place), place.name)


def _is_whole_row(name: str, change: Change) -> bool:
    """Tell a row of the caller's own from fields of a row whose name is misspelt."""
    if among(name, evidence()):
        return False
    told = change.model_fields_set if isinstance(change, Assumption) else change
    return isinstance(told, Mapping | set) and not OWN_ROW.isdisjoint(told)


def _own_row(name: str, fields: Mapping[str, Any]) -> Assumption:
    label = fields.get("label_en") or fields.get("label_zh")
    labels = {} if label is None else {"label_en": label, "label_zh": label}
    return Assumption(**{"name": name, **labels, **fields})


def _unknown(name: str, rows: Mapping[str, Assumption]) -> tuple[str, str]:
    """Describe an unknown name and the allowed ones."""
    if among(name, evidence()):
        return Text("evidence_only"), Text("rows_that_are_read")
    return Text("unknown_name"), suggest(name, rows)


@cache
def default_assumptions() -> AssumptionTable:
    """Return the table of assumptions shipped with the package; it does not change."""
    source = resources.files("commpartner") / "data" / "assumptions.csv"
    return read_ledger(source.read_text(encoding="utf-8"), "assumptions.csv")


@cache
def evidence() -> AssumptionTable:
    """Return the known numbers that no equation reads, each with the reason in its note.

    They have the form of assumptions and serve to check results. The table of assumptions leaves
    them out, since a change of them has no effect.

    Examples
    --------
    >>> row = evidence()["collection_rate_after"]
    >>> row.low, row.central, row.high, row.name in default_assumptions()
    (0.6, 0.8, 0.97, False)
    """
    source = resources.files("commpartner") / "data" / "evidence.csv"
    return read_ledger(source.read_text(encoding="utf-8"), "evidence.csv")
