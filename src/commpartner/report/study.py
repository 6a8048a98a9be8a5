"""Run everything that a report or a workbook shows, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.joining import joined
from commpartner.experiments.learning.information import (
    LEAST_DRAWS,
    Information,
    value_of_information,
)
from commpartner.facts.shown import Shown
from commpartner.model.engines import Engine
from commpartner.model.scheme import unknown_policy
from commpartner.problems.arguments import Progress
from commpartner.problems.wording import known_name
from commpartner.programme import Programme
from commpartner.report.chosen import baseline_of, focus_of
from commpartner.report.play.emulator import Emulator, fit_emulator
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings, estimate_savings
from commpartner.simulation import simulate, simulate_together
from commpartner.texts import Text

if TYPE_CHECKING:
    from commpartner.calibration.result import Calibration

# Of a decision between policies: all costs and all benefits, whoever has them.
BENEFIT = "social_net_benefit"

Follow = Callable[[str, int], Progress]


@dataclass(frozen=True, eq=False, repr=False)
class Study(Shown):
    """Hold the runs of a report: every policy in the same draws, and more about one.

    Attributes
    ----------
    programme
        What exists.
    focus, baseline
        Names of the policy that the report is about, and of the one it is compared with.
    results
        By name of the policy.
    comparison
        The same runs, paired.
    savings
        Of the centres of the focus; None if it opens none.
    information
        The value of information for the choice between the policies; None if there is one
        policy, or too few draws.
    emulator
        Of the focus over some levers; None if it was not asked for, or no lever moves a figure.
    calibration
        What the district's own books have settled; None without books.
    fee_stays
        The focus with a service charge that does not rise; None if it does not rise anyway.
    """

    programme: Programme
    focus: str
    baseline: str
    results: Mapping[str, SimulationResult]
    comparison: Comparison
    savings: Savings | None
    information: Information | None
    emulator: Emulator | None
    calibration: Calibration | None
    fee_stays: SimulationResult | None

    def _repr_html_(self) -> str:
        return f"{self.main._repr_html_()}\n{self.comparison._repr_html_()}"

    @property
    def main(self) -> SimulationResult:
        """Return the run of the focus."""
        return self.results[self.focus]


def study(
    programme: Programme,
    focus: str | None = None,
    *,
    policies: Iterable[str] | None = None,
    baseline: str | None = None,
    months: int = 120,
    draws: int = 500,
    seed: int = 7,
    engine: Engine = "numpy",
    calibration: Calibration | None = None,
    play: bool = True,
    executor: Executor | int | None = None,
    follow: Follow | None = None,
) -> Study:
    """Run the policies of a programme for a report.

    Parameters
    ----------
    programme
        What exists.
    focus
        The policy that the report is about; none: ``"partner"``, or else the last one.
    policies
        Names of the policies that are compared; none: all.
    baseline
        The policy that others are compared with; none: stand-alone, or else the first one.
    months, draws, seed, engine
        As in `simulate`.
    calibration
        Of `calibrate`, for this programme: its assumptions are taken.
    play
        Whether to fit an emulator of the focus, by which a page answers.
    executor
        As in `compare`, for the runs of the emulator.
    follow
        Called with the code of a step and its number of runs; what it returns is called with
        (done, in all).

    Raises
    ------
    InputError
        If a policy is unknown.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.report.study import study
    >>> xiashan = cp.datasets.load("xiashan")
    >>> two = ["stand_alone", "clustered"]
    >>> found = study(xiashan, policies=two, months=12, draws=8, play=False)
    >>> found.focus, found.baseline
    ('clustered', 'stand_alone')
    """
    names = list(programme.policies if policies is None else dict.fromkeys(policies))
    for name in names:
        if name not in programme.policies:
            raise unknown_policy(name, programme)
    if not names:
        allowed = Text("at_least_one_policy")
        raise InputError([Problem("study", None, "policies", Text("none"), allowed)])
    focus = focus_of(names) if focus is None else focus
    known_name("study", "focus", focus, names)
    if baseline is not None:
        known_name("study", "baseline", baseline, names)
    table = None if calibration is None else calibration.assumption_table
    ledger = programme.assumption_table(table)

    def following(step: str, count: int) -> Progress | None:
        return None if follow is None else follow(step, count)

    results = simulate_together(
        programme,
        {name: programme.policies[name] for name in names},
        months=months,
        draws=draws,
        seed=seed,
        engine=engine,
        ledger=ledger,
        progress=following("progress_policies", draws * len(names)),
    )
    saved = _savings(results[focus], table, following("progress_savings", draws))
    return study_of(
        results,
        focus,
        saved,
        baseline=baseline,
        calibration=calibration,
        play=play,
        executor=executor,
        follow=follow,
    )


def study_of(
    results: Mapping[str, SimulationResult],
    focus: str,
    savings: Savings | None,
    *,
    baseline: str | None = None,
    calibration: Calibration | None = None,
    play: bool = True,
    executor: Executor | int | None = None,
    follow: Follow | None = None,
) -> Study:
    """Complete runs that stand to a study: compare, learn, fit the emulator.

    Parameters
    ----------
    results
        Runs of one programme in the same draws, by name of the policy.
    savings
        Of the focus, from `estimate_savings`; None if it opens no centre.
    focus, baseline, calibration, play, executor, follow
        As in `study`.
    """
    main, comparison = results[focus], joined(results)
    table = None if calibration is None else calibration.assumption_table
    emulator = None
    if play:
        progress = None if follow is None else follow("progress_play", 1)
        emulator = fit_emulator(main, table, executor=executor, progress=progress)
    return Study(
        programme=main.programme,
        focus=focus,
        baseline=baseline_of(results, focus) if baseline is None else baseline,
        results=results,
        comparison=comparison,
        savings=savings,
        information=_information(comparison),
        emulator=emulator,
        calibration=calibration,
        fee_stays=_fee_stays(main, table),
    )


def _fee_stays(main: SimulationResult, table: AssumptionTable | None) -> SimulationResult | None:
    """Run the focus with a service charge that does not rise; None if that changes nothing."""
    if main.policy.fee_growth == 0:
        return None
    stays = simulate(
        main.programme,
        main.policy.replace(fee_growth=0.0),
        months=main.months,
        draws=main.draws,
        seed=main.seed,
        engine=cast(Engine, main.engine),
        assumptions=table,
    )
    return None if stays.outcomes.equals(main.outcomes) else stays


def _savings(
    main: SimulationResult, table: AssumptionTable | None, progress: Progress | None
) -> Savings | None:
    if not main.estates["centre"].any():
        return None
    return estimate_savings(
        main.programme,
        main.policy_name,
        draws=main.draws,
        seed=main.seed,
        assumptions=table,
        progress=progress,
    )


def _information(comparison: Comparison) -> Information | None:
    """Estimate the value of information; none if there is nothing to choose or to tell."""
    if len(comparison.policies) < 2 or comparison.draws < LEAST_DRAWS:
        return None
    if BENEFIT not in comparison.outcomes or comparison.outcomes[BENEFIT].isna().any():
        return None
    return value_of_information(comparison, BENEFIT)
