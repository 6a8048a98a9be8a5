"""Answer what the operator must find in the first years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.accounts import ACCOUNTS, OWN_MEANS
from commpartner.flows.namespace import Array
from commpartner.model.accounts import account_flows
from commpartner.planning.questions.answer import Answer, Figure, Sentence, label
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.solving import spread
from commpartner.problems.arguments import one_count
from commpartner.programme import Policy, Programme

MONTHS_OF_YEAR = 12
MOST_YEARS = 30


def operator_must_find(
    programme: Programme,
    policy: Policy | str,
    *,
    years: int = 3,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Compute what the operator must find from its own means in the first years.

    .. math:: F_d = \sum_{t < 12 y} \sum_{a} \text{flow}_{a,d,t}

    over the accounts :math:`a` that the operator pays from its own means: the fallback, set-up of
    centres, capital of ventures, free repairs and others (`SimulationResult.payers`). What it
    receives later is not taken off. Amounts are nominal.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    years
        Number of years from the start.
    draws
        Number of draws.

    Returns
    -------
    Answer
        In yuan: the mean, and the 5 and 95 % quantiles of the sum over the years.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.operator_must_find(
    ...     cp.datasets.load("xiashan"), "partner", draws=8, seed=7
    ... )
    >>> found.table["year"].tolist(), found.low < found.value < found.high
    (['1', '2', '3', 'all'], True)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    years = one_count("years", years, MOST_YEARS)
    paid = _paid(asked, years)
    whole = sum(paid.values(), np.zeros((draws, years)))
    total = whole.sum(axis=1)
    rows = [{"year": str(year + 1), **spread(whole[:, year])} for year in range(years)]
    table = pd.DataFrame([*rows, {"year": "all", **spread(total)}])
    table.attrs["units"] = dict.fromkeys(("mean", "p5", "p95"), "yuan")
    detail = pd.DataFrame(
        [
            {"account": name, "year": str(year + 1), **spread(amount[:, year])}
            for name, amount in paid.items()
            for year in range(years)
        ]
    )
    end = spread(total)
    largest = max(paid, key=lambda name: float(paid[name].sum()), default="fallback")
    told = {
        "policy": asked.label,
        "years": years,
        "value": Figure(end["mean"], "yuan"),
        "low": Figure(end["p5"], "yuan", alone=True),
        "high": Figure(end["p95"], "yuan"),
        "first": Figure(float(whole[:, 0].mean()), "yuan"),
        "account": asked.account(largest),
        "part": Figure(float(paid[largest].sum() / whole.sum()) if whole.any() else 0.0, "share"),
    }
    return asked.answer(
        "operator_must_find",
        total,
        "yuan",
        (end["mean"], end["p5"], end["p95"]),
        (np.nan, np.nan),
        table,
        [Sentence("asked_operator", told), Sentence("asked_operator_for", told)],
        months=years * MONTHS_OF_YEAR,
        detail=detail,
        names={
            **{str(year): label("year", year=year) for year in range(1, years + 1)},
            "all": label("asked_all_years"),
            **{name: asked.account(name) for name in paid},
        },
    )


def _paid(asked: Asked, years: int) -> dict[str, Array]:
    """Compute what the operator pays from its own means by account, shape (draw, year) each."""
    months = years * MONTHS_OF_YEAR
    names = [name for name in OWN_MEANS if ACCOUNTS[name].payer == "operator"]
    parts: dict[str, list[Array]] = {name: [] for name in names}
    for ran, _ in asked.run(months):
        flows = account_flows(ran.inputs, ran.run)
        for name in names:
            by_year = flows[name].reshape(-1, years, MONTHS_OF_YEAR)
            parts[name].append(np.add.reduce(by_year, axis=2))
    found = {name: np.concatenate(each) for name, each in parts.items()}
    return {name: each for name, each in found.items() if each.any()}
