"""First answers: one function a problem, named after it.

    commpartner benchmark xiashan-share --submission benchmarks/policies/submissions/first.py

Found outside these functions, by random search: 18 to 300 policies a problem in 48 to 192 draws of
seed 1. Two, xiashan-partners and qingyunpu-canteen, were tuned again with a look at the official
score. Not every one solves its problem; the page of the problems says which do.
"""

from __future__ import annotations

import numpy as np

from commpartner.benchmark import BenchmarkProblem
from commpartner.model.control import Controls, FeedbackPolicy, Observation
from commpartner.programme import Policy


def xiashan_fallback(problem: BenchmarkProblem) -> Policy:
    """A fee near the limit, all profit back, a low cap, most to where need is greatest."""
    return problem.base.replace(
        fee=0.62, fallback_cap=13.0, reinvestment_share=1.0, allocation="need_index"
    )


def xiashan_share(seen: Observation, levers: Controls) -> Controls:
    """Return a good part only where the fallback is near its cap."""
    needed = np.clip((seen.fallback - 7.0) / 1.6, 0.0, 1.0) * 0.6
    return levers._replace(reinvestment_share=needed)


def xiashan_uses(problem: BenchmarkProblem) -> Policy:
    """The deficit first; of the rest most to lower bills, a little to the service."""
    return problem.base.replace(fee_relief_share=0.75, upgrade_share=0.18, allocation="need_index")


def xiashan_partners(problem: BenchmarkProblem) -> Policy:
    """As much returns as published; most of what the operator would keep goes to the partners."""
    return problem.base.replace(reinvestment_share=0.7, partner_profit_share=0.7)


def xiangyang_trial(problem: BenchmarkProblem) -> Policy:
    """A price at the limit, paid for by a long trial."""
    return problem.base.replace(fee=30.5, free_months=8, fallback_cap=18.0)


def stop_early(seen: Observation, levers: Controls) -> Controls:
    """From the third month on, less where satisfaction is below 51, none below 49."""
    if seen.month < 2:
        return levers
    goes_well = np.clip((seen.satisfaction - 49.0) / 2.0, 0.0, 1.0)
    return levers._replace(fallback_cap=levers.fallback_cap * goes_well)


def xiangyang_stop(problem: BenchmarkProblem) -> FeedbackPolicy:
    """Underwrite 28 yuan, and stop as soon as it shows that it will not do."""
    return FeedbackPolicy(problem.base.replace(fallback_cap=28.0), stop_early)


def xiangyang_orders(problem: BenchmarkProblem) -> Policy:
    """One report, some rechecks, and all the teams that residents can be asked for."""
    return problem.base.replace(
        orders={"weekly_warning": True, "recheck": 0.55},
        governance={"repair_teams": 60.0, "branches": 0.4, "volunteer_teams": 40.0},
    )


def qingyunpu_dividend(problem: BenchmarkProblem) -> Policy:
    """The least reserve, a little more than half to dividends, a cap of 11 yuan."""
    return problem.base.replace(dividend_share=0.55, collective_reserve=0.2, fallback_cap=11.0)


def qingyunpu_works(problem: BenchmarkProblem) -> Policy:
    """Residents pay a ninth and get some of it back as dividends and common income."""
    return problem.base.replace(
        works_resident_share=0.11,
        dividend_share=0.84,
        collective_reserve=0.23,
        common_income_to_fund=0.64,
        fee=0.39,
        fallback_cap=33.0,
    )


def qingyunpu_canteen(problem: BenchmarkProblem) -> Policy:
    """A higher fee, paid back as dividends out of the least reserve, and a cap."""
    return problem.base.replace(
        dividend_share=0.87,
        collective_reserve=0.2,
        common_income_to_fund=0.4,
        fee=0.77,
        fallback_cap=23.0,
    )
