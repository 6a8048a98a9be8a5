"""Add draws until the best policy is told from the others or a maximum is reached."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.experiments.choosing.choice import level_at_look, ranking
from commpartner.experiments.choosing.delivery import DELIVERED, that_deliver
from commpartner.experiments.comparing import (
    Policies,
    assembled,
    collect,
    named_policies,
)
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running.experiment import Part
from commpartner.experiments.running.plan import Plan, planned, settings_of
from commpartner.experiments.running.store import Store, open_store
from commpartner.experiments.running.tasks import check_executor
from commpartner.facts.shown import Shown
from commpartner.model.engines import Engine
from commpartner.problems.arguments import Progress, check_arguments, check_progress, refused
from commpartner.problems.reading import path_of
from commpartner.programme import Programme
from commpartner.texts import Text, either


@dataclass(frozen=True, eq=False, repr=False)
class SequentialComparison(Shown):
    """Hold a sequential comparison: the order of policies and the draws it took.

    Attributes
    ----------
    comparison
        Of all draws made.
    ranking
        The last look: policies from best to worst, each told from the next or not. Policies that
        do not deliver the standard are left out, if two others are left.
    told_apart
        Whether all of them are, at the level asked for, all looks together.
    looks
        One row a look: draws, level of the look, pairs told apart, pairs.
    verdict
        The same in a sentence, in both languages: ``verdict.in_language("zh")``.
    left_out
        Policies that do not deliver the standard: serving nobody costs nothing.
    """

    comparison: Comparison
    ranking: pd.DataFrame
    told_apart: bool
    looks: pd.DataFrame
    verdict: Text
    left_out: tuple[str, ...] = ()


def compare_until(
    programme: Programme,
    policies: Policies,
    outcome: str,
    *,
    level: float = 0.95,
    first: int = 256,
    most: int = 16_384,
    months: int = 120,
    seed: int = 0,
    engine: Engine = "numpy",
    assumptions: AssumptionTable | None = None,
    executor: Executor | int | None = None,
    store: str | Path | None = None,
    progress: Progress | None = None,
) -> SequentialComparison:
    """Compare policies in ever more draws until their order is sure or `most` is reached.

    The draws double from look to look. Each look is held to the level of `level_at_look`, so that
    the statement keeps `level` although one looks again and again. Policies that are the same in
    every draw are never told apart, and more draws are not spent on them. A policy that delivers
    less than 0.95 of the standard is left out of the order (see `delivery`), and the verdict names
    it. If fewer than two deliver it, all are ranked and none is named best.

    Parameters
    ----------
    outcome
        By which policies are ranked.
    level
        Of the whole order at the end, between 0 and 1 [share].
    first, most
        Draws of the first look, and at most.
    programme, policies, months, seed, engine, assumptions, executor, store, progress
        As in `compare`; with a store, its parts have `first` draws.

    Returns
    -------
    SequentialComparison

    Raises
    ------
    InputError, ValueError, StoreBusyError, CommpartnerError, MissingExtraError
        As in `compare` and `ranking`.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> told = compare_until(
    ...     xiashan, ["clustered", "partner"], "fallback_cumulative", first=16, most=32, months=12
    ... )
    >>> told.told_apart, told.looks["draws"].tolist()
    (True, [16])
    """
    check_arguments(months=months, first=first, most=most, seed=seed)
    check_executor(executor)
    check_progress(progress)
    folder = None if store is None else path_of(store)
    if most < first:
        raise refused("most", most, Text("first_or_more", first=first))
    plan = planned(
        programme,
        named_policies(programme, policies),
        settings_of(months=months, draws=first, seed=seed, engine=engine, part=first),
        programme.assumption_table(assumptions),
    )
    with _opened(folder, plan) as kept:
        parts: list[Part] = []
        looks = []
        for look in count(1):
            draws = min(first * 2 ** (look - 1), most)
            now = replace(plan, settings=plan.settings.model_copy(update={"draws": draws}))
            parts = collect(now, executor, kept, progress, parts)
            comparison = assembled(now, parts)
            at = level_at_look(level, look)
            deliver = that_deliver(comparison)
            ranked = comparison.only(deliver) if len(deliver) > 1 else comparison
            table = ranking(ranked, outcome, at)
            pairs = table.iloc[:-1]
            looks.append(
                {
                    "draws": draws,
                    "level": at,
                    "told_apart": int(pairs["told_apart"].sum()),
                    "pairs": len(pairs),
                }
            )
            hopeless = pairs.loc[~pairs["told_apart"], "draws_needed"]
            if pairs["told_apart"].all() or draws >= most or hopeless.isna().all():
                break
    left_out = tuple(name for name in comparison.policies if name not in deliver)
    verdict = _verdict(table, outcome, level, draws, left_out)
    apart = bool(pairs["told_apart"].all())
    return SequentialComparison(comparison, table, apart, pd.DataFrame(looks), verdict, left_out)


def _opened(folder: Path | None, plan: Plan) -> AbstractContextManager[Store | None]:
    if folder is None:
        return nullcontext()
    return open_store(folder, plan.identity(), plan.text())


def _verdict(
    table: pd.DataFrame, outcome: str, level: float, draws: int, left_out: tuple[str, ...]
) -> Text:
    """Describe whether the order is sure, the best policy, and those left out."""
    about = {"outcome": outcome, "level": level, "draws": draws}
    pairs = table.iloc[:-1]
    open_pairs = pairs[~pairs["told_apart"]]
    few = not set(left_out).isdisjoint(table["policy"])  # then they are in the order all the same
    if not open_pairs.empty:
        each = map(_open_pair, open_pairs.to_dict("records"))
        verdict = Text("until_open", **about, pairs=either(each, "one_and_other"))
    elif few:
        verdict = Text("until_order_sure", **about)
    else:
        verdict = Text("until_sure", **about, best=table["policy"].iloc[0])
    if not left_out:
        return verdict
    code = "until_few_deliver" if few else "until_left_out"
    names = ", ".join(left_out)
    return Text(code, verdict=verdict, least=DELIVERED, policies=names)


def _open_pair(row: Mapping[Hashable, Any]) -> Text:
    names = {"policy": row["policy"], "next": row["next"]}
    if pd.isna(row["draws_needed"]):
        return Text("pair_same_mean", **names)
    return Text("pair_needs_draws", **names, draws=row["draws_needed"])
