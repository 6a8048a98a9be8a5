"""Check that calibrations are right: districts with a known truth, and how often it is covered.

A truth is drawn from the table of assumptions, a year of its accounts is made with errors, and the
calibration must give it back (simulation-based calibration: Talts et al. 2018, arXiv:1804.06788).
90 % intervals should cover the truth in 90 % of the districts. With --understated 3 the errors told
to the calibration are a third of those made: then the coverage must fall, else the check is worth
nothing.

    python tools/calibration_coverage.py --districts 100 --processes 2 --out coverage
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import commpartner as cp
from commpartner.assumptions.draws import Array, generator_of
from commpartner.calibration.predicting import Predictor
from commpartner.calibration.space import Space, space_of
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.model.scheme import build_scheme

POLICY = "partner_ecosystem"
# What a district books in a year, and the relative error of each.
ACCOUNTS = {
    "billed": 0.03,
    "service_charges": 0.03,
    "arrears_recovered": 0.05,
    "venture_sales": 0.03,
    "wages": 0.03,
    "materials": 0.03,
    "energy": 0.03,
    "maintenance": 0.03,
    "callouts": 0.05,
    "overhead": 0.03,
    "staff": 0.03,
    "satisfaction": 0.02,
}
LEAST_ERROR = 1.0  # of the unit; a flow that does not occur is known to a yuan
FIGURES = (
    "fallback_per_year",
    "self_sufficiency_year_5",
    "paying_share",
    "collection_rate_current",
    "cost_per_household_month",
    "public_net_cost",
)
MONTHS = 60
LEVELS = (0.05, 0.95)


class District(NamedTuple):
    """Hold a made district: its truth as a point, and its accounts of a year."""

    programme: cp.Programme
    space: Space
    truth: Array
    observed: cp.Observed


def district(number: int, estates: int, understated: float = 1.0) -> District:
    """Make a district whose truth is a draw of the table of assumptions.

    Examples
    --------
    >>> made = district(1, 12)
    >>> len(made.programme.estates), len(made.observed), made.truth.shape[0]
    (12, 12, 1)
    """
    case = cp.datasets.load("xiashan")
    made = cp.datasets.synthetic_estates(estates, number, place="xiashan")
    programme = case.replace(estates=made)
    policy = programme.policies[POLICY]
    space = space_of(programme, policy, programme.assumption_table())
    random = generator_of("coverage: truth", number)
    truth = random.standard_normal((1, len(space.scores)))
    asked = tuple(cp.ObservedValue(series=name, value=0.0, error=1.0, year=1) for name in ACCOUNTS)
    predictor = Predictor(build_scheme(programme, policy), asked)
    true = predictor(space.draws(truth, number), 1)[0]
    error = np.maximum(np.array(list(ACCOUNTS.values())) * np.abs(true), LEAST_ERROR)
    value = true + error * random.standard_normal(len(true))
    seen = [
        each.replace(value=float(np.clip(told, 0.0, None)), error=float(apart / understated))
        for each, told, apart in zip(asked, value, error, strict=True)
    ]
    return District(programme, space, truth, cp.Observed(policy=POLICY, observations=tuple(seen)))


def checked(number: int, estates: int, members: int, understated: float) -> list[dict[str, Any]]:
    """Calibrate one district and rank its truth among the calibrated draws."""
    made = district(number, estates, understated)
    started = time.perf_counter()
    found = cp.calibrate(made.programme, made.observed, members=members, folds=0, seed=number)
    seconds = time.perf_counter() - started
    true = made.space.values(made.truth)
    narrowed = found.assumptions.set_index("assumption")["narrowing"].astype(float)
    rows = [
        _row(number, "assumption", name, float(true[name][0]), drawn, narrowing)
        for name, narrowing, drawn in (
            (str(name), narrowing, _members(found, str(name)))
            for name, narrowing in narrowed.items()
        )
    ]
    schemes = build_schemes(made.programme, {POLICY: made.programme.policies[POLICY]})
    before = evaluate(schemes, made.space.table.draw(number, 0, members), MONTHS)[POLICY]
    after = evaluate(schemes, found.assumption_table.draw(number, 0, members), MONTHS)[POLICY]
    truth = evaluate(schemes, made.space.draws(made.truth, number)(0, 1), MONTHS)[POLICY]
    for name in FIGURES:
        narrowing = 1.0 - float(np.nanstd(after[name]) / np.nanstd(before[name]))
        rows.append(_row(number, "figure", name, float(truth[name][0]), after[name], narrowing))
    told = {"seconds": seconds, "moves": found.moves, "rhat": found.rhat}
    return [{**row, **told, "conflicts": len(found.conflicts)} for row in rows]


def _members(found: cp.Calibration, name: str) -> Array:
    return found.assumption_table.draw(0, 0, found.members)[name][:, 0]


def _row(
    number: int, of: str, name: str, true: float, drawn: Array, narrowing: float
) -> dict[str, Any]:
    low, high = np.quantile(drawn, LEVELS)
    rank = float(np.mean(drawn < true) + 0.5 * np.mean(drawn == true))
    covered = bool(low <= true <= high)
    about = {"district": number, "of": of, "name": name, "true": true, "rank": rank}
    return {**about, "low": low, "high": high, "covered": covered, "narrowing": narrowing}


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Summarise the coverage: of all assumptions, of those narrowed, and of figures ahead.

    The standard error counts each district once: what it has is not independent.
    """
    assumptions, figures = rows[rows["of"] == "assumption"], rows[rows["of"] == "figure"]
    groups = {
        "all assumptions": assumptions,
        "narrowed by 10 % or more": assumptions[assumptions["narrowing"] >= 0.1],
        "narrowed by 50 % or more": assumptions[assumptions["narrowing"] >= 0.5],
        "all figures": figures,
        **{name: figures[figures["name"] == name] for name in FIGURES},
    }
    found = []
    for name, group in groups.items():
        each = group.groupby("district")["covered"].mean()
        found.append(
            {
                "group": name,
                "values": len(group),
                "coverage": group["covered"].mean(),
                "standard_error": each.std() / np.sqrt(max(len(each), 1)),
                "narrowing": group["narrowing"].mean(),
            }
        )
    return pd.DataFrame(found)


def main() -> None:
    """Check many districts and write the ranks and the summary."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--districts", type=int, default=100)
    parser.add_argument("--estates", type=int, default=40)
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--understated", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args()
    numbers = range(1, given.districts + 1)
    arguments = (given.estates, given.members, given.understated)
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(checked, number, *arguments) for number in numbers]
        rows = pd.DataFrame([row for future in futures for row in future.result()])
    table = summary(rows)
    once = rows.groupby("district")[["seconds", "moves", "rhat", "conflicts"]].first()
    print(table.round(3).to_string(index=False))
    print(once.describe().round(3).to_string())
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        rows.to_csv(given.out / "ranks.csv", index=False)
        table.to_csv(given.out / "summary.csv", index=False)


if __name__ == "__main__":
    main()
