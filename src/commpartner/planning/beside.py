"""Compare the best policy of a search with its base in the same draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from commpartner.experiments.choosing.intervals import Interval, mean_interval, share_interval
from commpartner.experiments.comparing import compare
from commpartner.facts.outcomes import OUTCOMES
from commpartner.planning.optimising.goals import Chance, Limit, Sought
from commpartner.planning.optimising.judging import Aim, Bars, Draws, figure, per_draw
from commpartner.planning.optimising.optimised import Optimised
from commpartner.planning.optimising.reading import read_aims
from commpartner.planning.optimising.tables import RESAMPLES, label
from commpartner.planning.optimising.tables import interval as interval_of
from commpartner.problems.arguments import Array, Progress
from commpartner.programme import Policy, Programme

BASE, BEST = "base", "best"
LIMITS = (
    *("outcome", "test", "threshold", "share", "over_base", "room", "kept_in_search"),
    *("value", "low", "high", "kept"),
)
NOTHING = Interval(math.nan, math.nan, math.nan)


class Beside(NamedTuple):
    """Hold the best policy of a search beside its base.

    Attributes
    ----------
    figures
        One row a figure that is sought or limited: figure, outcome, unit, the base and the best
        policy, and the change, each with its interval; share_better of the draws.
    limits
        One row a limit: what it asks for, whether the search found it kept with the assurance asked
        for, and what the best policy reaches in these draws.
    draws, seed
        Of the comparison: those of the fresh draws, or of the search if it was interrupted.
    fresh
        Whether the draws are others than those of the search.
    """

    figures: pd.DataFrame
    limits: pd.DataFrame
    draws: int
    seed: int
    fresh: bool


def beside(
    found: Optimised,
    programme: Programme,
    base: Policy,
    outcomes: Sequence[str | Sought | Chance],
    limits: Sequence[Limit],
    *,
    months: int,
    level: float = 0.95,
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Beside:
    """Run base and best policy in common draws and tabulate figures, changes and limits.

    The draws are the fresh ones of the search, in which the best policy was not chosen. After an
    interruption they are those of the search.

    Parameters
    ----------
    found
        The result of the search.
    base
        Its base policy.
    outcomes, limits
        As in `optimise_policy`; a limit over a policy counts from `base`.
    months, executor, progress
        As in `compare`.
    level
        Of the intervals.
    """
    fresh = found.stopped == "budget"
    known = found.evaluated.set_index("policy").to_dict("index")
    row: Mapping[Any, Any] = known[best_name(found)]
    draws = found.draws if fresh else int(row["draws"])
    seed = found.fresh_seed if fresh else found.seed
    compared = compare(
        programme,
        {BASE: base, BEST: found.best},
        months=months,
        draws=draws,
        seed=seed,
        sampling="monte_carlo" if fresh else found.sampling,
        executor=executor,
        progress=progress,
    )
    both = _by_draw(compared.outcomes)
    aims = [*read_aims(list(outcomes))]
    sought = {label(aim) for aim in aims}
    named = dict.fromkeys(limit.outcome for limit in limits)
    aims += [Sought(name) for name in named if name not in sought]
    rooms = [float(row[f"room_{number + 1}_{each.outcome}"]) for number, each in enumerate(limits)]
    return Beside(
        pd.DataFrame([_figure_row(aim, both, level) for aim in aims]),
        pd.DataFrame(
            [_limit_row(each, room, both, level) for each, room in zip(limits, rooms, strict=True)],
            columns=pd.Index(LIMITS),
        ),
        draws,
        seed,
        fresh,
    )


def best_name(found: Optimised) -> str:
    """Return the name of the best policy in the tables of a search."""
    return next(name for name, each in found.policies.items() if each is found.best)


def _by_draw(outcomes: pd.DataFrame) -> dict[str, Draws]:
    """Return the outcomes of both policies by draw; NaN in a draw that failed."""
    draws = np.unique(outcomes["draw"])
    found: dict[str, Draws] = {}
    for name, rows in outcomes.groupby("policy"):
        table = rows.set_index("draw").reindex(draws)
        found[str(name)] = {each: table[each].to_numpy() for each in OUTCOMES if each in table}
    return found


def _figure_row(aim: Aim, both: Mapping[str, Draws], level: float) -> dict[str, Any]:
    base, best = (per_draw(aim, both[name]) for name in (BASE, BEST))
    row: dict[str, Any] = {"figure": label(aim)}
    row |= {"unit": "share" if isinstance(aim, Bars) else OUTCOMES[aim.outcome].unit}
    there = np.isfinite(base) & np.isfinite(best)
    parts = {
        BASE: _interval(aim, base, level),
        BEST: _interval(aim, best, level),
        "change": _change(aim, base[there], best[there], level),
    }
    for name, each in parts.items():
        row |= {name: each.mean, f"{name}_low": each.low, f"{name}_high": each.high}
    return row


def _interval(aim: Aim, values: Array, level: float) -> Interval:
    """Return a figure of the draws that have a number, with its interval."""
    there = values[np.isfinite(values)]
    return interval_of(aim, there, level) if there.size > 1 else NOTHING


def _change(aim: Aim, base: Array, best: Array, level: float) -> Interval:
    """Return the change of a figure in paired draws; by resampling draws if it is no mean."""
    if base.size < 2:
        return NOTHING
    if isinstance(aim, Bars) or aim.statistic == "mean":
        return mean_interval(best - base, level)
    rng = np.random.default_rng(0)
    again = rng.integers(base.size, size=(RESAMPLES, base.size))
    changes = [figure(aim, best[each]) - figure(aim, base[each]) for each in again]
    tails = [(1.0 - level) / 2.0, (1.0 + level) / 2.0]
    low, high = (float(end) for end in np.quantile(changes, tails))
    return Interval(figure(aim, best) - figure(aim, base), low, high)


def _limit_row(
    limit: Limit, room: float, both: Mapping[str, Draws], level: float
) -> dict[str, Any]:
    """Tabulate a limit: the mean, or the share of the draws that reach the number."""
    at_least = limit.test == "at_least"
    reaches: Callable[[Any, float], Any] = np.greater_equal if at_least else np.less_equal
    values = both[BEST][limit.outcome]
    number = limit.number
    if limit.share is None:
        if limit.over is not None:
            values = values - both[BASE][limit.outcome]
        value = mean_interval(values, level) if values.size > 1 else NOTHING
        kept = bool(reaches(value.mean, number))
    else:
        if limit.over is not None:
            number += float(both[BASE][limit.outcome].mean())
        share = float(np.mean(reaches(values, number)))
        value = Interval(share, *share_interval(share, values.size, level))
        kept = share >= limit.share
    return {
        "outcome": limit.outcome,
        "test": limit.test,
        "threshold": limit.number,
        "share": math.nan if limit.share is None else limit.share,
        "over_base": limit.over is not None,
        "room": room,
        "kept_in_search": room >= 0.0,
        "value": value.mean,
        "low": value.low,
        "high": value.high,
        "kept": kept,
    }


def base_values(base: Policy, levers: Sequence[str]) -> dict[str, Any]:
    """Return the values that levers have in a policy, by their dotted names.

    Examples
    --------
    >>> policy = Policy(organisation="unmanaged", fee=0.8)
    >>> base_values(policy, ["fee", "free_months", "orders.recheck"])
    {'fee': 0.8, 'free_months': 0, 'orders.recheck': None}
    """
    known = base.model_dump()
    found: dict[str, Any] = {}
    for name in levers:
        value: Any = known
        for part in name.split("."):
            value = _inside(value, part)
        found[name] = value
    return found


def _inside(value: Any, part: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, tuple | list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return None
