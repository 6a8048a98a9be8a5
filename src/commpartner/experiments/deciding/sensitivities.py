"""Estimate which assumptions decide the outcomes of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from commpartner.assumptions.calibrated import calibrated_rows
from commpartner.assumptions.designs import (
    Correlated,
    Correlations,
    MonteCarlo,
    correlated_pairs,
)
from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.intervals import check_level
from commpartner.experiments.deciding.given_data import delta, pawn
from commpartner.experiments.deciding.indices import morris, sobol
from commpartner.experiments.deciding.placing import (
    Placed,
    PlacedJointly,
    SameEstates,
    independent_factors,
    score_correlations,
)
from commpartner.experiments.deciding.rows import inputs_of, outcomes_of_rows
from commpartner.experiments.deciding.shapley import LEAST as LEAST_ORDERS
from commpartner.experiments.deciding.shapley import shapley
from commpartner.experiments.deciding.sources import with_sources
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.model.engines import Engine, check_engine
from commpartner.model.scheme import named_policy
from commpartner.problems.arguments import Progress, check_arguments, check_progress, refused
from commpartner.problems.wording import among, as_names, suggest
from commpartner.programme import Policy, Programme
from commpartner.programme.origins import origins
from commpartner.texts import Text

Method = Literal["sobol", "morris", "pawn", "delta", "shapley"]

SAMPLES: dict[Method, int] = {
    "sobol": 512,
    "morris": 50,
    "pawn": 2000,
    "delta": 2000,
    "shapley": 512,
}
INDEPENDENT: tuple[Method, ...] = ("sobol", "morris")  # methods that need independent factors
LEAST: dict[Method, int] = {  # of pawn and delta: draws in which distributions are told apart
    "pawn": 100,
    "delta": 100,
    "shapley": LEAST_ORDERS,
}
RANKED_BY: dict[Method, str] = {
    "sobol": "total",
    "morris": "mu_star",
    "pawn": "pawn",
    "delta": "delta",
    "shapley": "shapley",
}
# A millionth of a yuan, share or month: what rounding leaves of figures that are zero.
NEGLIGIBLE = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Shown):
    """Hold the sensitivity indices of `commpartner.sensitivity`.

    Attributes
    ----------
    indices
        One row an outcome and assumption: outcome, unit (of the outcome), assumption, the columns
        of the method (`indices.sobol`, `indices.morris`, `given_data.pawn`, `given_data.delta`,
        `shapley.shapley`), kind and source of the assumption, note. Correlated assumptions that
        have an index together are one row, named after the row that holds the correlation and its
        members.
    samples
        Base sample, trajectories, draws, or orders.
    evaluations
        Of the model, for all outcomes together.
    """

    programme: Programme
    policy_name: str
    policy: Policy
    method: Method
    months: int
    samples: int
    evaluations: int
    seed: int
    engine: str
    indices: pd.DataFrame

    def most(self, outcome: str, n: int = 10) -> pd.DataFrame:
        """List the assumptions with the largest indices of an outcome, the largest first.

        Ranked by total order, mu_star, PAWN, delta or Shapley effect.

        Raises
        ------
        InputError
            If there is no such outcome.
        ValueError
            If n is no whole number of 1 or more.
        """
        known = list(self.indices["outcome"].unique())
        if not among(outcome, known):
            raise _unknown_outcome(outcome, known)
        check_arguments(n=n)
        rows = self.indices[self.indices["outcome"] == outcome]
        ranked = rows.sort_values(RANKED_BY[self.method], ascending=False, kind="stable")
        return ranked.head(n).reset_index(drop=True)


def sensitivity(
    programme: Programme,
    policy: Policy | str,
    *,
    outcomes: str | Sequence[str] | None = None,
    method: Method = "sobol",
    samples: int | None = None,
    months: int = 120,
    seed: int = 0,
    level: float = 0.95,
    correlations: Correlations | None = None,
    assumptions: AssumptionTable | None = None,
    engine: Engine = "numpy",
    progress: Progress | None = None,
) -> Sensitivity:
    """Estimate which assumptions decide the outcomes of a policy.

    Every assumption that varies and that the model reads under this policy is an input. Estates
    differ from each other as in draw 0 in every evaluation: what differs by estate by chance is no
    input. Correlated assumptions (wages) are made of a common and own normal factors. The factors
    are independent, so Sobol' and Morris vary all of a group together and give it one index. PAWN
    and delta read plain draws and give each assumption its own, in which an assumption stands in
    for what it is correlated with. Shapley effects divide the variance among the assumptions
    themselves, and add up to 1.

    Parameters
    ----------
    programme, policy, months, seed, assumptions, engine, progress
        As in `simulate`.
    outcomes
        A name or names; all, if None. An outcome may be NaN in some rows (no month of breaking
        even). If it was named, this is an error; otherwise it has no index and a note.
    method
        ``"sobol"``: parts of the variance, with interactions, samples (inputs + 2) evaluations.
        ``"morris"``: screening of many inputs, samples (inputs + 1). ``"pawn"`` and ``"delta"``:
        shift of the whole distribution, for skewed outcomes, as many evaluations as samples.
        ``"shapley"``: parts of the variance for correlated inputs, samples (inputs + 1).
    samples
        Base sample (a power of two), trajectories, draws, draws, or orders of the inputs; None:
        512, 50, 2000, 2000, 512.
    level
        Of the intervals.
    correlations
        As in `compare`: pairs of assumptions that are correlated beyond what the table says. For
        ``"shapley"``, ``"pawn"`` and ``"delta"``.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InputError
        If policy or outcome is unknown, or the policy does not fit the programme.
    ValueError
        If an argument is out of range, nothing varies, or an outcome is not finite: the row's
        values. Any other error of an evaluation is raised with the row's values as its note.
    MissingExtraError
        If Sobol' or Morris is asked for without the extra ``research``.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.experiments.deciding.sensitivities import sensitivity
    >>> effects = sensitivity(
    ...     cp.datasets.load("xiashan"),
    ...     "partner",
    ...     outcomes=["savings_share"],
    ...     method="morris",
    ...     samples=2,
    ...     months=1,
    ... )
    >>> effects.most("savings_share", 3).shape[0], effects.evaluations > 100
    (3, True)
    """
    check_progress(progress)
    if not among(method, get_args(Method)):
        raise refused("method", method, Text("one_of", names=", ".join(get_args(Method))))
    check_engine(engine)
    check_level(level)
    count = SAMPLES[method] if samples is None else samples
    check_arguments(months=months, seed=seed, draws=count)
    if count < LEAST.get(method, 1):
        raise refused("samples", count, Text("hundred_or_more"))
    named = [] if outcomes is None else as_names(outcomes)
    for outcome in named:
        if not among(outcome, OUTCOMES):
            raise _unknown_outcome(outcome, list(OUTCOMES))
    if outcomes is not None and not named:
        raise refused("outcomes", Text("none"), Text("one_or_none_for_all"))
    named = list(dict.fromkeys(named))
    gaps = MAY_BE_ABSENT if outcomes is None else frozenset[str]()
    name, policy = named_policy(programme, policy)
    ledger = programme.assumption_table(assumptions)
    if method not in ("pawn", "delta") and calibrated_rows(ledger):
        raise refused("method", method, Text("posterior_together"))
    added = None
    if correlations:
        if method in INDEPENDENT:
            raise refused("method", method, Text("method_for_correlations"))
        added = Correlated(MonteCarlo(), correlated_pairs(correlations)).checked(ledger)
    schemes = build_schemes(programme, {name: policy})
    inputs = inputs_of(schemes, ledger, months, engine)
    if not inputs:
        raise refused(name, Text("no_assumption_read"), Text("one"))
    if outcomes is None:
        named = list(evaluate(schemes, ledger.draw(seed, 0, 1), months, engine)[name])
    measure = partial(
        outcomes_of_rows,
        schemes,
        months=months,
        outcomes=named,
        inputs=inputs,
        gaps=gaps,
        engine=engine,
        progress=progress,
    )
    options: dict[str, Any] = {"seed": seed, "level": level, "negligible": NEGLIGIBLE, "gaps": gaps}
    members = {each: [each] for each in inputs}
    if method in INDEPENDENT:
        members = independent_factors(ledger, inputs)
        factors = [(label, factor) for label, group in members.items() for factor in group]

        def model(u: Array) -> dict[str, Array]:
            columns = {factor: u[:, number] for number, (_, factor) in enumerate(factors)}
            return measure(partial(Placed, ledger, seed, columns), len(u))[name]

        index = sobol if method == "sobol" else morris
        groups = [label for label, _ in factors]
        table = index(model, [factor for _, factor in factors], count, groups=groups, **options)
    elif method == "shapley":
        check_arguments(months=months, draws=count * (len(inputs) + 1))

        def jointly(u: Array) -> dict[str, Array]:
            columns = dict(zip(inputs, u.T, strict=True))
            return measure(partial(PlacedJointly, ledger, seed, columns), len(u))[name]

        matrix = score_correlations(ledger, inputs, added)
        table = shapley(jointly, inputs, count, correlation=matrix, **options)
    else:
        design = MonteCarlo() if added is None else added

        def rows(start: int, stop: int) -> SameEstates:
            return SameEstates(ledger, seed, start, stop, design)

        found = measure(rows, count)[name]
        drawn = ledger.draw(seed, 0, count, design)
        x = np.hstack([drawn[each] for each in inputs])
        table = (pawn if method == "pawn" else delta)(x, found, inputs, **options)
    return Sensitivity(
        programme=programme,
        policy_name=name,
        policy=policy,
        method=method,
        months=months,
        samples=count,
        evaluations=table.attrs["evaluations"],
        seed=seed,
        engine=engine,
        indices=with_sources(
            table, ledger, members, origins(programme, {name: policy}, ledger), programme
        ),
    )


def _unknown_outcome(outcome: object, known: Sequence[str]) -> InputError:
    problem = Problem("sensitivity", None, "outcome", repr(outcome), suggest(outcome, known))
    return InputError([problem])
