"""Fit an emulator to runs of the model, so that a page can answer without the model."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.comparing import compare
from commpartner.facts.shown import Shown
from commpartner.flows.namespace import Array
from commpartner.measures.threads import one_thread
from commpartner.problems.arguments import Progress
from commpartner.problems.optional import optional
from commpartner.programme import Policy
from commpartner.report.play.sliders import DIGITS, Slider, moved, sliders
from commpartner.results.result import SimulationResult

# The figures that the sliders move; those that the emulator does not meet are left out.
FIGURES = (
    "public_net_cost",
    "fallback_per_year",
    "fees_per_household_month",
    "collection_rate_current",
    "self_sufficiency_year_5",
    "satisfaction",
)
MOST_SLIDERS = 5
LEAST_R2 = 0.99  # of a figure that is shown, on runs that were held out of the fit
TRAINED, HELD_OUT = 64, 32  # settings of the sliders
CHECKED = 4  # of the held-out settings, run again with all draws
SETTINGS_TOGETHER = 20  # policies of one comparison: what they have in common is computed once
FEWEST_DRAWS, MOST_DRAWS = 32, 128
ROOM = 30_000  # estates times draws of one setting, so that 870 estates take a few seconds
MOVES = 5e-3  # of a figure: a lever that moves every figure by less is left out
STILL = 1e-6  # of a figure: its spread over the settings if nothing moves it
SMALLEST, LARGEST = 0.05, 100.0  # length scales, in ranges of a slider


@dataclass(frozen=True, eq=False, repr=False)
class Surface(Shown):
    r"""Hold the emulator of one figure: a Gaussian process with a Matern 5/2 kernel.

    With :math:`r^2 = \sum_j ((x_j - c_j) / l_j)^2` over the sliders, each from 0 to 1,

    .. math:: y = m + s \sum_i w_i (1 + \sqrt{5} r_i + 5 r_i^2 / 3) \exp(-\sqrt{5} r_i)

    Attributes
    ----------
    outcome
        The figure.
    mean, scale
        m and s [unit of the outcome].
    lengths
        l, one a slider [range of the slider].
    weights
        w, one a setting of the fit.
    r2
        Share of the variance of the held-out runs that it explains.
    error
        The 95 % quantile of its absolute errors on held-out runs, or the largest on `CHECKED` of
        them with as many draws as the policy's own run has, if that is more [unit of the outcome].
    shift
        Added, so that the sliders' first place has the figure of a full run [unit of the outcome].
    """

    outcome: str
    mean: float
    scale: float
    lengths: tuple[float, ...]
    weights: tuple[float, ...]
    r2: float
    error: float
    shift: float = 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Emulator(Shown):
    """Hold the emulators of some figures over the same sliders.

    Attributes
    ----------
    sliders
        The levers, in the order of the columns of `centres`, each with its first place.
    fixed
        Levers that the policy draws from a row of assumptions; their sliders begin at its mean.
    centres
        The settings of the fit, each slider from 0 to 1, shape (setting, slider).
    surfaces
        One a figure that it meets.
    left_out
        Figures with less than `LEAST_R2`, and theirs.
    draws, settings, held_out
        Draws of each run, and the runs of the fit and of the test.
    """

    sliders: tuple[Slider, ...]
    fixed: tuple[str, ...]
    centres: Array
    surfaces: tuple[Surface, ...]
    left_out: Mapping[str, float]
    draws: int
    settings: int
    held_out: int

    def predict(self, values: Mapping[str, float]) -> dict[str, float]:
        """Predict each figure for some values of the levers; the others stay in their place."""
        at = np.array([values.get(each.lever, each.value) for each in self.sliders])
        place = _to_unit(at[None, :], self.sliders)
        return {
            each.outcome: float(predicted(each, self.centres, place)[0]) + each.shift
            for each in self.surfaces
        }


def predicted(surface: Surface, centres: Array, places: Array) -> Array:
    """Compute the figure at places of the sliders, shape (place,)."""
    gap = (places[:, None, :] - centres) / np.array(surface.lengths)
    root = np.sqrt(5.0 * np.square(gap).sum(axis=-1))
    kernel = (1.0 + root + np.square(root) / 3.0) * np.exp(-root)
    found: Array = surface.mean + surface.scale * (kernel @ np.array(surface.weights))
    return found


@one_thread()
def fit_emulator(
    full: SimulationResult,
    assumptions: AssumptionTable | None = None,
    *,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Emulator | None:
    """Fit emulators of a policy's figures over some of its levers.

    The levers are tried one by one at both ends of their sliders. The first five of the table that
    move a figure are varied together over a Latin hypercube; every setting is a run of the model
    in the same draws. A second hypercube is held out of the fit and measures it.

    Parameters
    ----------
    full
        The run of a policy; the emulator has its months, seed and, by one more run of as many
        draws with the sliders in their first places, its means.
    assumptions
        As in `simulate`.
    executor
        As in `compare`.
    progress
        Called with (settings run, settings in all).

    Returns
    -------
    Emulator or None
        None if no lever moves any figure.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed (extra ``report``).
    """
    optional("sklearn.gaussian_process")
    there = full.outcomes.columns[full.outcomes.notna().all()]
    figures = [name for name in FIGURES if name in there]
    runs = _Runs(full, assumptions, figures, executor, progress)
    known = [_standing(each, full) for each in sliders(full.programme, full.policy)]
    chosen = _chosen(runs, known)
    if not chosen or not figures:
        return None
    source = np.random.default_rng(full.seed)
    parts = [qmc.LatinHypercube(len(chosen), rng=source).random(n) for n in (TRAINED, HELD_OUT)]
    values = _rounded(np.concatenate(parts), chosen)
    found = runs.at(values, chosen)
    places = _to_unit(values, chosen)
    first = {each.lever: each.value for each in chosen}
    again = np.vstack([list(first.values()), values[TRAINED : TRAINED + CHECKED]])
    means = runs.in_full(runs.settings(again, chosen))
    here = _to_unit(again, chosen)
    surfaces, left_out = [], {}
    for figure in figures:
        surface = _fitted(figure, places, found[figure].to_numpy())
        if surface is None:
            continue
        if surface.r2 < LEAST_R2:
            left_out[figure] = surface.r2
            continue
        apart = means[figure].to_numpy() - predicted(surface, places[:TRAINED], here)
        shift = float(apart[0])
        error = max(surface.error, float(np.abs(apart - shift).max()))
        surfaces.append(replace(surface, shift=shift, error=error))
    fixed = tuple(name for name in first if isinstance(getattr(full.policy, name), str))
    return Emulator(
        sliders=chosen,
        fixed=fixed,
        centres=places[:TRAINED],
        surfaces=tuple(surfaces),
        left_out=left_out,
        draws=runs.draws,
        settings=TRAINED,
        held_out=HELD_OUT,
    )


def _standing(slider: Slider, full: SimulationResult) -> Slider:
    """Move the first place of a lever that names a row to the mean that was drawn."""
    row = getattr(full.policy, slider.lever)
    if not isinstance(row, str) or row not in full.assumptions:
        return slider
    steps = round((float(full.assumptions[row].mean()) - slider.low) / slider.step)
    place = round(slider.low + steps * slider.step, DIGITS)
    return replace(slider, value=min(max(place, slider.low), slider.high))


class _Runs:
    """Run settings of the sliders in common draws."""

    def __init__(
        self,
        full: SimulationResult,
        assumptions: AssumptionTable | None,
        figures: Sequence[str],
        executor: Executor | int | None,
        progress: Progress | None,
    ) -> None:
        self.full, self.policy, self.assumptions = full, full.policy, assumptions
        self.figures, self.executor, self.progress = list(figures), executor, progress
        served = max(len(full.estates), 1)
        self.draws = int(np.clip(ROOM / served, FEWEST_DRAWS, MOST_DRAWS))
        self.done = 0

    def of(self, policies: Mapping[str, Policy], whole: int) -> pd.DataFrame:
        """Compute the mean of each figure by policy."""
        names, means = list(policies), []
        for first in range(0, len(names), SETTINGS_TOGETHER):
            some = {name: policies[name] for name in names[first : first + SETTINGS_TOGETHER]}
            found = compare(
                self.full.programme,
                some,
                months=self.full.months,
                draws=self.draws,
                seed=self.full.seed,
                assumptions=self.assumptions,
                sampling="latin_hypercube",
                executor=self.executor,
            )
            by_policy = found.outcomes.groupby("policy", sort=False)[self.figures].mean()
            means.append(by_policy.loc[list(some)])
            self.done += len(some)
            if self.progress is not None:
                self.progress(min(self.done, whole), whole)
        return pd.concat(means)

    def in_full(self, policies: Mapping[str, Policy]) -> pd.DataFrame:
        """Compute the mean of each figure over as many draws as the policy's own run has."""
        found = compare(
            self.full.programme,
            policies,
            months=self.full.months,
            draws=self.full.draws,
            seed=self.full.seed,
            assumptions=self.assumptions,
            executor=self.executor,
        )
        return found.outcomes.groupby("policy", sort=False)[self.figures].mean()

    def at(self, values: Array, chosen: Sequence[Slider]) -> pd.DataFrame:
        """Compute the figures at settings of the sliders."""
        settings = self.settings(values, chosen)
        return self.of(settings, self.done + len(settings))

    def settings(self, values: Array, chosen: Sequence[Slider]) -> dict[str, Policy]:
        """Set the levers of the policy, one policy a row of values."""
        levers = [each.lever for each in chosen]
        return {
            str(number): moved(self.policy, dict(zip(levers, row, strict=True)))
            for number, row in enumerate(values.tolist())
        }


def _chosen(runs: _Runs, known: Sequence[Slider]) -> tuple[Slider, ...]:
    """Choose the first levers that move a figure between the ends of their sliders."""
    trials = {"": runs.policy}
    for each in known:
        for end in (each.low, each.high):
            trials[f"{each.lever} {end}"] = moved(runs.policy, {each.lever: end})
    found = runs.of(trials, len(trials) + TRAINED + HELD_OUT)
    size = found.loc[""].abs().clip(lower=1e-12)
    effects = {}
    for each in known:
        ends = found.loc[[f"{each.lever} {end}" for end in (each.low, each.high)]]
        effects[each.lever] = (ends - found.loc[""]).abs().max() / size
    table = pd.DataFrame(effects)
    moving = set(table.columns[(table > MOVES).any()])
    return tuple(each for each in known if each.lever in moving)[:MOST_SLIDERS]


def _fitted(figure: str, places: Array, values: Array) -> Surface | None:
    """Fit one figure on the first settings and test it on the others.

    None if nothing moves it, or some setting has no such figure.
    """
    process = optional("sklearn.gaussian_process")
    kernels = optional("sklearn.gaussian_process.kernels")
    train, test = slice(0, TRAINED), slice(TRAINED, None)
    mean, scale = float(values[train].mean()), float(values[train].std())
    if np.isnan(values).any() or scale <= STILL * abs(mean):
        return None
    kernel = kernels.Matern(
        length_scale=np.ones(places.shape[1]), length_scale_bounds=(SMALLEST, LARGEST), nu=2.5
    )
    model: Any = process.GaussianProcessRegressor(
        kernels.ConstantKernel(1.0, (1e-2, 1e4)) * kernel + kernels.WhiteKernel(1e-5, (1e-9, 1e-1)),
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a length at its bound: a slider that moves little
        model.fit(places[train], (values[train] - mean) / scale)
    matern = model.kernel_.k1
    surface = Surface(
        figure,
        mean,
        scale,
        tuple(np.broadcast_to(matern.k2.length_scale, (places.shape[1],)).tolist()),
        tuple((matern.k1.constant_value * model.alpha_).tolist()),
        0.0,
        0.0,
    )
    errors = values[test] - predicted(surface, places[train], places[test])
    spread = np.square(values[test] - values[test].mean()).sum()
    r2 = 1.0 - float(np.square(errors).sum() / spread)
    return replace(surface, r2=r2, error=float(np.quantile(np.abs(errors), 0.95)))


def _rounded(places: Array, chosen: Sequence[Slider]) -> Array:
    """Return the values of the levers at places from 0 to 1; whole levers take whole numbers."""
    low, high = (np.array([getattr(each, end) for each in chosen]) for end in ("low", "high"))
    values = low + places * (high - low)
    whole = np.array([each.whole for each in chosen])
    found: Array = np.where(whole, np.round(values), values)
    return found


def _to_unit(values: Array, chosen: Sequence[Slider]) -> Array:
    low, high = (np.array([getattr(each, end) for each in chosen]) for end in ("low", "high"))
    found: Array = (values - low) / (high - low)
    return found
