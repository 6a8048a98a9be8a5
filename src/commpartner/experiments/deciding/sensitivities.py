"""Estimate which assumptions decide the outcomes of a policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from commpartner.assumptions.calibrated import calibrated_rows
from commpartner.assumptions.draws import Array, Draws, many_uniforms
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.intervals import check_level
from commpartner.experiments.deciding.given_data import delta, pawn
from commpartner.experiments.deciding.indices import morris, sobol
from commpartner.experiments.deciding.rows import inputs_of, outcomes_of_rows
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.model.engines import Engine, check_engine
from commpartner.model.scheme import named_policy
from commpartner.problems.arguments import Progress, check_arguments, check_progress, refused
from commpartner.problems.wording import among, as_names, suggest
from commpartner.programme import Policy, Programme
from commpartner.programme.origins import Origin, origins
from commpartner.texts import Text

Method = Literal["sobol", "morris", "pawn", "delta"]

SAMPLES: dict[Method, int] = {"sobol": 512, "morris": 50, "pawn": 2000, "delta": 2000}
LEAST = 100  # draws in which distributions are told apart, of pawn and delta
RANKED_BY: dict[Method, str] = {
    "sobol": "total",
    "morris": "mu_star",
    "pawn": "pawn",
    "delta": "delta",
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
        of the method (`indices.sobol`, `indices.morris`, `given_data.pawn`, `given_data.delta`),
        kind and source of the assumption, note. Correlated assumptions that have an index together
        are one row, named after the row that holds the correlation and its members.
    samples
        Base sample, trajectories, or draws.
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

        Ranked by total order, mu_star, PAWN or delta.

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
    for what it is correlated with.

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
    samples
        Base sample (a power of two), trajectories, or draws; None: 512, 50, 2000, 2000.
    level
        Of the intervals.

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
    if method in ("pawn", "delta") and count < LEAST:
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
    if method in ("sobol", "morris") and calibrated_rows(ledger):
        raise refused("method", method, Text("posterior_together"))
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
    if method in ("sobol", "morris"):
        members = _independent(ledger, inputs)
        factors = [(label, factor) for label, group in members.items() for factor in group]

        def model(u: Array) -> dict[str, Array]:
            columns = {factor: u[:, number] for number, (_, factor) in enumerate(factors)}
            return measure(partial(_Placed, ledger, seed, columns), len(u))[name]

        index = sobol if method == "sobol" else morris
        groups = [label for label, _ in factors]
        table = index(model, [factor for _, factor in factors], count, groups=groups, **options)
    else:
        found = measure(partial(_SameEstates, ledger, seed), count)[name]
        drawn = ledger.draw(seed, 0, count)
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
        indices=_with_sources(
            table, ledger, members, origins(programme, {name: policy}, ledger), programme
        ),
    )


class _SameEstates(Draws):
    """Hold draws in which estates differ as in draw 0."""

    def chances(self, streams: Sequence[str]) -> Array:
        return np.repeat(many_uniforms(streams, self.seed, 0, 1), self.stop - self.start, axis=0)


class _Placed(_SameEstates):
    """Hold draws at given probabilities of the inputs."""

    def __init__(
        self,
        ledger: AssumptionTable,
        seed: int,
        columns: Mapping[str, Array],
        start: int,
        stop: int,
    ) -> None:
        super().__init__(ledger, seed, start, stop, self._column)
        self._columns = columns
        self._fixed = {row.name for row in ledger.values() if row.distribution == "fixed"}

    def _column(self, name: str, seed: int, start: int, stop: int) -> Array:
        if name in self._columns:
            return self._columns[name][start:stop]
        if name not in self._fixed:
            raise refused(name, Text("in_some_rows"), Text("in_all_rows_or_none"))
        return np.full(stop - start, 0.5)


def _independent(ledger: AssumptionTable, inputs: Sequence[str]) -> dict[str, list[str]]:
    """List the independent factors: single assumptions and correlated groups.

    The factors of a group are that of the row that holds the correlation and the members' own.
    """
    found: dict[str, list[str]] = {}
    for name in inputs:
        held = ledger[name].correlated_by
        if held:
            group = [each for each in inputs if ledger[each].correlated_by == held]
            label = f"{held}: {', '.join(group)}" if len(group) > 1 else name
            found.setdefault(label, [held, *group])
        else:
            found[name] = [name]
    return found


def _with_sources(
    table: pd.DataFrame,
    ledger: AssumptionTable,
    members: Mapping[str, Sequence[str]],
    known: Mapping[str, Origin],
    programme: Programme,
) -> pd.DataFrame:
    """Add units, and where the assumptions come from."""

    def joined(field: str) -> dict[str, str]:
        rows = {
            label: [known[name] for name in names if len(names) == 1 or ledger[name].correlated_by]
            for label, names in members.items()
        }
        return {
            label: "; ".join(dict.fromkeys(filter(None, (getattr(row, field) for row in each))))
            for label, each in rows.items()
        }

    units = table["outcome"].map({name: outcome.unit for name, outcome in OUTCOMES.items()})
    table.insert(1, "unit", units)
    note = table.pop("note")
    for field in ("kind", "source"):
        table[field] = table["input"].map(joined(field))
    table["note"] = note
    table.attrs = programme.mark()
    return table.rename(columns={"input": "assumption"})


def _unknown_outcome(outcome: object, known: Sequence[str]) -> InputError:
    problem = Problem("sensitivity", None, "outcome", repr(outcome), suggest(outcome, known))
    return InputError([problem])
