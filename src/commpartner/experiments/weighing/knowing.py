"""Estimate the value of information over a willingness to pay."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.intervals import check_level, standard_deviation
from commpartner.experiments.choosing.paired import as_table
from commpartner.experiments.learning.aligned import aligned
from commpartner.experiments.learning.growing import never_falling
from commpartner.experiments.learning.regression import deal, expectation
from commpartner.experiments.weighing.pairs import CostAndEffect, cost_and_effect, grid
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.measures.threads import one_thread
from commpartner.problems.arguments import Array, check_arguments, refused
from commpartner.problems.wording import among, as_names, suggest
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.experiments.comparison import Comparison

LEAST_DRAWS = 100
CURVES = (
    *("willingness", "set", "assumptions", "value", "standard_error", "low", "high"),
    "share_of_perfect",
)
PERFECT = ("willingness", "value", "standard_error", "low", "high")


@dataclass(frozen=True, eq=False, repr=False)
class InformationCurves(Shown):
    """Hold the value of information over a willingness to pay, in the unit of the cost.

    Attributes
    ----------
    cost, effect
        Names of the outcomes; units in `unit_of_cost` and `unit_of_effect`.
    level
        Of the intervals.
    draws
        Those that all policies have.
    perfect
        One row a willingness: willingness; value of knowing everything (EVPI), standard_error,
        low, high.
    curves
        One row a willingness and set: willingness; set, the name of an assumption or group;
        assumptions, its members; value (EVPPI), standard_error, low, high, share_of_perfect. Sets
        are in the order of their highest value.
    assumption_table
        The rows of the assumptions, with labels and units.
    synthetic
        Whether data of the programme are generated.
    """

    cost: str
    effect: str
    unit_of_cost: str
    unit_of_effect: str
    level: float
    draws: int
    perfect: pd.DataFrame
    curves: pd.DataFrame
    assumption_table: AssumptionTable
    synthetic: bool


class Estimate(NamedTuple):
    """Hold a value of information at one willingness to pay, and its standard error."""

    value: float
    standard_error: float


@one_thread()
def information_curves(
    comparison: Comparison,
    effect: str,
    cost: str = "public_net_cost",
    willingness: float | Sequence[float] | None = None,
    *,
    assumptions: Sequence[str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> InformationCurves:
    r"""Estimate the value of knowing assumptions over a willingness to pay.

    With the net benefit :math:`b_d(\lambda) = \lambda e_d - c_d` and *x* what is learned,

    .. math:: E_x[\max_d E(b_d \mid x)] - \max_d E(b_d)

    The inner expectations of effects and costs are fitted once (`regression.expectation`) and
    combined at each :math:`\lambda`. The value is the mean of two estimates with opposite biases,
    as in `regression.gain_of_knowing`. It is at least 0, at most the value of knowing everything,
    and never falls when a set grows: a set has at least the value of each part that was asked for.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws, 100 of them or more.
    effect, cost, willingness
        As of `acceptability`.
    assumptions
        Names of single assumptions; if none are given, all that vary.
    groups
        Names of assumptions by name of a group.
    level
        Of the intervals, between 0 and 1 [share].
    seed
        Of the parts held out of a fit.

    Returns
    -------
    InformationCurves

    Raises
    ------
    InputError
        If a name is unknown, an assumption does not vary, or a group is empty or has the name of an
        assumption.
    ValueError
        If draws of outcomes and assumptions differ, policies or draws are too few, or another
        argument is out of range, as in `acceptability`.

    References
    ----------
    M. Strong, J. E. Oakley and A. Brennan (2014), doi:10.1177/0272989X13505910.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = cp.compare(xiashan, ["clustered", "partner"], months=12, draws=128, seed=7)
    >>> found = two.information_curves("satisfaction", assumptions=["partner_fee"])
    >>> found.curves["set"].unique().tolist(), len(found.perfect)
    (['partner_fee'], 21)
    """
    check_level(level)
    check_arguments(seed=seed)
    pair = cost_and_effect(comparison, cost, effect)
    axis = grid(pair, willingness)
    draws = len(pair.costs)
    if draws < LEAST_DRAWS:
        found = Text("draws_of_all_policies", draws=draws)
        raise refused("draws", found, Text("least_draws", least_draws=LEAST_DRAWS))
    values = aligned(comparison, pair.costs.index)
    known = {name: comparison.assumption_table[name] for name in map(str, values)}
    sets = asked_sets(known, assumptions, groups)
    perfect = [_perfect(pair, float(each)) for each in axis]
    fold = deal(draws, seed)
    by_set = {
        name: _estimates(values[[*names]].to_numpy(), pair, axis, fold)
        for name, names in sets.items()
    }
    kept = [
        never_falling(
            sets,
            {name: _within(by_set[name][step], perfect[step].value) for name in sets},
            lambda each: each.value,
        )
        for step in range(len(axis))
    ]
    order = sorted(sets, key=lambda name: -max(each[name].value for each in kept))
    rows = [
        {"willingness": float(axis[step]), "set": name, "assumptions": ", ".join(sets[name])}
        | _row(kept[step][name], level)
        | {"share_of_perfect": _share(kept[step][name].value, perfect[step].value)}
        for step in range(len(axis))
        for name in order
    ]
    everything = [
        {"willingness": float(each)} | _row(found, level)
        for each, found in zip(axis, perfect, strict=True)
    ]
    return InformationCurves(
        cost=cost,
        effect=effect,
        unit_of_cost=pair.unit,
        unit_of_effect=OUTCOMES[effect].unit,
        level=level,
        draws=draws,
        perfect=as_table(comparison, everything, PERFECT),
        curves=as_table(comparison, rows, CURVES),
        assumption_table=comparison.assumption_table,
        synthetic=comparison.programme.synthetic,
    )


def asked_sets(
    known: Mapping[str, Assumption],
    assumptions: Sequence[str] | None,
    groups: Mapping[str, Sequence[str]] | None,
) -> dict[str, list[str]]:
    """Collect single assumptions and groups by name; an error lists every wrong name."""
    if groups is not None and not isinstance(groups, Mapping):
        raise refused("groups", groups, Text("groups_to_names"))
    singles = [*known] if assumptions is None else as_names(assumptions)
    own = {str(name): [*as_names(names)] for name, names in (groups or {}).items()}
    problems = [
        Problem(place, None, field, Text("not_varied", name=repr(name)), suggest(name, known))
        for place, field, names in (
            ("assumptions", "assumption", singles),
            *(("groups", group, names) for group, names in own.items()),
        )
        for name in names
        if not among(name, known)
    ]
    for group, names in own.items():
        if not names:
            problems.append(
                Problem("groups", None, group, Text("no_names"), Text("one_name_or_more"))
            )
        if among(group, known):
            allowed = Text("another_name_than_an_assumption")
            problems.append(Problem("groups", None, group, repr(group), allowed))
    if not singles and not own:
        problems.append(
            Problem("assumptions", None, "assumption", Text("no_names"), Text("one_name_or_more"))
        )
    if problems:
        raise InputError(problems)
    return {name: [name] for name in singles} | own


def _perfect(pair: CostAndEffect, willingness: float) -> Estimate:
    benefits = pair.net_benefits(willingness)
    loss = benefits.max(axis=1) - benefits[:, int(benefits.mean(axis=0).argmax())]
    return Estimate(float(loss.mean()), standard_deviation(loss) / math.sqrt(len(loss)))


def _estimates(
    x: Array, pair: CostAndEffect, axis: Array, fold: NDArray[np.intp]
) -> list[Estimate]:
    """Estimate the value of one set at each willingness to pay."""
    policies = pair.costs.shape[1]
    both = np.hstack([pair.effects.to_numpy(), pair.costs.to_numpy()])
    both = np.hstack([_less_the_first(both[:, :policies]), _less_the_first(both[:, policies:])])
    fitted = expectation(x, both)(x)
    predicted = np.empty_like(both)
    before = np.empty((len(np.unique(fold)), both.shape[1]))
    for number, part in enumerate(np.unique(fold)):
        out = fold == part
        predicted[out] = expectation(x[~out], both[~out])(x[out])
        before[number] = both[~out].mean(axis=0)
    found = []
    for each in axis:
        benefits, fit, ahead, known = (
            each * table[:, :policies] - table[:, policies:]
            for table in (both, fitted, predicted, before)
        )
        over = float(fit.max(axis=1).mean() - fit.mean(axis=0).max())
        draw = np.arange(len(x))
        taken = benefits[draw, ahead.argmax(axis=1)]
        gains = taken - benefits[draw, known.argmax(axis=1)[fold]]
        under, by_draw = float(gains.mean()), float(gains.std()) / math.sqrt(len(x))
        found.append(Estimate((over + under) / 2.0, math.hypot(by_draw, (over - under) / 2.0)))
    return found


def _less_the_first(table: Array) -> Array:
    return np.asarray(table - table[:, :1])


def _within(found: Estimate, perfect: float) -> Estimate:
    return found._replace(value=min(max(found.value, 0.0), perfect))


def _row(found: Estimate, level: float) -> dict[str, Any]:
    from scipy.special import ndtri

    half = float(ndtri((1.0 + level) / 2.0)) * found.standard_error
    return {**found._asdict(), "low": found.value - half, "high": found.value + half}


def _share(value: float, perfect: float) -> float:
    return value / perfect if perfect > 0 else math.nan
