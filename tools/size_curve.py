"""Fit how the cost of estates moves with their size, and test the fit on other provinces.

    python tools/size_curve.py ROWS.csv [--fit PROVINCE ...] [--test PROVINCE ...]
                               [--table FILE] [--picture FILE]

ROWS.csv has one row an estate: province, district, households, buildings, year, area_m2, and won
(or yuan) per m2 and month: common, general, security, cleaning, maintenance. By default all
provinces are fitted and tested. ``--table`` writes the fit as ``data/size_curve.csv`` holds it. The
rows are not part of the project.

Printed are the observed elasticities of cost per household to households (effects of the district,
controls for area per home, age, buildings per home; errors robust to clusters of districts), those
of the fit and those of the shipped `planning.today_today` at the same estates by the same
regression, the spread between like estates, and the share that 90 % intervals cover.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array
from commpartner.flows.size import KNEE
from commpartner.planning.today import bought_today

COLUMNS = {
    "total": "common",
    "administration": "general",
    "security": "security",
    "cleaning": "cleaning",
    "maintenance": "maintenance",
}
LABELS = {
    "total": "合计",
    "administration": "管理",
    "security": "秩序",
    "cleaning": "保洁",
    "maintenance": "维修",
}
EDGES = (100, 150, 200, 300, 450, 700, 1000, 1500, 2500, 15_000)
CONTROLS = ("area", "age", "buildings_per_home")
PARTS = ("small", "large", *CONTROLS)


class Curve(NamedTuple):
    """Hold the fit of one head: coefficients, errors, sd and 5 and 95 % of what is left."""

    slopes: Array
    errors: Array
    left: Array
    estates: int


def read_rows(path: str) -> pd.DataFrame:
    """Read the estates whose numbers are plausible, with logs of what explains their cost."""
    rows = pd.read_csv(path)
    rows = rows[(rows.households >= 20) & (rows.area_m2 > 0) & (rows.buildings > 0)]
    each = rows.area_m2 / rows.households
    kept = each.between(30, 250) & rows.common.between(200, 5000)
    for name in ("general", "security", "cleaning", "maintenance"):
        kept &= rows[name].fillna(0) < 4000
    rows, each = rows[kept].copy(), each[kept]
    size = np.log(rows.households / KNEE)
    rows["log_size"] = size
    rows["small"], rows["large"] = np.minimum(size, 0.0), np.maximum(size, 0.0)
    rows["area"], rows["age"] = np.log(each), 2026.0 - rows.year
    rows["buildings_per_home"] = np.log(rows.buildings / rows.households)
    rows["place"] = rows.province + " " + rows.district
    for head, column in COLUMNS.items():
        rows[head] = np.log((rows[column] * each).where(rows[column] > 0))
    finite = np.isfinite(rows[["log_size", *CONTROLS]].to_numpy()).all(axis=1)
    return pd.DataFrame(rows.loc[finite])


def regress(rows: pd.DataFrame, values: pd.Series, names: tuple[str, ...]) -> Curve:
    """Regress on columns with an effect for each place; errors by clusters of places."""
    known = rows.assign(y=values).dropna(subset=["y"])
    columns = known[["y", *names]].astype(float)
    columns = columns - columns.groupby(known.place.to_numpy()).transform("mean")
    x, y = columns[list(names)].to_numpy(), columns["y"].to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ (x.T @ y)
    left = y - x @ found
    scores = pd.DataFrame(x * left[:, None]).groupby(known.place.to_numpy()).sum().to_numpy()
    errors = np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse))
    return Curve(found, errors, left, len(known))


def elasticity(rows: pd.DataFrame, values: pd.Series) -> tuple[float, float]:
    """Return the elasticity of a cost to households with its error, at all sizes together."""
    found = regress(rows, values, ("log_size", *CONTROLS))
    return float(found.slopes[0]), float(found.errors[0])


def fitted(rows: pd.DataFrame) -> dict[str, Curve]:
    """Fit every head: two slopes in size, which meet at the knee, and the controls."""
    return {head: regress(rows, rows[head], PARTS) for head in COLUMNS}


def shipped(rows: pd.DataFrame) -> dict[str, Array]:
    """Return the log of what the package says is bought today, by head."""
    found = bought_today(
        rows.households.to_numpy(float),
        rows.area_m2.to_numpy(float),
        rows.buildings.to_numpy(float),
    )
    return {head: np.log(getattr(found, head).central) for head in COLUMNS}


def tested(rows: pd.DataFrame, curves: dict[str, Curve]) -> pd.DataFrame:
    """Compare fit and package with the estates of some provinces, one row a head."""
    package = shipped(rows)
    table = []
    for head, curve in curves.items():
        known = rows[rows[head].notna()]
        observed, error = elasticity(known, known[head])
        predicted = pd.Series(known[list(PARTS)].to_numpy() @ curve.slopes, known.index)
        left = known[head] - predicted
        left = left - left.groupby(known.place).transform("mean")
        own = regress(known, known[head], PARTS).left
        low, high = np.quantile(curve.left, [0.05, 0.95])
        of_package = pd.Series(package[head], rows.index)[known.index]
        table.append(
            {
                "head": head,
                "estates": len(known),
                "observed": observed,
                "error": error,
                "fit": elasticity(known, predicted)[0],
                "package": elasticity(known, of_package)[0],
                "spread": own.std(),
                "spread of fit": curve.left.std(),
                "covered": float(((left >= low) & (left <= high)).mean()),
            }
        )
    return pd.DataFrame(table).set_index("head")


def table_rows(rows: pd.DataFrame, curves: dict[str, Curve]) -> list[list[object]]:
    """Return the rows of ``data/size_curve.csv``: value, error, spread between provinces."""
    apart = [fitted(part) for _, part in rows.groupby("province")]
    out: list[list[object]] = []
    for head, curve in curves.items():
        for number, part in enumerate(PARTS):
            between = np.std([each[head].slopes[number] for each in apart])
            numbers = (curve.slopes[number], curve.errors[number], between)
            out.append([head, part, curve.estates, *(round(float(each), 4) for each in numbers)])
        low, high = np.quantile(curve.left, [0.05, 0.95])
        for part, value in (("sd", curve.left.std()), ("p5", low), ("p95", high)):
            out.append([head, part, curve.estates, round(float(value), 4), "", ""])
    return out


def picture(rows: dict[str, pd.DataFrame], file: str) -> None:
    """Draw cost per household by size, observed and as the package has it (HTML or an image)."""
    from plotly import graph_objects
    from plotly.subplots import make_subplots

    figure = make_subplots(1, len(COLUMNS), subplot_titles=[f"{k} {v}" for k, v in LABELS.items()])
    for column, head in enumerate(COLUMNS, start=1):
        for (name, part), colour in zip(rows.items(), ("#1f77b4", "#e8590c"), strict=True):
            known = part[part[head].notna()]
            controls = regress(known, known[head], ("log_size", *CONTROLS))
            plain = known[head] - known[list(CONTROLS)] @ controls.slopes[1:]
            plain = plain - plain.groupby(known.place).transform("mean")
            bins = pd.cut(known.households, EDGES)
            means = plain.groupby(bins, observed=False).mean()
            errors = 2 * plain.groupby(bins, observed=False).sem()
            level = np.exp(means - means.iloc[2])  # 200 to 300 households
            figure.add_scatter(
                x=known.households.groupby(bins, observed=False).median(),
                y=level,
                error_y={"array": level * errors},
                mode="markers",
                marker_color=colour,
                name=name,
                showlegend=column == 1,
                row=1,
                col=column,
            )
        sizes = np.geomspace(100, 5000, 200)
        curve = getattr(bought_today(sizes, 73.0 * sizes), head).central
        line = graph_objects.Scatter(
            x=sizes,
            y=curve / np.interp(250.0, sizes, curve),
            line_color="black",
            name="package 模型",
            showlegend=column == 1,
        )
        figure.add_trace(line, row=1, col=column)
    figure.update_xaxes(type="log", title="households 户数")
    figure.update_yaxes(title="cost per household, 250 = 1 户均成本", col=1)
    figure.update_layout(width=1700, height=420, template="simple_white")
    if file.endswith(".html"):
        figure.write_html(file, include_plotlyjs="cdn")
    else:
        figure.write_image(file)


def main() -> None:
    """Print the fit and its test."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows")
    parser.add_argument("--fit", nargs="*", default=[])
    parser.add_argument("--test", nargs="*", default=[])
    parser.add_argument("--table")
    parser.add_argument("--picture")
    given = parser.parse_args()
    rows = read_rows(given.rows)
    parts = {
        name: rows[rows.province.isin(chosen)] if chosen else rows
        for name, chosen in (("fit 拟合", given.fit), ("test 检验", given.test))
    }
    fit, test = parts.values()
    curves = fitted(fit)
    pd.set_option("display.width", 200)
    for name, part in parts.items():
        print(f"{name}: {len(part)} estates of {part.province.nunique()} provinces")
        print(tested(part, curves).round(3).to_string(), "\n")
    print("by province, observed less package")
    package = {head: pd.Series(found, test.index) for head, found in shipped(test).items()}
    for province, part in test.groupby("province"):
        apart = {}
        for head in COLUMNS:
            known = part[part[head].notna()]
            ours = elasticity(known, package[head].reindex(known.index))[0]
            apart[head] = round(elasticity(known, known[head])[0] - ours, 3)
        print(province, apart)
    if given.table:
        with Path(given.table).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table_rows(fit, curves))
    if given.picture:
        picture(parts, given.picture)


if __name__ == "__main__":
    main()
