"""Fit how the cost of estates moves with their size, and test the fit on other provinces.

    python tools/size_curve.py ROWS.csv                    the shipped curve against these estates
    python tools/size_curve.py ROWS.csv --fit P ... --test P ...   a fit of some against others
    python tools/size_curve.py ROWS.csv --apart            each province, and all halves, kept apart
    python tools/size_curve.py ROWS.csv --table data/size_curve.csv        the fit of all provinces
    python tools/size_curve.py ROWS.csv --fit P ... --test P ... --picture FILE

ROWS.csv has one row an estate: province, district, households, buildings, year, area_m2,
management, and won (or yuan) per m2 and month: common, general, security, cleaning, maintenance.
The rows are not part of the project.

Cost per household is regressed, with an effect for each district, on what `flows.size` says. Every
province has the same weight, whatever its estates: the curve is that of a province not seen, and
provinces differ by more than their samples explain. Elasticities are those of cost per household
to households by one regression (effects of districts; area per home, age, buildings per home held;
errors robust to clusters of districts), on what was observed and on what the curve says.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array
from commpartner.flows.size import KNEES, Terms, like_spread, log_size, size_terms

YEAR = 2026.0
PARTS = Terms._fields
SIZED = PARTS[:6]  # those that move with size
TABLE = Path(__file__).parents[1] / "src/commpartner/data/size_curve.csv"
COLUMNS = {
    "total": "common",
    "administration": "general",
    "security": "security",
    "cleaning": "cleaning",
    "maintenance": "maintenance",
}
EDGES = (100, 150, 200, 300, 450, 700, 1000, 1500, 2500, 15_000)
LEAST_IN_A_CLASS = 20  # estates
LABELS = {
    "total": "合计",
    "administration": "管理",
    "security": "秩序",
    "cleaning": "保洁",
    "maintenance": "维修",
}
CONTROLS = ("area", "age", "buildings_per_home")
CAPITAL = ("서울특별시", "인천광역시", "경기도")
SOURCE = (
    "disclosed management costs of {:,} apartment estates of eight provinces of South Korea, "
    "January to May 2026 (K-apt, kept in github.com/sounder-code/cjournal-site)"
)
NOTES = {
    "to_200": ("elasticity", "Cost per household to households, 100 to 200, at 30 years."),
    "to_450": ("elasticity", "As above, 200 to 450."),
    "to_1000": ("elasticity", "As above, 450 to 1,000."),
    "above_1000": ("elasticity", "As above, over 1,000."),
    "size_age": ("elasticity/10 years", "Change of these with ten more years of age."),
    "size_capital": ("elasticity", "Change of these in the capital's region."),
    "area": ("elasticity", "Cost per household to area per household."),
    "age": ("log/10 years", "Ten more years of age, at 30 years and 450 households."),
    "age_squared": ("log/10 years squared", "Square of the decades over 30 years."),
    "buildings_per_home": ("elasticity", "Cost per household to buildings per household."),
    "own": ("log", "The estate manages itself."),
    "sd": ("log", "Standard deviation between like estates of one district, 450 households."),
    "sd_size": ("elasticity", "That to households, 100 to 1,000."),
    "p5": ("sd", "5 % of like estates lie below."),
    "p95": ("sd", "5 % of like estates lie above."),
}


class Curve(NamedTuple):
    """Hold the fit of one head: coefficients, errors, and the spread of what is left."""

    slopes: Array
    errors: Array
    left: Array
    estates: int


def read_rows(path: str) -> pd.DataFrame:
    """Read the estates whose numbers are plausible, with logs of what explains their cost."""
    rows = pd.read_csv(path)
    rows = rows[(rows.households >= 20) & (rows.area_m2 > 0) & (rows.buildings > 0)]
    each = rows.area_m2 / rows.households
    kept = each.between(30, 250) & rows.common.between(200, 5000) & rows.year.notna()
    for name in ("general", "security", "cleaning", "maintenance"):
        kept &= rows[name].fillna(0) < 4000
    rows, each = rows[kept].copy(), each[kept]
    rows["log_size"] = np.log(rows.households)
    rows["each"], rows["age_years"] = each, YEAR - rows.year
    rows["capital"] = rows.province.isin(CAPITAL).astype(float)
    rows["by_itself"] = rows.management.fillna("").str.startswith("자치").astype(float)
    terms = size_terms(
        rows.households.to_numpy(float),
        each.to_numpy(),
        (rows.buildings / rows.households).to_numpy(),
        rows.age_years.to_numpy(float),
        rows.by_itself.to_numpy(),
        rows.capital.to_numpy(),
    )
    rows = rows.assign(**terms._asdict())
    rows["place"] = rows.province + " " + rows.district
    for head, column in COLUMNS.items():
        rows[head] = np.log((rows[column] * each).where(rows[column] > 0))
    return pd.DataFrame(rows)


def regress(
    rows: pd.DataFrame, values: pd.Series, names: tuple[str, ...], *, equally: bool = False
) -> Curve:
    """Regress on columns with an effect for each place; errors by clusters of places.

    Every estate has the same weight, or every province.
    """
    known = rows.assign(y=values).dropna(subset=["y"])
    columns = known[["y", *names]].astype(float)
    columns = columns - columns.groupby(known.place.to_numpy()).transform("mean")
    x, y = columns[list(names)].to_numpy(), columns["y"].to_numpy()
    weight = _weights(known) if equally else np.ones(len(known))
    inverse = np.linalg.pinv(x.T @ (x * weight[:, None]))
    found = inverse @ (x.T @ (y * weight))
    left = y - x @ found
    scores = x * (left * weight)[:, None]
    summed = pd.DataFrame(scores).groupby(known.place.to_numpy()).sum().to_numpy()
    errors = np.sqrt(np.maximum(np.diag(inverse @ (summed.T @ summed) @ inverse), 0.0))
    return Curve(found, errors, left, len(known))


def _weights(rows: pd.DataFrame) -> Array:
    """Return the weight of each estate if provinces have the same; 1 on average."""
    each = rows.province.map(1.0 / rows.province.value_counts()).to_numpy()
    return np.asarray(each / each.mean())


def elasticity(rows: pd.DataFrame, values: pd.Series) -> tuple[float, float]:
    """Return the elasticity of a cost to households with its error, at all sizes together."""
    found = regress(rows, values, ("log_size", *CONTROLS))
    return float(found.slopes[0]), float(found.errors[0])


class Fit(NamedTuple):
    """Hold the fit of one head as ``data/size_curve.csv`` holds it, with its errors."""

    numbers: dict[str, float]
    errors: dict[str, float]
    estates: int

    def spread(self, households: Array) -> Array:
        """Return the standard deviation between like estates of a size."""
        sd, answer = (np.array(self.numbers[part]) for part in ("sd", "sd_size"))
        return like_spread(sd, answer, households)


def fitted(rows: pd.DataFrame, *, errors: bool = False) -> dict[str, Fit]:
    """Fit every head; if asked for with the errors, by leaving out one province at a time."""
    found = {head: _fitted(rows[rows[head].notna()], head) for head in COLUMNS}
    if not errors:
        return found
    names = rows.province.unique()
    apart = [fitted(rows[rows.province != name]) for name in names]
    scale = np.sqrt(len(names) - 1.0)
    return {
        head: fit._replace(
            errors={
                part: float(scale * np.std([each[head].numbers[part] for each in apart]))
                for part in fit.numbers
            }
        )
        for head, fit in found.items()
    }


def _fitted(rows: pd.DataFrame, head: str) -> Fit:
    curve = regress(rows, rows[head], PARTS, equally=True)
    weight = _weights(rows)
    size = log_size(np.minimum(rows.households.to_numpy(float), KNEES[-1]))
    # The mean of log |left| moves with size as the spread does, whatever the distribution.
    logs = np.log(np.maximum(np.abs(curve.left), 1e-3))
    answer = float(np.polyfit(size, logs, 1, w=np.sqrt(weight))[0])
    alike = curve.left / np.exp(answer * size)
    sd = float(np.sqrt(np.average(alike**2, weights=weight)))
    low, high = (_quantile(alike / sd, weight, at) for at in (0.05, 0.95))
    values = dict(zip(PARTS, curve.slopes.tolist(), strict=True))
    values |= {"sd": sd, "sd_size": answer, "p5": low, "p95": high}
    return Fit(values, {}, len(rows))


def _quantile(values: Array, weights: Array, at: float) -> float:
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(below, at)])


def predicted(rows: pd.DataFrame, fit: Fit) -> pd.Series:
    """Return the log of cost per household by a fit, up to the level of the place."""
    return pd.Series(rows[list(PARTS)].to_numpy() @ [fit.numbers[p] for p in PARTS], rows.index)


def tested(rows: pd.DataFrame, fits: dict[str, Fit]) -> pd.DataFrame:
    """Compare a fit with the estates of some provinces, one row a head."""
    return pd.DataFrame(_tested(rows, fits)).set_index("head")


def _tested(rows: pd.DataFrame, fits: dict[str, Fit]) -> Iterator[dict[str, object]]:
    for head, fit in fits.items():
        known = rows[rows[head].notna()]
        observed, error = elasticity(known, known[head])
        curve = predicted(known, fit)
        left = known[head] - curve
        left = left - left.groupby(known.place).transform("mean")
        own = regress(known, known[head], PARTS).left
        spread = fit.spread(known.households.to_numpy())
        within = (left >= fit.numbers["p5"] * spread) & (left <= fit.numbers["p95"] * spread)
        of_fit = elasticity(known, curve)[0]
        yield {
            "head": head,
            "estates": len(known),
            "observed": observed,
            "error": error,
            "fit": of_fit,
            "missed by": observed - of_fit,
            "spread": own.std(),
            "spread of fit": float(np.sqrt(np.mean(spread**2))),
            "covered": float(within.mean()),
        }


def shipped() -> dict[str, Fit]:
    """Return the fit that the package ships."""
    table = pd.read_csv(TABLE)
    return {
        str(head): Fit(dict(zip(part["part"], part["value"], strict=True)), {}, 0)
        for head, part in table.groupby("head", sort=False)
    }


def kept_apart(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Test each province by a fit of the others, then every four by a fit of the other four."""
    names = sorted(rows.province.unique())
    chosen: list[tuple[str, ...]] = [(name,) for name in names]
    for some in [*chosen, *combinations(names, len(names) // 2)]:
        there = rows.province.isin(some)
        yield " ".join(some), tested(pd.DataFrame(rows[there]), fitted(rows[~there]))


def summary(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Summarise tests by head: what is missed on average, its spread, how often within bounds."""
    table = pd.concat(tables)
    ratio = table["spread of fit"] / table["spread"]
    bound = np.where(table.index == "total", 0.03, 0.05)
    table = table.assign(
        within=table["missed by"].abs() <= bound,
        ratio=ratio,
        like=(ratio - 1.0).abs() <= 0.15,
        held=table["covered"].between(0.85, 0.95),
    )
    by_head = table.groupby(level=0, sort=False)
    return pd.DataFrame(
        {
            "mean missed": by_head["missed by"].mean(),
            "root mean square": by_head["missed by"].apply(lambda v: np.sqrt((v**2).mean())),
            "within bound": by_head["within"].mean(),
            "spread ratio": by_head["ratio"].mean(),
            "spread within 15 %": by_head["like"].mean(),
            "covered": by_head["covered"].mean(),
            "85 to 95 %": by_head["held"].mean(),
        }
    )


def table_rows(fits: dict[str, Fit]) -> Iterator[list[object]]:
    """Return the rows of ``data/size_curve.csv``, its heading first."""
    yield ["head", "part", "estates", "unit", "value", "standard_error", "kind", "source", "note"]
    source = SOURCE.format(max(fit.estates for fit in fits.values()))
    for head, fit in fits.items():
        for part, value in fit.numbers.items():
            unit, note = NOTES[part]
            rounded = (round(value, 4), round(fit.errors[part], 4))
            yield [head, part, fit.estates, unit, *rounded, "derived", source, note]


def picture(rows: pd.DataFrame, fits: dict[str, Fit], file: str) -> None:
    """Draw cost per household by size, observed and by a fit with its 90 % band.

    Both are at the controls of the estates as they are: observed cost less what the fit says of
    everything but size. Points are means of a class of sizes with the middle 90 % of its estates.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(2, 3, subplot_titles=[f"{LABELS[k]} {k}" for k in fits])
    for number, (head, fit) in enumerate(fits.items()):
        cell = {"row": number // 3 + 1, "col": number % 3 + 1, "showlegend": number == 0}
        known = rows[rows[head].notna()]
        count = known.households.to_numpy(float)
        left = known[head] - predicted(known, fit)
        left = left - left.groupby(known.place).transform("mean")
        age, capital = float(known.age_years.mean()), float(known.capital.mean())

        def curve(size: Array, fit: Fit = fit, age: float = age, cap: float = capital) -> Array:
            terms = size_terms(size, 1.0, 1.0, age, capital=cap)
            moved = (fit.numbers[part] * getattr(terms, part) for part in SIZED)
            return np.asarray(sum(moved, np.zeros_like(size)))

        level = float(curve(np.array([450.0]))[0])
        plain = left + curve(count) - level
        by = plain.groupby(pd.cut(known.households, EDGES), observed=True)
        kept = by.size() >= LEAST_IN_A_CLASS
        size = known.households.groupby(pd.cut(known.households, EDGES), observed=True).median()
        low, mean, high = (
            np.exp(found[kept]) for found in (by.quantile(0.05), by.mean(), by.quantile(0.95))
        )
        figure.add_scatter(
            x=size[kept],
            y=mean,
            error_y={"array": high - mean, "arrayminus": mean - low, "thickness": 1},
            mode="markers",
            marker_color="#e8590c",
            name="检验省份 provinces kept apart: mean, 5-95 %",
            **cell,
        )
        sizes = np.geomspace(100, 3000, 200)
        central = curve(sizes) - level
        spread = fit.spread(sizes)
        for part, line in (("p5", "dot"), ("", "solid"), ("p95", "dot")):
            figure.add_scatter(
                x=sizes,
                y=np.exp(central + (fit.numbers[part] * spread if part else 0.0)),
                mode="lines",
                line={"color": "black", "dash": line},
                name="拟合 fit of the others" if not part else "90 %",
                **(cell | {"showlegend": number == 0 and part != "p95"}),
            )
    figure.update_xaxes(type="log", title="户数 households", tickvals=[100, 300, 1000, 3000])
    figure.update_yaxes(type="log", tickvals=[0.25, 0.5, 0.7, 1, 1.4, 2, 4])
    figure.update_yaxes(title="户均成本 cost per household (450 = 1)", col=1)
    figure.update_layout(
        width=1100,
        height=700,
        template="simple_white",
        legend={"x": 0.72, "y": 0.3},
        margin={"t": 40, "r": 20},
    )
    if file.endswith(".html"):
        figure.write_html(file, include_plotlyjs="cdn")
    else:
        figure.write_image(file, scale=1.5)


def main() -> None:
    """Print the fit and its test."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows")
    parser.add_argument("--fit", nargs="*", default=[])
    parser.add_argument("--test", nargs="*", default=[])
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--table")
    parser.add_argument("--picture")
    given = parser.parse_args()
    rows = read_rows(given.rows)
    pd.set_option("display.width", 200)
    if given.apart:
        tables = list(kept_apart(rows))
        alone = rows.province.nunique()
        for name, table in tables[:alone]:
            print(name, table["missed by"].round(3).to_dict())
        print("\none province kept apart\n", summary(t for _, t in tables[:alone]).round(3))
        print("\nhalf of them kept apart\n", summary(t for _, t in tables[alone:]).round(3))
        return
    test = pd.DataFrame(rows[rows.province.isin(given.test)]) if given.test else rows
    fits = fitted(rows[rows.province.isin(given.fit)]) if given.fit else shipped()
    print(f"{len(test)} estates of {test.province.nunique()} provinces")
    print(tested(test, fits).round(3).to_string())
    if given.table:
        with Path(given.table).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table_rows(fitted(rows, errors=True)))
    if given.picture:
        picture(test, fits, given.picture)


if __name__ == "__main__":
    main()
