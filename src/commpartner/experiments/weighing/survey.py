"""Find how many estates to ask before deciding: the expected net benefit of a survey."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.intervals import check_level
from commpartner.experiments.choosing.paired import as_table
from commpartner.experiments.learning.aligned import aligned
from commpartner.experiments.learning.net_benefit import net_benefit
from commpartner.experiments.learning.regression import (
    deal,
    gain_by_draw,
    gain_of_knowing,
    standard_noise,
)
from commpartner.experiments.weighing.sizes import (
    Costs,
    best_size,
    resampled,
    rising,
    rows_of,
    sizes_to_try,
)
from commpartner.facts.shown import Shown
from commpartner.measures.threads import one_thread
from commpartner.problems.arguments import (
    check_arguments,
    is_number,
    one_number,
    refused,
)
from commpartner.problems.wording import among, shorten, suggest
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.experiments.comparison import Comparison

LEAST_DRAWS = 100
TABLE = (
    *("estates", "value", "standard_error", "survey_cost", "net_benefit", "low", "high"),
    *("pays_share", "near_best"),
)


@dataclass(frozen=True, eq=False, repr=False)
class SurveySizes(Shown):
    """Hold the expected net benefit of surveys of several sizes, in yuan.

    Attributes
    ----------
    asked
        Standard deviation between estates by name of the assumption asked about.
    fixed_cost, cost_per_interview, decisions
        As given.
    level
        Of the intervals.
    draws
        Those that all policies have.
    best
        Number of estates with the highest expected net benefit; 0 if no survey is worth its cost.
    low, high
        Interval of the best number, by resampling the draws; low is 0 if in so many resamples no
        survey pays.
    near
        Smallest and largest number whose net benefit is within 5 % of the best one; (0, 0) if none
        pays.
    net_benefit
        Of the best number [yuan]; 0 if no survey is worth its cost.
    worth_share
        Share of resamples in which some survey pays.
    chosen
        Policy with the best mean: the one to choose without a survey.
    chosen_share
        Share of the draws in which it is best.
    perfect
        Value of knowing the assumptions asked about exactly, for one decision: no survey is worth
        more [yuan].
    table
        One row a number of estates: estates; value (EVSI, times the decisions), standard_error;
        survey_cost; net_benefit with its interval low, high, which holds the error of the fits;
        pays_share, of resamples with the same fits in which it is above 0; near_best.
    assumption_table
        The rows of the assumptions, with labels and units.
    synthetic
        Whether data of the programme are generated.
    """

    asked: Mapping[str, float]
    fixed_cost: float
    cost_per_interview: float
    decisions: float
    level: float
    draws: int
    best: int
    low: int
    high: int
    near: tuple[int, int]
    net_benefit: float
    worth_share: float
    chosen: str
    chosen_share: float
    perfect: float
    table: pd.DataFrame
    assumption_table: AssumptionTable
    synthetic: bool

    @property
    def verdict(self) -> Text:
        """Tell how many estates to ask, or that no survey is worth its cost."""
        share = f"{self.worth_share:.1%}"
        if self.best == 0:
            return Text("survey_never_pays", perfect=f"{self.perfect:,.0f}", share=share)
        return Text(
            "survey_pays",
            best=self.best,
            low=self.low,
            high=self.high,
            net_benefit=f"{self.net_benefit:,.0f}",
            share=share,
        )


@one_thread()
def survey_size(
    comparison: Comparison,
    asked: Mapping[str, float],
    outcome: str | Mapping[str, float] = "public_net_cost",
    *,
    fixed_cost: float,
    cost_per_interview: float,
    sizes: Sequence[int] | None = None,
    decisions: float = 1.0,
    level: float = 0.90,
    seed: int = 0,
) -> SurveySizes:
    r"""Find the number of estates to ask before deciding.

    Of *n* estates the mean is learned, with the error :math:`\sigma / \sqrt n`. The expected net
    benefit of the survey (ENBS) is

    .. math:: \text{ENBS}(n) = D \cdot \text{EVSI}(n) - c_0 - c_1 n, \quad \text{ENBS}(0) = 0

    EVSI is `regression.gain_of_knowing` with the same standard errors at every *n*. It does not
    fall as *n* rises and is at most the value of knowing the assumption exactly. The interval of
    the best *n* resamples the draws 1000 times with the fits kept, so it leaves out their error.
    Estates count as drawn from many: asking all of a small district is worth more than it says.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws, 100 of them or more.
    asked
        Standard deviation between estates by name of an assumption [unit of the assumption]. One
        interview asks about all of them.
    outcome
        One in yuan; or weights of several [yuan / unit of the outcome], as a willingness to pay.
    fixed_cost
        Of a survey, whatever its size, :math:`c_0` [yuan].
    cost_per_interview
        :math:`c_1` [yuan/estate].
    sizes
        Numbers of estates to try; if none are given, up to 15 from 1 to the estates of the
        programme.
    decisions
        How many decisions like this one use the survey, :math:`D`: the outcome is that of the whole
        programme, so 1 is for this programme alone.
    level
        Of the intervals, between 0 and 1 [share].
    seed
        Of the parts held out of a fit, the simulated surveys and the resamples.

    Returns
    -------
    SurveySizes

    Raises
    ------
    InputError
        If an outcome or an assumption is unknown, an assumption does not vary, or a standard
        deviation is not a number above 0. The error lists every problem of its kind.
    ValueError
        If the outcome is not in yuan, draws of outcomes and assumptions differ, policies or draws
        are too few, or another argument is out of range.

    References
    ----------
    H. Raiffa and R. Schlaifer (1961), Applied statistical decision theory. M. Strong, J. E. Oakley,
    A. Brennan and P. Breeze (2015), doi:10.1177/0272989X15575286. The R package voi, `enbs`, has
    the same costs.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = cp.compare(xiashan, ["clustered", "partner"], months=12, draws=128, seed=7)
    >>> costs = {"fixed_cost": 1e9, "cost_per_interview": 500.0}
    >>> found = two.survey_size({"partner_fee": 300.0}, "npv_operator", **costs)
    >>> found.best, found.verdict.code
    (0, 'survey_never_pays')
    """
    check_level(level)
    check_arguments(seed=seed)
    at_least_0 = Text("finite_number_from_zero")
    above_0 = Text("finite_number_above_zero")
    costs = Costs(
        one_number("fixed_cost", fixed_cost, lambda x: x >= 0, at_least_0),
        one_number("cost_per_interview", cost_per_interview, lambda x: x >= 0, at_least_0),
        one_number("decisions", decisions, lambda x: x > 0, above_0),
    )
    _, unit, benefits = net_benefit(comparison, outcome)
    if unit not in ("", "yuan"):
        raise refused("outcome", outcome, Text("an_outcome_in_yuan"))
    draws = len(benefits)
    if benefits.shape[1] < 2:
        raise refused("policies", [*benefits], Text("two_or_more"))
    if draws < LEAST_DRAWS:
        found = Text("draws_of_all_policies", draws=draws)
        raise refused("draws", found, Text("least_draws", least_draws=LEAST_DRAWS))
    values = aligned(comparison, benefits.index)
    known = {name: comparison.assumption_table[name] for name in map(str, values)}
    deviations = _checked(known, asked)
    tried = sizes_to_try(sizes, len(comparison.programme.estates))

    best = str(benefits.mean().idxmax())
    contrasts = benefits.drop(columns=best).sub(benefits[best], axis=0).to_numpy()
    fold = deal(draws, seed)
    x = values[[*deviations]].to_numpy()
    noise = np.concatenate(
        [deviation * standard_noise(name, seed, draws) for name, deviation in deviations.items()],
        axis=-1,
    )
    most = max(gain_of_knowing(x, contrasts, fold).value, 0.0)
    gains = [gain_by_draw(x, contrasts, fold, noise / math.sqrt(n)) for n in tried]
    shares = np.column_stack([each for _, each in gains])
    again = resampled(shares, seed)
    values_again = costs.decisions * rising(again, np.inf)
    values_now = costs.decisions * rising(shares.mean(axis=0)[None], most)[0]
    cost = costs.of(np.asarray(tried, dtype=np.float64))
    rows = rows_of(tried, [gain for gain, _ in gains], values_now, values_again, cost, costs, level)
    table = as_table(comparison, rows, TABLE)
    return SurveySizes(
        asked=deviations,
        fixed_cost=costs.fixed,
        cost_per_interview=costs.interview,
        decisions=costs.decisions,
        level=level,
        draws=draws,
        **best_size(tried, values_now - cost, values_again - cost, level),
        chosen=best,
        chosen_share=float((benefits[best] >= benefits.max(axis=1)).mean()),
        perfect=most,
        table=table,
        assumption_table=comparison.assumption_table,
        synthetic=comparison.programme.synthetic,
    )


def _checked(known: Mapping[str, Assumption], asked: Mapping[str, float]) -> dict[str, float]:
    """Validate the assumptions asked about and their standard deviations."""
    if not isinstance(asked, Mapping) or not asked:
        raise refused("asked", asked, Text("assumptions_to_deviations"))
    problems = []
    for name, deviation in asked.items():
        if not among(name, known):
            found = Text("not_varied", name=repr(name))
            problems.append(Problem("asked", None, "assumption", found, suggest(name, known)))
        elif not (is_number(deviation) and deviation > 0):
            allowed = Text("finite_number_above_zero")
            problems.append(Problem("asked", None, str(name), shorten(deviation), allowed))
    if problems:
        raise InputError(problems)
    return {name: float(deviation) for name, deviation in asked.items()}
