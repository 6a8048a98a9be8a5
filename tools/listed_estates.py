"""Measure listed estates: quantiles and rank correlations for the synthetic districts.

    python tools/listed_estates.py quantiles ROWS.csv PLACE
    python tools/listed_estates.py decades BY_DECADE.csv
    python tools/listed_estates.py compare ROWS.csv PLACE

``quantiles`` prints the rows of ``data/listed_estates.csv`` and ``data/listed_correlations.csv``
for a listing with the columns households, buildings, fee_yuan_m2_month and company_named.
``decades`` prints rank correlations with the year, from a table of quantiles by decade built.
``compare`` puts the estates of a listing beside as many synthetic ones: sizes, cost per household,
saving. The listings are not part of the project.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import spearmanr

from commpartner.assumptions.draws import Array
from commpartner.datasets.listed import LEAST_HOUSEHOLDS
from commpartner.datasets.synthetic import synthetic
from commpartner.simulation import simulate

LEVELS = (0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100)
FIVE = ("p5", "p25", "p50", "p75", "p95")
DRAWS = 40_000
COLUMNS = {"households": "households", "buildings": "buildings", "fee_yuan_m2_month": "fee"}


def listing(path: str) -> pd.DataFrame:
    """Read the estates of a listing that have at least the least number of households."""
    found = pd.read_csv(path).rename(columns=COLUMNS)
    found["managed"] = (found["company_named"] == "yes").astype(float)
    return found[found["households"] >= LEAST_HOUSEHOLDS].reset_index(drop=True)


def quantile_rows(found: pd.DataFrame, place: str) -> Iterator[list[object]]:
    """Yield the quantiles of each quantity of a listing."""
    for name in COLUMNS.values():
        values = found[name].dropna()
        values = values[values > 0]
        yield [place, name, len(values), *np.quantile(values, np.array(LEVELS) / 100).round(2)]


def correlation_rows(found: pd.DataFrame, place: str) -> Iterator[list[object]]:
    """Yield the rank correlation of each pair and the copula's correlation that reproduces it."""
    names = [*COLUMNS.values(), "managed"]
    for number, first in enumerate(names):
        for second in names[number + 1 :]:
            both = found[[first, second]].dropna()
            measured = float(spearmanr(both[first], both[second])[0])
            yield [place, first, second, len(both), round(measured, 3), copula(measured, both)]


def copula(measured: float, both: pd.DataFrame) -> float:
    """Find the correlation of normal scores that gives a rank correlation, ties included."""
    rng = np.random.default_rng(1)
    one, other = (ndtri((rng.permutation(DRAWS) + 0.5) / DRAWS) for _ in range(2))
    marginals = [np.sort(both[name].to_numpy()) for name in both]

    def ranked(rho: float) -> float:
        scores = (one, rho * one + np.sqrt(1 - rho**2) * other)
        drawn = [_at(scores[index], values) for index, values in enumerate(marginals)]
        return float(spearmanr(drawn[0], drawn[1])[0])

    low, high = -0.99, 0.99
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if ranked(middle) < measured else (low, middle)
    return round((low + high) / 2, 3)


def _at(scores: Array, values: Array) -> Array:
    place = np.argsort(np.argsort(scores)) * len(values) // len(scores)
    return np.asarray(values[place])


def decade_rows(path: str) -> Iterator[list[object]]:
    """Yield the rank correlation of the year built with fee, size and area per home.

    The distribution within a decade is read from its five quantiles, and the year is even within.
    """
    table = pd.read_csv(path)
    rng = np.random.default_rng(1)
    at = ndtri(np.array([0.05, 0.25, 0.5, 0.75, 0.95]))
    for old in (False, True):
        for quantity, every in table[table.decade_built < 2020].groupby("quantity"):
            rows = every[every.decade_built < 2000] if old else every
            years, values = list[Array](), list[Array]()
            for decade, estates, *five in rows[["decade_built", "estates", *FIVE]].to_numpy(float):
                scores = ndtri((np.arange(estates) + 0.5) / estates)
                values.append(np.interp(scores, at, np.log(five)))
                years.append(decade + rng.uniform(0, 10, int(estates)))
            measured = float(spearmanr(np.concatenate(years), np.concatenate(values))[0])
            part = "built before 2000" if old else "all decades"
            yield ["any", quantity, "built", part, len(np.concatenate(years)), round(measured, 3)]


def compared_rows(found: pd.DataFrame, place: str) -> Iterator[list[object]]:
    """Yield sizes, stand-alone cost per household and saving: listed beside synthetic estates."""
    made = synthetic(len(found), 870, centres=max(len(found) // 20, 1), place=place)
    sizes = [int(size) for size in found["households"]]
    listed = made.replace(
        estates=tuple(
            estate.replace(households=size, floor_area=size * estate.floor_area / estate.households)
            for estate, size in zip(made.estates, sizes, strict=True)
        )
    )
    yield ["estates", "count", "p5", "p50", "p95", "mean", "yuan alone", "saving"]
    for name, programme in (("listed", listed), ("synthetic", made)):
        households = [estate.households for estate in programme.estates]
        policy = programme.policies["clustered"].replace(takes_on="all")
        outcomes = simulate(programme, policy, months=1, draws=20, seed=7).outcomes.mean()
        figures = [*np.quantile(households, [0.05, 0.5, 0.95]), np.mean(households)]
        figures += [outcomes["stand_alone_cost_per_household_month"], outcomes["savings_share"]]
        yield [name, len(households), *(round(float(each), 3) for each in figures)]


def main(arguments: list[str]) -> None:
    """Print what is asked for."""
    write = csv.writer(sys.stdout, lineterminator="\n").writerows
    match arguments:
        case ["quantiles", path, place]:
            found = listing(path)
            write(quantile_rows(found, place))
            write(correlation_rows(found, place))
        case ["decades", path]:
            write(decade_rows(path))
        case ["compare", path, place]:
            write(compared_rows(listing(path), place))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
