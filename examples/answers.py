"""Plain answers to the questions of the three cases, each with its interval.

    python examples/answers.py xiashan|xiangyang|qingyunpu|tipping|arrears|fee [--draws 500]

Prints the tables of docs/cases/. An interval is 5-95 % of the draws; all policies of a table run
on the same draws, so differences are paired.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import commpartner as cp
from commpartner.planning.tipping import (
    LOOP,
    months_at_rest,
    resting_states,
    search_tipping_points,
)

SEED = 7
COLLECTED = "collection_rate_current"
YEAR_5 = "self_sufficiency_year_5"


def run(
    programme: cp.Programme, policy: cp.Policy, draws: int, months: int = 60, **held: float
) -> cp.SimulationResult:
    return cp.simulate(holding(programme, held), policy, months=months, draws=draws, seed=SEED)


def holding(programme: cp.Programme, held: dict[str, float]) -> cp.Programme:
    """Hold values, also where the programme has rows of its own: these precede a given table."""
    fixed = {
        name: {"distribution": "fixed", "low": value, "central": value, "high": value}
        for name, value in held.items()
    }
    return programme.replace(assumptions={**programme.assumptions, **fixed})


def span(values: pd.Series | NDArray[np.float64], digits: int = 0, scale: float = 1.0) -> str:
    """Mean and 5-95 %."""
    known = scale * np.asarray(values, dtype=np.float64)
    low, high = np.quantile(known, (0.05, 0.95))
    return f"{known.mean():,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    heading = list(heading)
    for cells in (heading, ["---"] * len(heading), *rows):
        print("| " + " | ".join(cells) + " |")
    print()


def smallest(enough: Callable[[float], float], low: float, high: float) -> float | None:
    """Smallest value of a lever at which the median own income covers the cost; None if none.

    Own income must rise with the lever up to `high`; in the fee it has a peak.
    """
    if enough(high) < 1.0:
        return None
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) >= 1.0 else (middle, high)
    return high


def xiashan(draws: int) -> None:
    programme = cp.datasets.load("xiashan")
    partner = programme.policies["partner"]
    base = run(programme, partner, draws)
    own = base.outcomes[YEAR_5]
    print(f"Own income over cost in year 5: {span(own, 2)}; at least 1 in {(own >= 1).mean():.0%}")
    print(f"of the draws. Underwritten: {span(base.outcomes['fallback_per_year'], 2, 1e-6)}")
    print("million yuan a year.\n")

    def with_stalls(count: float) -> float:
        market = next(venture for venture in programme.ventures if venture.id == "market")
        larger = market.replace(capacity=count, asset=None)
        ventures = tuple(larger if v.id == "market" else v for v in programme.ventures)
        result = run(programme.replace(ventures=ventures), partner, draws)
        return float(result.outcomes[YEAR_5].median())

    def with_fee(fee: float) -> float:
        return float(run(programme, partner.replace(fee=fee), draws).outcomes[YEAR_5].median())

    central = programme.assumption_table()
    stalls = smallest(with_stalls, 0.0, 50_000.0)
    fee = smallest(with_fee, 0.0, 2.5)
    # Everybody pays: the other end of a line on which own income grows with the share that does.
    certain = run(programme, partner, draws, adoption_intercept=40.0).outcomes
    paying = base.outcomes[COLLECTED]
    slope = (certain[YEAR_5] - own) / (certain[COLLECTED] - paying)
    needed = paying + (1.0 - own) / slope
    rows = [
        ["fee", f"{central['fee_per_m2'].central:g} yuan/m2/month", _or_none(fee, "yuan/m2/month")],
        [
            "stalls in markets",
            f"{central['market_stalls'].central:g}",
            _or_none(stalls, "stalls", 0),
        ],
        [
            "collection rate",
            span(paying, 0, 100) + " %",
            f"{100 * needed.median():.0f} % in the middle draw; "
            f"above 100 % in {(needed > 1).mean():.0%} of the draws",
        ],
    ]
    print("What would carry it in the middle draw of year 5, each lever alone:\n")
    table(("lever", "today", "needed"), rows)
    rows = []
    for name, standard in programme.services.items():
        result = run(programme, partner.replace(service=name), draws).outcomes
        rows.append(
            [
                standard.label_en,
                span(result["cost_per_household_month"]),
                span(result[YEAR_5], 2),
                f"{(result[YEAR_5] >= 1).mean():.0%}",
            ]
        )
    table(("service", "cost, yuan/household/month", "own income / cost, year 5", "carries"), rows)
    rows = []
    for name in ("partner_ecosystem", "partner_profit_sharing"):
        found = run(programme, programme.policies[name], draws).outcomes
        needs = found["partner_share_needed"]
        rows.append(
            [
                name,
                span(found["partners_kept"], 0, 100) + " %",
                f"{needs.median():.2f}",
                f"{((needs > 1) | needs.isna()).mean():.0%}",
            ]
        )
    table(
        (
            "policy",
            "partners who stay",
            "share of retained profit that keeps all, middle draw",
            "there is less than that in",
        ),
        rows,
    )


def xiangyang(draws: int) -> None:
    programme = cp.datasets.load("xiangyang")
    base = programme.policies["trial_0"]
    for cap, label in ((None, "everything underwritten"), (10.0, "at most 10 yuan underwritten")):
        start = base.replace(fallback_cap=cap)
        without = run(programme, start, draws, 120).outcomes
        rows = []
        for months in (1, 2, 3, 4, 6, 9, 12):
            result = run(programme, start.replace(free_months=months), draws, 120).outcomes
            gain = result["npv_operator"] - without["npv_operator"]
            rows.append(
                [
                    str(months),
                    span(
                        100 * (result[COLLECTED] - without[COLLECTED]),
                        1,
                    ),
                    span(gain, 2, 1e-6),
                    f"{(gain > 0).mean():.0%}",
                ]
            )
        print(f"Ten years, {label}:\n")
        table(
            (
                "free months",
                "of bills paid, points more in the last year",
                "operator's net present value, million yuan more",
                "pays in",
            ),
            rows,
        )
    three = base.replace(free_months=3)

    charged = run(programme, base, draws, 120).outcomes["npv_operator"]  # reads no goodwill

    def three_months_pay(goodwill: float) -> float:
        free = run(programme, three, draws, 120, goodwill_effect=goodwill).outcomes
        return 1.0 + float((free["npv_operator"] - charged).median())

    row = programme.assumption_table()["goodwill_effect"]
    pays = smallest(three_months_pay, 0.0, 2.0)
    print(f"Three free months pay in the middle draw from a goodwill of {_or_none(pays, 'logit')};")
    print(f"assumed are {row.low:g} - {row.central:g} - {row.high:g}.\n")
    rows = []
    for name in ("trial_3", "menu_estate", "menu_household", "orders_unsupervised"):
        rows.append([name, *_orders(programme, name, draws)])
    rows.append(["orders_supervised", *_orders(programme, "orders_supervised", draws)])
    deadline = programme.assumption_table()["order_deadline"].central
    table(
        (
            "policy",
            "cost, yuan/household/month",
            "own income / cost, year 5",
            "orders closed, %",
            f"closed within {deadline:g} days, %",
            "wait, days",
        ),
        rows,
    )
    half, whole = (
        run(programme, programme.policies[name], draws).outcomes
        for name in ("half_covered", "xiangyang_all")
    )
    left = [f"{found['abandoned_estates'].max():.0f}" for found in (half, whole)]
    print(f"Estates left without service: {left[0]} (half_covered), {left[1]} (xiangyang_all).\n")


def _orders(programme: cp.Programme, name: str, draws: int) -> list[str]:
    found = run(programme, programme.policies[name], draws).outcomes
    followed = found["completion_rate"].notna().all()
    return [
        span(found["cost_per_household_month"]),
        span(found[YEAR_5], 2),
        span(found["completion_rate"], 1, 100) if followed else "not followed",
        span(found["orders_on_time"], 0, 100) if followed else "-",
        span(found["order_wait_days"], 1) if followed else "-",
    ]


def qingyunpu(draws: int) -> None:
    programme = cp.datasets.load("qingyunpu")
    village = programme.policies["village"]
    rows = []
    everyone = village.funders
    for label, left in (("all five", None), *((f"without {name}", name) for name in everyone)):
        funders = tuple(name for name in everyone if name != left)
        result = run(programme, village.replace(funders=funders), draws)
        meal = result.ventures.set_index("venture").loc["canteen"]
        rows.append(
            [
                label,
                f"{meal['margin']:.2f} ({meal['margin_p5']:.2f} to {meal['margin_p95']:.2f})",
                f"{meal['result']:,.0f}",
                f"{meal['loss_making']:.0%}",
            ]
        )
    table(("funders", "margin, yuan/meal", "result, yuan/month", "loses money in"), rows)
    rows = []
    first: pd.DataFrame | None = None
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        found = run(programme, village.replace(dividend_share=share), draws, 120).outcomes
        first = found if first is None else first
        rows.append(
            [
                f"{share:.0%}",
                span(found["dividends_per_member_year"]),
                span(found["reinvested_per_household_month"], 1),
                span(found["fallback_per_year"] - first["fallback_per_year"], 0, 1e-3),
                span(found["self_sufficiency_year_10"], 2),
            ]
        )
    table(
        (
            "dividend share",
            "dividend, yuan/member/year",
            "put into estates, yuan/household/month",
            "fallback, 1,000 yuan/year more",
            "own income / cost, year 10",
        ),
        rows,
    )
    rows = []
    for name in ("no_works", "works_no_resident_share", "works_resident_share"):
        found = run(programme, programme.policies[name], draws, 120).outcomes
        rows.append(
            [
                name,
                span(found["public_spending_per_year"], 2, 1e-6),
                span(found["npv_residents_payments"], 1, 1e-6),
                span(found["satisfaction_served"]),
                span(found["self_sufficiency_year_5"], 2),
            ]
        )
    table(
        (
            "policy",
            "government, million yuan/year",
            "residents' money, received less paid, million yuan",
            "satisfaction",
            "own income / cost, year 5",
        ),
        rows,
    )


def tipping(draws: int) -> None:
    programme = cp.datasets.load("xiashan")
    ledger = programme.assumption_table()
    capped = programme.policies["partner_capped"].replace(fallback_cap=0.0)
    rows = []
    corners: dict[str, dict[str, float]] = {}
    for service in ("basic", "standard", "full"):
        policy = capped.replace(service=service)
        drawn = resting_states(programme, policy, draws=draws, seed=SEED)
        grid = search_tipping_points(programme, policy)
        found = grid[grid["two_states"]]
        points = "-"
        if not found.empty:
            low, middle, high = found[["low", "tipping", "high"]].iloc[0]
            points = f"{low:.2f}, {middle:.2f}, {high:.2f}"
            corners[service] = {name: float(found[name].iloc[0]) for name in LOOP}
        two = f"{drawn['two_states'].sum()} of {draws}"
        rows.append([service, two, f"{len(found)} of {len(grid):,}", points])
    table(("service", "draws", "corners and centres of the ranges", "low, tipping, high"), rows)
    rows = []
    for name in LOOP:
        row = ledger[name]
        values = (f"{corner[name]:g}" for corner in corners.values())
        rows.append([name, *values, f"{row.low:g} - {row.central:g} - {row.high:g}", row.unit])
    print("They are found at (the first of each service):\n")
    table(("assumption", *corners, "range", "unit"), rows)
    print("Where the months of all estates rest, without growth:\n")
    rows = []
    cases: list[tuple[str, str, dict[str, float]]] = [
        ("standard", "drawn", {}),
        ("basic", "drawn", {}),
        *((service, "these values, others drawn", corner) for service, corner in corners.items()),
    ]
    for service, label, held in cases:
        policy, there = capped.replace(service=service), holding(programme, held)
        for begun, state in ((0.1, "low"), (0.9, "high")):
            found = months_at_rest(there, policy, begun=begun, draws=min(draws, 100), seed=SEED)
            gap = (found["months"] - found[state]).abs()
            rows.append(
                [
                    service,
                    label,
                    f"{begun:.0%}",
                    f"{found['two_states'].mean():.0%}",
                    f"{found['low'].mean():.1%}",
                    f"{found['high'].mean():.1%}",
                    f"{found['months'].mean():.1%}",
                    f"{gap.mean():.1%} ({gap.max():.1%})",
                ]
            )
    heading = (
        "service",
        "assumptions",
        "begins at",
        "two states",
        "loop, low",
        "loop, high",
        "months",
        "apart, mean (largest)",
    )
    table(heading, rows)


def arrears(draws: int) -> None:
    rows = []
    for case, policy in (
        ("xiashan", "partner"),
        ("qingyunpu", "village"),
        ("xiangyang", "xiangyang_all"),
    ):
        result = cp.simulate(cp.datasets.load(case), policy, months=120, draws=draws, seed=SEED)
        cash = result.monthly.loc[result.monthly["series"] == "collection_rate", "mean"].to_numpy()
        by_year = (f"{cash[12 * year - 12 : 12 * year].mean():.0%}" for year in (1, 5, 10))
        last = (
            span(result.outcomes[name], 0, 100)
            for name in (COLLECTED, "collection_rate_of_arrears", "collection_rate_overall")
        )
        rows.append([f"{case}: {policy}", *by_year, *last])
    table(
        (
            "policy",
            *(f"cash over bills 实收占当年应收, year {year}" for year in (1, 5, 10)),
            "current 当期收缴率, year 10, %",
            "old arrears 清欠率, year 10, %",
            "overall 综合收缴率, year 10, %",
        ),
        rows,
    )
    programme = cp.datasets.load("xiashan")
    ledger = cp.default_assumptions()
    low, middle, high = ledger["arrears_recovered_share"].quantile(np.array([0.05, 0.5, 0.95]))
    shipped = f"as shipped ({low:.0%} to {high:.0%}, middle {middle:.0%})"
    rows = []
    for label, held in (
        (shipped, {}),
        ("all", {"arrears_recovered_share": 1.0}),
        ("half", {"arrears_recovered_share": 0.5}),
        ("a quarter", {"arrears_recovered_share": 0.25}),
        ("none", {"arrears_recovered_share": 0.0}),
    ):
        found = run(programme, programme.policies["partner"], draws, 60, **held).outcomes
        rows.append(
            [
                label,
                span(found[COLLECTED], 0, 100),
                span(found["collection_rate"], 0, 100),
                span(found[YEAR_5], 2),
                span(found["fallback_per_year"], 2, 1e-6),
            ]
        )
    table(
        (
            "of a debt that comes in, were all bills paid",
            "current collection rate 当期收缴率, year 5, %",
            "cash over bills 实收占当年应收, year 5, %",
            "own income / cost, year 5",
            "fallback, million yuan a year, years 1 to 5",
        ),
        rows,
    )


def fee(draws: int) -> None:
    programme = cp.datasets.load("xiashan")
    partner = programme.policies["partner"]
    rows = []
    for asked in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0):
        result = run(programme, partner.replace(fee=asked), draws)
        found, money = result.outcomes, result.ledger
        paid = money["account"].isin(["service_charges", "arrears_recovered"])
        revenue = float(money.loc[paid & (money["year"] == 5), "mean"].sum())
        rows.append(
            [
                f"{asked:g}",
                span(found["paying_share"], 0, 100),
                span(found["collection_rate"], 0, 100),
                f"{revenue * 1e-6:.1f}",
                span(found[YEAR_5], 2),
                span(found["fallback_per_year"], 2, 1e-6),
            ]
        )
    table(
        (
            "fee, yuan/m2/month",
            "of the bills paid, end of year 5, %",
            "cash over bills 实收占当年应收, year 5, %",
            "fees received, million yuan, year 5",
            "own income / cost, year 5",
            "fallback, million yuan a year, years 1 to 5",
        ),
        rows,
    )


def _or_none(value: float | None, unit: str, digits: int = 2) -> str:
    return "none would" if value is None else f"{value:,.{digits}f} {unit}"


ANSWERS = {
    "xiashan": xiashan,
    "xiangyang": xiangyang,
    "qingyunpu": qingyunpu,
    "tipping": tipping,
    "arrears": arrears,
    "fee": fee,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", choices=tuple(ANSWERS))
    parser.add_argument("--draws", type=int, default=500)
    options = parser.parse_args()
    ANSWERS[options.case](options.draws)


if __name__ == "__main__":
    main()
