"""Estimate the expected value of information of assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.intervals import (
    check_level,
    mean_interval,
    standard_deviation,
)
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.learning.aligned import aligned
from commpartner.experiments.learning.growing import never_falling
from commpartner.experiments.learning.net_benefit import net_benefit
from commpartner.experiments.learning.regression import Gain, deal, gain_of_knowing, standard_noise
from commpartner.facts.shown import Shown
from commpartner.measures.threads import one_thread
from commpartner.problems.arguments import check_arguments, is_number, is_whole, of_type, refused
from commpartner.problems.wording import among, as_names, shorten, suggest
from commpartner.programme.origins import Origin, origins
from commpartner.results.headlines import (
    figures_html,
    named_in_both,
    shown_value,
    span,
    titled,
    told,
    unit_in_both,
)
from commpartner.texts import Text

LEAST_DRAWS = 100
SHOWN = 6  # assumptions that a notebook shows
MEASURED = ("value", "standard_error", "low", "high", "share_of_perfect", "fitted", "held_out")

Survey = tuple[int, float]


@dataclass(frozen=True, eq=False, repr=False)
class Information(Shown):
    """Hold the expected value of information of assumptions.

    All values are in the unit of the benefit, on average over the draws, for one decision. Tables
    have the most valuable first, and the columns value, standard_error, low, high (the interval
    may reach below 0, and so may a value by its error, though no value of information does),
    share_of_perfect (NaN if perfect information is worth nothing), fitted and held_out: the two
    estimates of which the value is the mean, or `perfect` if that is less. If they lie far apart,
    the draws are too few or the regression does not fit. A set is worth no less than its parts in
    these tables: if the estimate of a part is higher, the set has the figures of that part.

    Attributes
    ----------
    weights
        Of the outcomes in the benefit; negative if less is better.
    unit
        Of the outcomes; empty if they have several.
    level
        Of the intervals.
    draws
        Those that all policies have.
    best_policy
        The one to choose with what is known now: it has the best mean.
    perfect, standard_error, low, high
        Value of knowing everything (EVPI), which is the most that information can be worth.
    by_assumption
        One row an assumption that varies: also assumption, kind, unit, source.
    by_group
        One row a group: also group and assumptions, the names of its members.
    by_kind
        One row a kind of evidence: also kind and assumptions, the number of them.
    surveys
        One row a survey: also assumption, estates, standard_deviation and its unit.
    synthetic
        Whether data of the programme are generated.
    assumption_table
        The rows of the assumptions, with labels and units.
    """

    weights: Mapping[str, float]
    unit: str
    level: float
    draws: int
    best_policy: str
    perfect: float
    standard_error: float
    low: float
    high: float
    by_assumption: pd.DataFrame
    by_group: pd.DataFrame
    by_kind: pd.DataFrame
    surveys: pd.DataFrame
    synthetic: bool
    assumption_table: AssumptionTable

    def _repr_html_(self) -> str:
        facts = {"draws": self.draws, "best_policy": self.best_policy}
        title = titled(type(self).__name__, "", facts, self.synthetic)
        unit = unit_in_both(self.unit)
        known: list[tuple[str, float, float, float]] = [
            (told("shown_everything"), self.perfect, self.low, self.high)
        ]
        for row in self.by_assumption.head(SHOWN).to_dict("records"):
            about = self.assumption_table[row["assumption"]]
            known.append((named_in_both(about), row["value"], row["low"], row["high"]))
        rows = [
            (name, shown_value(value, self.unit), span(low, high, self.unit), unit)
            for name, value, low, high in known
        ]
        level = f"{100 * self.level:g}%"
        heads = (told("widget_figure"), told("shown_worth"), level, told("list_unit"))
        return figures_html(title, rows, heads)

    def worth_measuring(self, n: int = 5) -> pd.DataFrame:
        """List at most n assumptions whose value has an interval above 0, the highest first."""
        check_arguments(n=n)
        sure = self.by_assumption[self.by_assumption["low"] > 0]
        return sure.head(n).reset_index(drop=True)


@one_thread()
def value_of_information(
    comparison: Comparison,
    outcome: str | Mapping[str, float],
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    surveys: Mapping[str, Survey] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Information:
    r"""Estimate the value of perfect, partial and sample information.

    With *b* the benefit of a policy *d* and *x* what is learned,

    .. math:: E_x[\max_d E(b_d \mid x)] - \max_d E(b_d)

    For all assumptions together the value is the mean over the draws of the best policy's benefit,
    less the benefit of the policy with the best mean. For some assumptions see
    `regression.gain_of_knowing`. It is nothing if one policy is best whatever is learned, however
    uncertain its outcome. If policies have equal means it is understated: the larger of two means
    of draws is above both.

    Parameters
    ----------
    comparison
        Two policies or more in the same draws, 100 of them or more.
    outcome
        One of which more or less is better; or weights of several, whose sum is the benefit: see
        `net_benefit.net_benefit`.
    groups
        Names of assumptions by name of a group, beside those that the table correlates.
    surveys
        By name of an assumption, the number of estates surveyed and the standard deviation
        between estates [unit of the assumption]. Of a survey the mean over its estates is learned.
    level
        Of the intervals, between 0 and 1. They are for independent draws, and too wide if a
        sampling design spreads them evenly.
    seed
        Of the parts held out of a fit, and of the simulated surveys.

    Returns
    -------
    Information

    Raises
    ------
    InputError
        If an outcome is unknown or has no better direction, or an assumption is unknown or does not
        vary. If a group is empty or a survey is out of range. The error lists every problem of its
        kind.
    ValueError
        If a policy or an assumption has no number in some draw, draws of outcomes and assumptions
        differ, policies or draws are too few, a weight is not finite, or the level or seed is out
        of range.

    References
    ----------
    H. Raiffa and R. Schlaifer (1961), Applied statistical decision theory. M. Strong, J. E. Oakley
    and A. Brennan (2014), Estimating multiparameter partial expected value of perfect information
    from a probabilistic sensitivity analysis sample, doi:10.1177/0272989X13505910. M. Strong,
    J. E. Oakley, A. Brennan and P. Breeze (2015), Estimating the expected value of sample
    information using the probabilistic sensitivity analysis sample, doi:10.1177/0272989X15575286.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.learning.information import value_of_information
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = cp.compare(xiashan, ["clustered", "partner"], months=12, draws=128, seed=7)
    >>> found = value_of_information(two, "npv_operator", surveys={"partner_fee": (20, 300.0)})
    >>> found.unit, found.draws, sorted(found.by_kind["kind"])
    ('yuan', 128, ['assumption', 'derived', 'literature'])
    """
    of_type("comparison", comparison, Comparison, Text("a_comparison"))
    check_level(level)
    check_arguments(seed=seed)
    weights, unit, benefits = net_benefit(comparison, outcome)
    _check_size(benefits)
    values = aligned(comparison, benefits.index)
    ledger = {name: comparison.assumption_table[name] for name in map(str, values)}
    everywhere = origins(comparison.programme, comparison.policies, comparison.assumption_table)
    known = {name: everywhere[name] for name in ledger}
    grouped = _groups(ledger, {} if groups is None else groups)
    asked = _surveys(ledger, {} if surveys is None else surveys)

    best = str(benefits.mean().idxmax())
    contrasts = benefits.drop(columns=best).sub(benefits[best], axis=0).to_numpy()
    regret = np.maximum(contrasts.max(axis=1), 0.0)
    perfect = mean_interval(regret, level)
    draws = len(regret)
    fold = deal(draws, seed)

    def gain(names: Sequence[str], noise: Array | None = None) -> Gain:
        found = gain_of_knowing(values[[*names]].to_numpy(), contrasts, fold, noise)
        return found._replace(value=min(found.value, perfect.mean))

    by_kind = _gathered(known, "kind")
    sets: dict[tuple[str, str], Sequence[str]] = {
        **{("assumption", name): [name] for name in ledger},
        **{("group", name): names for name, names in grouped.items()},
        **{("kind", name): names for name, names in by_kind.items()},
    }
    gains = {key: gain(names) for key, names in sets.items()}
    gains = never_falling(sets, gains, lambda each: each.value)

    def of(what: str, name: str) -> dict[str, float]:
        return _row(gains[what, name], level, perfect.mean)

    def survey(name: str, estates: int, deviation: float) -> dict[str, float]:
        noise = deviation / math.sqrt(estates) * standard_noise(name, seed, draws)
        return _row(gain([name], noise), level, perfect.mean)

    return Information(
        weights=weights,
        unit=unit,
        level=level,
        draws=draws,
        best_policy=best,
        perfect=perfect.mean,
        standard_error=standard_deviation(regret) / math.sqrt(draws),
        low=perfect.low,
        high=perfect.high,
        by_assumption=_table(
            ["assumption", *MEASURED, "kind", "unit", "source"],
            (
                {"assumption": name, "unit": row.unit, **known[name]._asdict()}
                | of("assumption", name)
                for name, row in ledger.items()
            ),
        ),
        by_group=_table(
            ["group", "assumptions", *MEASURED],
            (
                {"group": group, "assumptions": ", ".join(names), **of("group", group)}
                for group, names in grouped.items()
            ),
        ),
        by_kind=_table(
            ["kind", "assumptions", *MEASURED],
            (
                {"kind": kind, "assumptions": len(names), **of("kind", kind)}
                for kind, names in by_kind.items()
            ),
        ),
        surveys=_table(
            ["assumption", "estates", "standard_deviation", "unit", *MEASURED],
            (
                {"assumption": name, "estates": asked[name][0], "unit": ledger[name].unit}
                | {"standard_deviation": asked[name][1], **survey(name, *asked[name])}
                for name in asked
            ),
        ),
        synthetic=comparison.programme.synthetic,
        assumption_table=comparison.assumption_table,
    )


def _check_size(benefits: pd.DataFrame) -> None:
    draws, policies = benefits.shape
    if policies < 2:
        raise refused("policies", policies, Text("two_or_more"))
    if draws < LEAST_DRAWS:
        raise refused(
            "draws",
            Text("draws_of_all_policies", draws=draws),
            Text("least_draws", least_draws=LEAST_DRAWS),
        )


def _gathered(ledger: Mapping[str, Assumption | Origin], field: str) -> dict[str, list[str]]:
    """Collect the names of the assumptions by the value of a field."""
    found: dict[str, list[str]] = {}
    for name, row in ledger.items():
        found.setdefault(getattr(row, field), []).append(name)
    return found


def _groups(
    ledger: Mapping[str, Assumption], groups: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """List the correlated groups, by the row of the correlation, and the caller's own."""
    if not isinstance(groups, Mapping):
        raise refused("groups", groups, Text("groups_to_names"))
    own: dict[str, Sequence[str]] = {str(group): as_names(names) for group, names in groups.items()}
    problems = []
    for group, names in own.items():
        problems += _unknown(ledger, "groups", group, names)
        if not names:
            problems.append(
                Problem("groups", None, group, Text("no_names"), Text("one_name_or_more"))
            )
    if problems:
        raise InputError(problems)
    correlated = _gathered(ledger, "correlated_by").items()
    return {name: many for name, many in correlated if name and len(many) > 1} | own


def _surveys(
    ledger: Mapping[str, Assumption], surveys: Mapping[str, Survey]
) -> Mapping[str, Survey]:
    if not isinstance(surveys, Mapping):
        raise refused("surveys", surveys, Text("assumptions_to_surveys"))
    problems = _unknown(ledger, "surveys", "assumption", surveys)
    allowed = Text("whole_and_above_0")
    for name, given in surveys.items():
        if not _is_survey(given):
            problems.append(Problem("surveys", None, str(name), shorten(given), allowed))
    if problems:
        raise InputError(problems)
    return surveys


def _is_survey(given: object) -> bool:
    if not (isinstance(given, tuple | list) and len(given) == 2 and all(map(is_number, given))):
        return False
    estates, deviation = given
    return is_whole(estates) and estates >= 1 and deviation > 0


def _unknown(
    ledger: Mapping[str, Assumption], place: str, field: str, names: Iterable[str]
) -> list[Problem]:
    return [
        Problem(place, None, field, Text("not_varied", name=repr(name)), suggest(name, ledger))
        for name in names
        if not among(name, ledger)
    ]


def _row(gain: Gain, level: float, perfect: float) -> dict[str, float]:
    from scipy.special import ndtri

    half = float(ndtri((1.0 + level) / 2.0)) * gain.standard_error
    ends = {"low": gain.value - half, "high": gain.value + half}
    share = gain.value / perfect if perfect > 0 else math.nan
    return {**gain._asdict(), **ends, "share_of_perfect": share}


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame([*rows], columns=[*columns])
    order = np.argsort(-table["value"].to_numpy(dtype=np.float64), kind="stable")
    return table.iloc[order].reset_index(drop=True)
