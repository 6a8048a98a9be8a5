"""Find the best policy over levers under uncertainty, within a budget of simulations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from commpartner.assumptions import designs
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import CommpartnerError, InputError
from commpartner.experiments.choosing.intervals import check_level
from commpartner.experiments.running.tasks import check_executor
from commpartner.model.control import FeedbackPolicy
from commpartner.model.engines import Engine, check_engine
from commpartner.model.scheme import named_policy
from commpartner.planning.optimising import reading, several, tables
from commpartner.planning.optimising.budget import LEAST, check_budget, check_sampling
from commpartner.planning.optimising.candidates import Candidates
from commpartner.planning.optimising.changing import with_values
from commpartner.planning.optimising.goals import Chance, Limit, Sought
from commpartner.planning.optimising.judging import Margin, per_draw, score_of
from commpartner.planning.optimising.optimised import Optimised, Sampling, Stopped
from commpartner.planning.optimising.several import SeveralSearch, check_pymoo
from commpartner.planning.optimising.signposts import (
    PARTS,
    SHOWN_DRAWS,
    SignalRanges,
    Signposts,
    levers_of_rules,
    signal_ranges,
    without_rules,
)
from commpartner.planning.optimising.single import SingleSearch
from commpartner.planning.optimising.space import Space
from commpartner.planning.optimising.trials import Settings, Trials, plain
from commpartner.problems.arguments import (
    Array,
    Progress,
    check_arguments,
    check_progress,
    one_number,
    refused,
)
from commpartner.programme import Policy, Programme
from commpartner.programme.levers import Lever, leaves
from commpartner.programme.programme import check_programme
from commpartner.texts import Text

SHARES = {1: (1.0,), 2: (0.55, 0.45), 3: (0.4, 0.3, 0.3)}  # of the budget, by stage
RISE = 4  # times more draws in the next stage

Given = Policy | FeedbackPolicy | str


def optimise_policy(
    programme: Programme,
    levers: Mapping[str, Any],
    outcomes: str | Sought | Chance | Sequence[str | Sought | Chance],
    *,
    base: Given | None = None,
    build: Callable[[Mapping[str, Any]], Policy | FeedbackPolicy] | None = None,
    limits: Sequence[Limit | tuple[Any, ...]] | Limit | tuple[Any, ...] = (),
    rules: Sequence[str] | str = (),
    starts: Sequence[Mapping[str, Any]] = (),
    budget: int = 20_000,
    draws: int = 512,
    assurance: float = 0.95,
    level: float = 0.95,
    sampling: Sampling = "sobol",
    months: int = 120,
    seed: int = 0,
    fresh_seed: int | None = None,
    engine: Engine = "numpy",
    assumptions: AssumptionTable | None = None,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Optimised:
    r"""Search levers for the best policy in one outcome or several, under limits.

    All policies meet the same draws. Many are run in few draws and the best in more; earlier draws
    are not run again. For one figure the search fits Gaussian processes to figure and limits, and
    runs where the expected improvement is largest. For several it is a genetic algorithm (pymoo,
    extra ``planning``). The best policy runs again in fresh draws.

    Parameters
    ----------
    programme
        What exists.
    levers
        By name of the lever, with dots for one within another (``orders.recheck``): a pair of
        numbers (low, high), a ``range`` of whole numbers, a list of values, or `Range`, `OneOf`,
        `AnyOf`.
    outcomes
        What is sought: names of outcomes, `Sought` with another statistic than the mean, or
        `Chance`, the share of draws that meet all thresholds.
    base
        The policy whose levers are changed, or its name. Not needed with `build`.
    build
        In place of `base`: a function of the values of the levers, whatever their names, that gives
        a policy or a `FeedbackPolicy`.
    limits
        `Limit`, or (outcome, ``"<="`` or ``">="``, number) for the mean; with a fourth entry, the
        share of the draws that must reach the number.
    rules
        Levers that a rule may also set anew every month: ``"fallback_cap"``,
        ``"reinvestment_share"``. Signpost rules are then among the candidates.
    starts
        Values of all levers of policies to begin with.
    budget
        Most simulations (one policy in one draw), fresh draws included.
    draws
        In which the last stage compares, and that the best is run in anew.
    assurance
        A limit counts as kept if it would be kept in as many other draws, of Monte Carlo, with this
        probability (normal approximation), 0.5 to 1.
    level
        Of the intervals, between 0 and 1.
    sampling
        Of the draws in which policies are compared: ``"sobol"`` (scrambled, `draws` a power of 2)
        or ``"monte_carlo"``, as in `compare`. The fresh draws are always those of Monte Carlo.
    seed, fresh_seed
        Of the draws and of the search; of the fresh draws, `seed` + 1 if none is given.
    months, engine, assumptions, executor
        As in `compare`.
    progress
        Called with (simulations, budget).

    Returns
    -------
    Optimised
        An interruption (KeyboardInterrupt) returns the best policy so far, without fresh draws.

    Raises
    ------
    InputError
        With every lever, outcome and limit that cannot be used.
    ArgumentError
        If another argument is out of range, or the budget is too small.
    CommpartnerError
        If no policy could be run.
    MissingExtraError
        If several outcomes are sought and pymoo is not installed.

    References
    ----------
    D. R. Jones, M. Schonlau and W. J. Welch (1998), Efficient global optimization of expensive
    black-box functions, doi:10.1023/A:1008306431147. J. R. Gardner et al. (2014), Bayesian
    optimization with inequality constraints, ICML. K. Deb et al. (2002), NSGA-II,
    doi:10.1109/4235.996017.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.optimise_policy(
    ...     cp.datasets.load("qingyunpu"),
    ...     {"fee": (0.2, 1.0), "dividend_share": (0.0, 1.0)},
    ...     "npv_operator",
    ...     base="village",
    ...     limits=("npv_residents_payments", ">=", -2e6),
    ...     months=12, draws=8, budget=200, seed=7,
    ... )
    >>> found.kept, found.simulations <= 200, found.stopped
    (True, True, 'budget')
    """
    check_programme(programme)
    check_arguments(months=months, draws=draws, seed=seed, budget=budget)
    fresh = seed + 1 if fresh_seed is None else fresh_seed
    check_arguments(fresh_seed=fresh, seed=fresh)
    if fresh == seed:
        raise refused("fresh_seed", fresh, Text("another_seed_than", seed=seed))
    check_engine(engine)
    check_executor(executor)
    check_progress(progress)
    check_level(level)
    check_sampling(sampling)
    one_number("assurance", assurance, lambda x: 0.5 <= x < 1.0, Text("half_to_one"))
    policy = _base(programme, base, build)
    space_levers = reading.read_levers(levers, policy, build)
    posted = reading.read_rules(rules, space_levers)
    aims = reading.read_aims(outcomes)
    listed = reading.read_limits(limits)
    figures, bases = reading.figures_of(listed)
    if len(aims) > 1:
        check_pymoo()
    if (posted or any(isinstance(each, FeedbackPolicy) for each in bases.values())) and (
        engine != "numpy"
    ):
        raise refused("engine", engine, Text("numpy_for_adaptive"))
    ledger = programme.assumption_table(assumptions)
    design = designs.sampling(sampling, ledger, draws)
    check_budget(budget, draws, len(bases), bool(posted))
    trials = Trials(
        Settings(programme, ledger, months, seed, engine, executor, design),
        reading.outcomes_read(aims, listed),
        budget,
        progress,
    )
    ranges = None
    if posted:
        assert policy is not None
        given = {"programme": programme, "months": months, "seed": seed, "assumptions": ledger}
        ranges = signal_ranges(given, policy)
        trials.simulations += SHOWN_DRAWS
    for name, each in bases.items():
        trials.add(name, each)
    search = _Search(
        Candidates(
            Space(
                {**space_levers, **levers_of_rules(space_levers, posted)},
                [without_rules(space_levers, [name]) for name in posted],
            ),
            partial(_built, policy, build, posted, ranges),
            trials,
            aims,
            figures,
            Margin(score_of(assurance), draws, even=sampling == "sobol"),
            draws,
        ),
        draws=draws,
        fresh_seed=fresh,
        level=level,
        sampling=sampling,
    )
    return search.run(_starts(policy, space_levers, posted, starts))


class _Search:
    """Run a search and make its result."""

    def __init__(
        self,
        candidates: Candidates,
        draws: int,
        fresh_seed: int,
        level: float,
        sampling: Sampling,
    ) -> None:
        self.candidates, self.draws = candidates, draws
        self.fresh_seed, self.level, self.sampling = fresh_seed, level, sampling

    def run(self, starts: Sequence[Mapping[str, Any]]) -> Optimised:
        trials = self.candidates.trials
        stopped: Stopped = "budget"
        try:
            self._search(starts)
        except KeyboardInterrupt:
            if self._deepest() is None:
                raise
            stopped = "interrupted"
        deepest = self._deepest()
        if deepest is None:
            error = next(iter(trials.errors.values()), str(Text("no_figure_anywhere")))
            raise CommpartnerError(Text("no_policy_ran", error=error))
        found: dict[str, Any] = {"optimism": {}, "fresh": pd.DataFrame()}
        best = self._best(deepest)
        if stopped == "budget":
            try:
                found = self._again(best, deepest)
            except KeyboardInterrupt:
                stopped = "interrupted"
        return self._result(best, deepest, stopped, found)

    def _search(self, starts: Sequence[Mapping[str, Any]]) -> None:
        candidates, trials = self.candidates, self.candidates.trials
        rng = np.random.default_rng(trials.settings.seed)
        points = [candidates.space.point(values) for values in starts]
        known = [*_unique(point for point in points if point is not None)]
        seed = int(rng.integers(2**31))
        left = trials.budget - trials.simulations - self.draws
        few = max(self.draws // RISE, min(LEAST, self.draws))
        if len(candidates.aims) > 1:
            SeveralSearch(candidates, (few, self.draws), left, known, seed).run()
            return
        SingleSearch(candidates, _stages(self.draws, left), known, rng).run()

    def _deepest(self) -> int | None:
        """Return the most draws in which some candidate has figures; None if none has."""
        trials = self.candidates.trials
        counts = {trials.count(name) for name in self.candidates.points} - {0}
        with_figures = (n for n in sorted(counts, reverse=True) if self.candidates.with_draws(n))
        return next(with_figures, None)

    def _best(self, draws: int) -> str:
        candidates = self.candidates
        names = candidates.with_draws(draws)
        if len(candidates.aims) > 1:
            front = several.efficient(candidates, names, draws)
            if front:
                return several.nearest(candidates, front, draws)
        return candidates.ranked(names, draws)[0]

    def _again(self, best: str, draws: int) -> dict[str, Any]:
        candidates = self.candidates
        trials, aims = candidates.trials, candidates.aims
        fresh = trials.fresh(best, self.draws, self.fresh_seed)
        first = trials.draws(best, draws)
        level = self.level
        return {
            "optimism": {
                tables.label(aim): tables.optimism(
                    aim, per_draw(aim, first), per_draw(aim, fresh), level
                )
                for aim in aims
            },
            "fresh": tables.fresh_table(aims, candidates.limits, fresh, level),
        }

    def _result(
        self, best: str, draws: int, stopped: Stopped, found: Mapping[str, Any]
    ) -> Optimised:
        candidates, trials = self.candidates, self.candidates.trials
        names = candidates.with_draws(draws)
        judged = {name: candidates.judged(name, draws) for name in names}
        kept = [name for name, each in judged.items() if each is not None and each.kept]
        front = several.efficient(candidates, names, draws) or [best]
        ran = [name for name in candidates.points if trials.count(name) or name in trials.errors]
        return Optimised(
            best=trials.policies[best],
            levers=candidates.space.values(candidates.points[best]),
            kept=best in kept,
            front=tables.table(candidates, front, self.level).drop(columns="error"),
            evaluated=tables.table(candidates, ran, self.level),
            robustness=tables.robustness_table(candidates, kept or [best], draws),
            simulations=trials.simulations,
            budget=trials.budget,
            draws=draws,
            seed=trials.settings.seed,
            fresh_seed=self.fresh_seed,
            sampling=self.sampling,
            stopped=stopped,
            policies={name: trials.policies[name] for name in ran},
            **found,
        )


def _base(
    programme: Programme, base: Given | None, build: Callable[..., Any] | None
) -> Policy | FeedbackPolicy | None:
    if build is not None:
        if not callable(build):
            raise refused("build", build, Text("function_of_values"))
        if base is not None:
            raise refused("base", base, Text("base_or_build"))
        return None
    if base is None:
        raise refused("base", base, Text("base_or_build"))
    return base if isinstance(base, FeedbackPolicy) else named_policy(programme, base)[1]


def _built(
    base: Policy | FeedbackPolicy | None,
    build: Callable[..., Any] | None,
    posted: Sequence[str],
    ranges: SignalRanges | None,
    values: Mapping[str, Any],
) -> Policy | FeedbackPolicy:
    """Build the policy of some values, with its signposts."""
    if build is not None:
        return _by_function(build, values)
    assert base is not None
    own = {f"{name}.{part}" for name in posted for part in PARTS}
    policy = with_values(base, {name: each for name, each in values.items() if name not in own})
    if ranges is None:
        return policy
    posts = [ranges.post(name, values) for name in posted if values[name] is not None]
    found = tuple(post for post in posts if post is not None)
    if not found:
        return policy
    return FeedbackPolicy(plain(policy), Signposts(found))


def _by_function(build: Callable[..., Any], values: Mapping[str, Any]) -> Policy | FeedbackPolicy:
    try:
        policy = build(dict(values))
    except (InputError, KeyboardInterrupt):
        raise
    except Exception as error:
        told = Text("error_of_type", name=type(error).__name__, error=str(error))
        raise refused("build", told, Text("function_of_values")) from error
    if not isinstance(policy, Policy | FeedbackPolicy):
        raise refused("build", policy, Text("function_of_values"))
    return policy


def _starts(
    base: Policy | FeedbackPolicy | None,
    levers: Mapping[str, Lever],
    posted: Sequence[str],
    starts: object,
) -> list[dict[str, Any]]:
    """List the values to begin with: those of the base policy, and those of the caller."""
    if not isinstance(starts, Sequence) or not all(isinstance(each, Mapping) for each in starts):
        raise refused("starts", starts, Text("list_of_values"))
    found: list[dict[str, Any]] = [dict(each) for each in starts]
    if base is not None:
        policy = plain(base)
        known = {**policy.model_dump(), **dict(leaves(policy.model_dump()))}
        found.insert(0, {name: known.get(name) for name in levers})
    without = without_rules(levers, posted)
    return [{**without, **each} for each in found]


def _unique(points: Any) -> list[Array]:
    return list({point.tobytes(): point for point in points}.values())


def _stages(draws: int, left: int) -> list[tuple[int, int]]:
    """Return the draws of each stage and the simulations that it may use."""
    counts = [draws]
    while len(counts) < max(SHARES) and counts[0] // RISE >= LEAST:
        counts.insert(0, counts[0] // RISE)
    return [(n, int(share * left)) for n, share in zip(counts, SHARES[len(counts)], strict=True)]
