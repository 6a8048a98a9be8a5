"""The headline figures of the three cases, how sure their sign is, and what would turn it.

    python examples/headlines.py xiashan|xiangyang|qingyunpu [--draws 500]

Prints the first table of the case's page in docs/cases/. An interval is 5-95 % of the draws; a
difference of two policies is paired. A headline turns at the value of one assumption at which the
mean over the draws crosses the level, all others as drawn.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import commpartner as cp
from commpartner.experiments.deciding.switching import switching_value
from commpartner.programme.levers import number_levers

SEED = 7
HEADING = "| headline | mean (5-95 %) | holds in | turns |"


class Headline(NamedTuple):
    """One figure of a case; `turns` has what could turn its sign: assumptions or levers, searched
    in their range (None) or in the one given."""

    says: str
    policy: str
    outcome: str
    turns: dict[str, tuple[float, float] | None]
    unit: str = ""
    baseline: str | None = None
    scale: float = 1.0
    digits: int = 1
    level: float = 0.0


HEADLINES = {
    "xiashan": (
        Headline(
            "Pooling saves, at equal service 同等服务下的节省",
            "partner",
            "savings_share",
            {"callout_price": None, "overhead_surviving_share": None},
            "%",
            scale=100,
        ),
        Headline(
            "Pooling saves, against what is bought today 与现状相比的节省",
            "partner",
            "savings_share_today",
            {"bought_scope": None},
            "%",
            scale=100,
        ),
        Headline(
            "The ventures help the public purse 经营项目改善公共财政",
            "partner",
            "public_net_cost",
            {"idle_asset_conversion_cost": None, "partner_fee": None},
            "million yuan, NPV",
            baseline="clustered",
            scale=-1e-6,
            digits=2,
        ),
        Headline(
            "The estates cover their cost in year 5 第五年自给",
            "partner",
            "self_sufficiency_year_5",
            {"fee_per_m2": (0.2, 2.0)},
            "own income / cost",
            digits=2,
            level=1.0,
        ),
        Headline(
            "The scheme is worth its cost to all 社会净收益为正",
            "partner",
            "social_net_benefit",
            {"service_value": None},
            "million yuan, NPV",
            baseline="unmanaged",
            scale=1e-6,
        ),
    ),
    "xiangyang": (
        Headline(
            "Three free months repay the operator 三个月免费期回本",
            "trial_3",
            "npv_operator",
            {"goodwill_effect": (0.0, 2.0)},
            "million yuan, NPV",
            baseline="trial_0",
            scale=1e-6,
            digits=2,
        ),
        Headline(
            "Supervision closes more of the orders 三报三查提高办结率",
            "orders_supervised",
            "completion_rate",
            {"warning_effect": None},
            "points",
            baseline="orders_unsupervised",
            scale=100,
        ),
        Headline(
            "A package of 20 yuan covers its cost in year 5 20元服务包第五年自给",
            "trial_3",
            "self_sufficiency_year_5",
            {"fee": (10.0, 100.0)},
            "own income / cost",
            digits=2,
            level=1.0,
        ),
        Headline(
            "Taking on the last 32 estates is worth it to all 托管最后32个小区的社会净收益",
            "trial_3",
            "social_net_benefit",
            {"service_value": None},
            "million yuan, NPV",
            baseline="half_covered",
            scale=1e-6,
        ),
    ),
    "qingyunpu": (
        Headline(
            "The canteen covers its cost 食堂收支平衡",
            "village",
            "venture_profit",
            {"canteen_cost": None},
            "1,000 yuan a year",
            baseline="no_canteen",
            scale=1e-3,
        ),
        Headline(
            "A dividend costs the operator 分红使托底增加",
            "village",
            "fallback_per_year",
            {"collective_rent": None},
            "1,000 yuan a year more",
            baseline="reinvest_all",
            scale=1e-3,
        ),
        Headline(
            "Works are worth their cost to all 微改造的社会净收益",
            "works_no_resident_share",
            "social_net_benefit",
            {"works_value": (0.0, 2.5)},
            "million yuan, NPV",
            baseline="no_works",
            scale=1e-6,
        ),
        Headline(
            "The estates cover their cost in year 5 第五年自给",
            "village",
            "self_sufficiency_year_5",
            {"fee_per_m2": (0.2, 2.0)},
            "own income / cost",
            digits=2,
            level=1.0,
        ),
    ),
}


def figures(
    programme: cp.Programme, headline: Headline, draws: int, months: int
) -> NDArray[np.float64]:
    """Figure of each draw, in the unit of the headline."""
    named = [name for name in (headline.policy, headline.baseline) if name is not None]
    found = [
        cp.simulate(programme, name, months=months, draws=draws, seed=SEED)
        .outcomes[headline.outcome]
        .to_numpy(dtype=np.float64)
        for name in named
    ]
    return np.asarray((found[0] - sum(found[1:])) * headline.scale)


def turning(
    programme: cp.Programme, headline: Headline, draws: int, months: int, points: int
) -> str:
    """Values at which the mean of the figure crosses its level, in the range of the assumption."""
    said = []
    for name, span in headline.turns.items():
        lever = name in number_levers()
        found = switching_value(
            programme,
            headline.policy,
            headline.outcome,
            assumption=None if lever else name,
            lever=name if lever else None,
            baseline=headline.baseline,
            level=headline.level,
            span=span,
            months=months,
            draws=draws,
            seed=SEED,
            points=points,
        )
        low, high = (f"{found.grid['value'].iloc[end]:g}" for end in (0, -1))
        values = " and ".join(f"{_rounded(value):,g}" for value in found.crossings["value"])
        at = f"at {values}" if values else "nowhere"
        said.append(f"{name}: {at} in {low} to {high} {found.unit}")
    return "; ".join(said)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def rows(case: str, draws: int, months: int, points: int) -> list[str]:
    """Rows of the table of a case; what turns a headline is sought in a fifth of the draws."""
    programme = cp.datasets.load(case)
    said = []
    for headline in HEADLINES[case]:
        found = figures(programme, headline, draws, months)
        low, high = (f"{value:,.{headline.digits}f}" for value in np.quantile(found, (0.05, 0.95)))
        cells = (
            headline.says,
            f"{found.mean():,.{headline.digits}f} ({low} to {high}) {headline.unit}",
            f"{(found > headline.level).mean():.0%}",
            turning(programme, headline, max(draws // 5, 1), months, points),
        )
        said.append(f"| {' | '.join(cells)} |")
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=tuple(HEADLINES))
    parser.add_argument("--draws", type=int, default=500)
    options = parser.parse_args()
    print(HEADING)
    print("| --- | --- | --- | --- |")
    for row in rows(options.case, options.draws, months=120, points=17):
        print(row)


if __name__ == "__main__":
    main()
