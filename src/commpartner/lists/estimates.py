"""Estimate what a list of estates leaves out, by rules that stand here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from commpartner.assumptions.table import default_assumptions
from commpartner.datasets.district import HOUSEHOLDS_PER_GATE
from commpartner.io.plane import DECIMALS
from commpartner.programme import Estate
from commpartner.texts import Text

LEAST_GIVEN = 5  # rows from which the list's own floor area per household is taken
AREA_DECIMALS, LEAST_AREA = 1, 0.1
NEIGHBOURS = ("community", "subdistrict")  # whose other estates tell where one lies
AREA_ROW = "floor_area_per_household"

Row = dict[str, Any]
Rows = Mapping[int, Row]


@dataclass(frozen=True)
class Estimate:
    """Describe what was estimated: field, rule, and how many rows."""

    field: str
    rule: Text
    rows: int


def estimate(rows: Rows) -> list[Estimate]:
    """Estimate what an estate needs and the list does not give, and mark it in ``estimated``.

    - floor area: households times the middle floor area per household of the list if five rows give
      one, else times the central value of the assumption ``floor_area_per_household``;
    - gates: one for every 400 households begun;
    - place: the middle of the estates of the same community, else sub-district, else of all. If no
      row has a place, none is estimated;
    - managed: yes if a company is named; else no;
    - condition, self-government and need: those of a typical old estate, the defaults of the model;
    - id: e and the number of the estate in the list.

    Other fields that are not given stay unknown. The assumptions of the district hold for fee,
    collection rate and vacancy; unknown lifts, pump rooms and green area count as 0.
    """
    done: list[Estimate] = []
    for name, rule in _RULES.items():
        lacking = [row for row in rows.values() if name not in row]
        if not lacking:
            continue
        told = rule(rows, lacking)
        if told is None:
            continue
        for row in lacking:
            row.setdefault("estimated", []).append(name)
            if name == "x_km":
                row["estimated"].append("y_km")
        done.append(Estimate(name, told, len(lacking)))
    order = list(Estate.model_fields)
    known: dict[tuple[str, ...], tuple[str, ...]] = {}  # many rows lack the same
    for row in rows.values():
        names = tuple(row.get("estimated", ()))
        if names not in known:
            known[names] = tuple(sorted(names, key=order.index))
        row["estimated"] = known[names]
    return done


def _ids(rows: Rows, lacking: list[Row]) -> Text:
    given = {row["id"] for row in rows.values() if "id" in row}
    width = max(4, len(str(len(rows))))
    for number, row in enumerate(rows.values(), start=1):
        if "id" not in row:
            name = f"e{number:0{width}d}"
            row["id"] = name if name not in given else f"row-{number:0{width}d}"
    return Text("rule_id")


def _floor_area(rows: Rows, lacking: list[Row]) -> Text:
    own = [row["floor_area"] / row["households"] for row in rows.values() if "floor_area" in row]
    if len(own) >= LEAST_GIVEN:
        per_home, rule = median(own), Text("rule_area_of_list", area=round(median(own), 1))
    else:
        per_home = default_assumptions()[AREA_ROW].central
        rule = Text("rule_area_of_assumption", area=per_home)
    for row in lacking:
        row["floor_area"] = max(round(row["households"] * per_home, AREA_DECIMALS), LEAST_AREA)
    return rule


def _gates(rows: Rows, lacking: list[Row]) -> Text:
    for row in lacking:
        row["gates"] = math.ceil(row["households"] / HOUSEHOLDS_PER_GATE)
    return Text("rule_gates", households=HOUSEHOLDS_PER_GATE)


def _managed(rows: Rows, lacking: list[Row]) -> Text:
    for row in lacking:
        row["managed"] = bool(row.get("manager"))
    return Text("rule_managed")


def _place(rows: Rows, lacking: list[Row]) -> Text | None:
    placed = [row for row in rows.values() if "x_km" in row]
    if not placed:
        return None
    middles = _middles(placed)
    for row in lacking:
        keys = [(field, row.get(field, "")) for field in NEIGHBOURS]
        near = next((key for key in keys if key[1] and key in middles), ("", ""))
        row["x_km"], row["y_km"] = middles[near]
    return Text("rule_place")


def _middles(placed: list[Row]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the middle of the estates of every neighbourhood, and of all."""
    groups: dict[tuple[str, str], list[Row]] = {("", ""): placed}
    for row in placed:
        for field in NEIGHBOURS:
            groups.setdefault((field, row.get(field, "")), []).append(row)
    return {key: (_mean(rows, "x_km"), _mean(rows, "y_km")) for key, rows in groups.items()}


def _mean(rows: list[Row], name: str) -> float:
    return float(round(sum(row[name] for row in rows) / len(rows), DECIMALS))


def _typical(name: str) -> Callable[[Rows, list[Row]], Text]:
    def fill(rows: Rows, lacking: list[Row]) -> Text:
        value = Estate.model_fields[name].default
        for row in lacking:
            row[name] = value
        return Text("rule_typical", value=value)

    return fill


_RULES: dict[str, Callable[[Rows, list[Row]], Text | None]] = {
    "id": _ids,
    "floor_area": _floor_area,
    "gates": _gates,
    "x_km": _place,
    "managed": _managed,
    "condition": _typical("condition"),
    "governance": _typical("governance"),
    "need_index": _typical("need_index"),
}
