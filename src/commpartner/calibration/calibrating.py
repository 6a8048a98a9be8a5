"""Narrow the assumptions by what a district has seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.calibrated import Calibrated
from commpartner.assumptions.draws import Array, generator_of
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.calibration import checking
from commpartner.calibration.moves import BLOCK, SETTLED, Settled, settle
from commpartner.calibration.observation import Observed, ObservedValue
from commpartner.calibration.predicting import Predictor, check_places
from commpartner.calibration.result import NARROWED, Calibration
from commpartner.calibration.smoother import STEPS, assimilated
from commpartner.calibration.space import Likelihood, Space, space_of
from commpartner.calibration.weights import smoothed
from commpartner.measures.threads import one_thread
from commpartner.model.resampling import ROW as SIZES
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.problems.arguments import (
    Progress,
    check_arguments,
    check_progress,
    of_type,
    refused,
    whole_number,
)
from commpartner.problems.optional import optional
from commpartner.programme import Programme
from commpartner.programme.programme import check_programme
from commpartner.texts import Text

CHANCE = 3.0  # standard errors
PRIOR = 2000  # draws before the calibration
LEAST = {"members": 100, "most_moves": 2 * BLOCK, "folds": 0}


@one_thread()
def calibrate(
    programme: Programme,
    observed: Observed,
    *,
    members: int = 500,
    most_moves: int = 200,
    folds: int = 5,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
    progress: Progress | None = None,
) -> Calibration:
    r"""Narrow the assumptions by what a district has seen.

    With *y* the values seen, *s* their standard errors, *d* the predictions of the model and *z*
    the normal scores of the assumptions,

    .. math:: p(z \mid y) \propto \exp(-z'z/2) \exp(-\sum ((y - d(z)) / s)^2 / 2)

    An ensemble is drawn from the table of assumptions and moved towards *y* by linear regression
    (`smoother.assimilated`). Then Metropolis moves let it settle in this distribution
    (`moves.settle`). See docs/calibration.md.

    Parameters
    ----------
    programme
        What exists. Its estates have the sizes listed.
    observed
        What was seen, and under which policy.
    members
        Draws of the ensemble, >= 100.
    most_moves
        Of each member, >= 40. Fewer are made if the ensemble has settled before.
    folds
        Parts that are held out in turn and predicted from the others; 0 for none. Each takes as
        long as the calibration itself.
    seed
        >= 0. The same seed gives the same bits.
    assumptions
        What is known before, in place of the default table.
    progress
        Called with (draws done, draws at most); at the end with (1, 1).

    Returns
    -------
    Calibration
        Its `assumption_table` goes wherever a table of assumptions goes.

    Raises
    ------
    InputError
        If the policy is unknown, or does not have an estate or venture that was observed.
    ValueError
        If an argument is out of range.
    MissingExtraError
        If the extra ``calibration`` is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> rows = [{"series": "wages", "value": 9.2e6, "relative_error": 0.02, "year": 1}]
    >>> observed = cp.Observed(policy="clustered", observations=rows)
    >>> found = cp.calibrate(
    ...     cp.datasets.load("xiashan"), observed, members=100, most_moves=40, folds=0, seed=7
    ... )
    >>> found.members, "wage_cleaner" in set(found.assumptions["assumption"])
    (100, True)
    """
    check_programme(programme)
    of_type("observed", observed, Observed, Text("an_observed"))
    check_arguments(seed=seed)
    for argument, value in (("members", members), ("most_moves", most_moves), ("folds", folds)):
        whole_number(argument, value, LEAST[argument])
    check_progress(progress)
    statistics = optional("arviz_stats.base").array_stats
    name, policy = named_policy(programme, observed.policy)
    scheme = build_scheme(programme, policy)
    check_places(scheme, observed.observations, "observed")
    space = space_of(programme, policy, programme.assumption_table(assumptions))
    if not space.rows:
        raise refused(name, Text("no_assumption_read"), Text("one"))
    seen = observed.observations
    parts = _parts(len(seen), folds, seed)
    run = _Run(scheme, space, members, most_moves, seed, 1 + len(parts), progress, statistics)
    whole = run.on(seen)
    fit = checking.fit(seen, whole.likelihood, whole.prior[1], whole.settled.predicted)
    conflicts = checking.conflicts(seen, whole.likelihood, space, whole.prior, fit)
    table, rows = _narrowed(space, whole.prior[0], whole.settled.points, observed, name)
    without = np.empty((members if parts else 0, len(seen)))
    for part in parts:
        without[:, part] = run.predicted(seen, part)
    run.done()
    return Calibration(
        programme=programme,
        policy_name=name,
        policy=policy,
        observed=observed,
        seed=seed,
        assumption_table=table,
        assumptions=rows,
        fit=fit,
        held_out=checking.held_out(seen, whole.likelihood.error, without, seed),
        conflicts=conflicts,
        notes=_notes(whole.settled, conflicts),
        members=members,
        moves=whole.settled.moves,
        accepted=whole.settled.accepted,
        rhat=whole.settled.rhat,
        prior_k=smoothed(whole.likelihood.log(whole.prior[1]), statistics)[1],
        evaluations=run.evaluations,
    )


class _Posterior(NamedTuple):
    """Hold a calibration by some observations."""

    likelihood: Likelihood
    prior: tuple[Array, Array]
    settled: Settled


@dataclass
class _Run:
    """Calibrate by some of the observations, and count what is done."""

    scheme: Scheme
    space: Space
    members: int
    most_moves: int
    seed: int
    times: int
    progress: Progress | None
    statistics: Any
    started: int = 0
    evaluations: int = 0

    def on(self, seen: tuple[ObservedValue, ...]) -> _Posterior:
        """Draw an ensemble, move it towards what was seen, and let it settle."""
        likelihood = Likelihood(
            predictor=Predictor(self.scheme, seen),
            space=self.space,
            seed=self.seed,
            value=np.array([each.value for each in seen]),
            error=np.array([each.standard_error for each in seen]),
            progress=self._counted,
        )
        self.started += 1
        scores = len(self.space.scores)
        before = generator_of("calibration: prior", self.seed).standard_normal((PRIOR, scores))
        prior = before, likelihood.predict(before)
        random = generator_of("calibration: moves", self.seed)
        start = random.standard_normal((self.members, scores))
        start = assimilated(likelihood, start, random)
        settled = settle(likelihood, start, prior, self.most_moves, random, self.statistics)
        self.evaluations += likelihood.evaluations
        return _Posterior(likelihood, prior, settled)

    def predicted(self, seen: tuple[ObservedValue, ...], part: Sequence[int]) -> Array:
        """Predict the observations of a part by a calibration without them."""
        others = tuple(each for number, each in enumerate(seen) if number not in part)
        found = self.on(others)
        predictor = Predictor(self.scheme, tuple(seen[number] for number in part))
        draws = self.space.draws(found.settled.points, self.seed)
        return predictor(draws, self.members)

    def _counted(self, evaluations: int) -> None:
        """Tell the progress; a calibration that settles soon moves it on at once."""
        each = PRIOR + self.members * (STEPS + 1 + self.most_moves)
        if self.progress is not None:
            done = (self.started - 1) * each + min(evaluations, each)
            self.progress(done, self.times * each)

    def done(self) -> None:
        """Tell that all is done."""
        if self.progress is not None:
            self.progress(1, 1)


def _parts(count: int, folds: int, seed: int) -> list[list[int]]:
    """Split the observations into folds; none if one alone would be left."""
    folds = min(folds, count)
    if folds < 2:
        return []
    order = generator_of("calibration: folds", seed).permutation(count)
    return [sorted(order[first::folds].tolist()) for first in range(folds)]


def _notes(settled: Settled, conflicts: Sequence[Text]) -> tuple[Text, ...]:
    found = []
    if conflicts:
        found.append(Text("conflict_first"))
    if settled.rhat >= SETTLED:
        found.append(Text("not_settled", rhat=settled.rhat, moves=settled.moves))
    return tuple(found)


def _narrowed(
    space: Space, before: Array, after: Array, observed: Observed, policy: str
) -> tuple[AssumptionTable, pd.DataFrame]:
    """Make the table of assumptions with its calibrated rows, and the two side by side."""
    prior, posterior = space.values(before), space.values(after)
    # Of an ensemble that is no narrower, the standard deviation is off by chance.
    least = max(NARROWED, CHANCE / math.sqrt(2.0 * len(after)))
    table, rows = dict(space.table), []
    for name in space.rows:
        row = space.table[name]
        narrowing = 1.0 - float(posterior[name].std() / prior[name].std())
        is_narrowed = narrowing >= least
        known = checking.summary_of(prior[name])
        rows.append(
            {
                "assumption": name,
                "unit": row.unit,
                **{f"prior_{each}": value for each, value in known.items()},
                **checking.summary_of(posterior[name]),
                "narrowing": narrowing,
                "narrowed": is_narrowed,
            }
        )
        table[name] = Calibrated.of(
            row, posterior[name], **_origin(row, is_narrowed, len(observed), policy)
        )
    if space.sizes.distribution != "fixed":  # the programme's own row would draw them anew
        listed = np.full(len(after), space.table[SIZES].central)
        table[SIZES] = Calibrated.of(space.sizes, listed)
    return AssumptionTable(table.values()), pd.DataFrame(rows)


def _origin(row: Assumption, is_narrowed: bool, seen: int, policy: str) -> Mapping[str, str]:
    """Tell how a row is known now: derived from what was seen, if that has narrowed it."""
    if not is_narrowed:
        return {}
    drawn = f"{row.distribution} {row.low:g}, {row.central:g}, {row.high:g}"
    source = f"calibrated by {seen} values seen under {policy}; before: {row.kind}, {drawn}"
    return {"kind": "derived", "source": source, "note": row.note}
