"""Simulate policies, estimate savings and collect the tables of both."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commpartner.cli.printing import Terminal
from commpartner.cli.terminal import bars
from commpartner.cli.words import say
from commpartner.programme import Programme
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings, estimate_savings, savings_by_step
from commpartner.simulation import simulate_together
from commpartner.texts import Language

STEPS = (0.1, 0.25, 0.5, 1.0)  # smallest posts beside which every saving is shown [FTE]


def run_all(
    programme: Programme,
    chosen: tuple[str, ...],
    focus: str,
    console: Terminal,
    *,
    months: int,
    draws: int,
    seed: int,
    engine: Any,
    language: Language = "en",
) -> tuple[dict[str, SimulationResult], Savings | None, pd.DataFrame | None]:
    """Simulate every policy and estimate the savings of the one in focus."""
    with bars(console) as follow:
        results = simulate_together(
            programme,
            {name: programme.policies[name] for name in chosen},
            months=months,
            draws=draws,
            seed=seed,
            engine=engine,
            ledger=programme.assumption_table(None),
            progress=follow(say("progress_policies", language), draws * len(chosen)),
        )
        if not results[focus].estates["centre"].any():
            return results, None, None
        saved = estimate_savings(
            programme,
            focus,
            draws=draws,
            seed=seed,
            progress=follow(say("progress_savings", language), draws),
        )
        by_step = savings_by_step(
            programme,
            programme.policies[focus],
            STEPS,
            draws=draws,
            seed=seed,
            progress=follow(say("progress_posts", language), len(STEPS) * draws),
        )
    return results, saved, by_step


def tables_of(
    results: dict[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    by_step: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Collect the tables of a run by the names of their files."""

    def stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
        stack = pd.concat(tables, names=["policy", "row"]).reset_index(level="policy")
        return stack.reset_index(drop=True)

    tables = {
        "summary": stacked({name: result.summary() for name, result in results.items()}),
        "variance_by_kind": stacked(
            {name: result.variance_by_kind() for name, result in results.items()}
        ),
        "outcomes": stacked(
            {name: result.outcomes.reset_index() for name, result in results.items()}
        ),
        "monthly": stacked({name: result.monthly for name, result in results.items()}),
        "ledger": stacked({name: result.ledger for name, result in results.items()}),
        "payers": stacked({name: result.payers for name, result in results.items()}),
        "cost_lines": stacked({name: result.cost_lines() for name, result in results.items()}),
        "cash_flow": stacked({name: result.cash_flow() for name, result in results.items()}),
        "estates": results[focus].estates,
        "in_kind": stacked({name: result.in_kind for name, result in results.items()}),
        "ventures": stacked({name: result.ventures for name, result in results.items()}),
        "partners": stacked({name: result.partners for name, result in results.items()}),
        "provenance": results[focus].provenance(),
    }
    if saved is not None and by_step is not None:
        tables |= {
            "savings": saved.total,
            "savings_by_mechanism": saved.by_mechanism,
            "savings_by_estate": saved.by_estate,
            "savings_by_step": by_step,
        }
    return tables


def origin_of(results: dict[str, SimulationResult], focus: str) -> dict[str, Any]:
    """Describe the run that the tables come from."""
    some = results[focus]
    note = some.estates.attrs.get("note")
    return {
        "policies": list(results),
        "estates_and_savings_of": focus,
        "months": some.months,
        "draws": some.draws,
        "seed": some.seed,
        "engine": some.engine,
        "largest_imbalance_yuan": max(r.largest_imbalance for r in results.values()),
        "units": {"outcomes": some.outcomes.attrs["units"], "estates": some.estates.attrs["units"]},
        "notes": {"savings_by_estate": note, "estates": note} if note else {},
    }
