"""Make the pictures of README.md and of docs/cases/ that show one run.

    python tools/pictures.py [NAME ...] [--draws 500] [--out docs/pictures]

Needs the extra ``notebooks``, a Chromium or Chrome, and a Chinese font such as Noto Sans CJK.
`examples/choices.py` and `tools/size_curve.py` make the other pictures.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import commpartner as cp
from commpartner import plots
from commpartner.assumptions.scenarios import Scenarios
from commpartner.model.inputs import month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.planning.tipping import LOOP, scheme_loop, search_tipping_points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SEED = 7
WIDTH, SCALE = 900, 1.5  # of a picture [pixel]


@cache
def run(case: str, policy: str, draws: int, months: int = 120) -> cp.SimulationResult:
    """Run a policy of a case."""
    return cp.simulate(cp.datasets.load(case), policy, months=months, draws=draws, seed=SEED)


def savings(draws: int, language: plots.Language) -> Figure:
    """Draw what pooling saves in Xiashan."""
    xiashan = cp.datasets.load("xiashan")
    saved = cp.estimate_savings(xiashan, "clustered", draws=draws, seed=SEED)
    return plots.savings_by_mechanism(saved, language)


def loop() -> Figure:
    """Draw the first loop that docs/cases/tipping.md finds to have two states."""
    xiashan = cp.datasets.load("xiashan")
    alone = xiashan.policies["partner_capped"].replace(fallback_cap=0.0, service="basic")
    grid = search_tipping_points(xiashan, alone)
    first = grid[grid["two_states"]].iloc[:1]
    values = Scenarios(xiashan.assumption_table(), {name: first[name] for name in LOOP})
    inputs = month_inputs(build_scheme(xiashan, alone), values, months=1)
    return plots.satisfaction_loop(scheme_loop(inputs), "zh")


PICTURES: dict[str, Callable[[int], Figure]] = {
    "savings_en": lambda draws: savings(draws, "en"),
    "savings_zh": lambda draws: savings(draws, "zh"),
    "money_en": lambda draws: plots.money_over_time(run("xiashan", "partner", draws)),
    "funds_zh": lambda draws: plots.funds_and_fallback(run("xiashan", "partner", draws), "zh"),
    "sectors_zh": lambda draws: plots.money_between_sectors(
        run("xiashan", "xiashan_all", draws), 5, "zh"
    ),
    "partners_zh": lambda draws: plots.partners_who_stay(
        run("xiashan", "partner_ecosystem", draws, 60), "zh"
    ),
    "meal_zh": lambda draws: plots.who_pays_a_meal(
        run("qingyunpu", "village", draws, 60), "canteen", "zh"
    ),
    "loop_zh": lambda _: loop(),
}


def main() -> None:
    """Write the pictures named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=list(PICTURES))
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    asked = parser.parse_args()
    for name in asked.names:
        figure = PICTURES[name](asked.draws)
        figure.write_image(asked.out / f"{name}.png", width=WIDTH, scale=SCALE)
        print(name)


if __name__ == "__main__":
    main()
