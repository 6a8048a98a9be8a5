"""Estimate the savings of pooling and split them over mechanisms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import ArgumentError
from commpartner.facts.labels import POOLING_NAMES
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.shown import Shown
from commpartner.flows.attribution import shapley_split
from commpartner.flows.namespace import Array
from commpartner.measures.risk import band
from commpartner.model.mechanisms.costs import Costs, service_costs
from commpartner.model.plausibility.sizes import sizes_beyond_data
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.problems.arguments import Progress, check_arguments, check_progress
from commpartner.programme import Policy, Programme
from commpartner.programme.policy import MECHANISMS
from commpartner.results.accumulator import equal_savings
from commpartner.results.headlines import (
    figures_html,
    named_in_both,
    shown_value,
    span,
    titled,
    unit_in_both,
)
from commpartner.results.reckoning import LEAST_GAINED, against_today, savings, smallest_post
from commpartner.texts import Text

COMPARED = ["stand_alone_cost", "clustered_cost", "today_cost", "service_gained", "households"]
HEADS = {"staff_pooling": "posts", "queue_pooling": "posts", "manager_pooling": "managers"}
SAVINGS_CHUNK = 64  # draws computed together: 128 coalitions of small arrays gain by larger chunks


@dataclass(frozen=True, eq=False, repr=False)
class Savings(Shown):
    """Hold the savings of clusters against the same service stand-alone.

    Attributes
    ----------
    total
        One row a measure, of two savings side by side. At equal service: stand-alone cost,
        clustered cost and saving [yuan/year], saving [share], saving [yuan/household/month].
        Against what the same estates buy today, a part of the standard: its cost, what the
        service beyond it costs one by one, and the saving, which is negative if the larger
        service costs more; the service gained [share] and the cost of one point of it. Mean, p5,
        p50, p95, the smallest divisible post [FTE] that decides it, and the share of draws in
        which it is negative. If estates are smaller or larger than the costs known from data,
        ``total.attrs["note"]`` says how many.
    by_mechanism
        One row a mechanism: its part of the saving at equal service [yuan/year] by the Shapley
        value over all on/off coalitions, so that the parts sum to the total; negative if it
        costs. ``head`` says whether it is posts, managers or the rest.
    by_estate
        One row an estate served from a centre, means over the draws [yuan/household/month] at
        the prices of month 0, in columns named as the measures of `total`. If estates share
        the cost of their centre by what each would cost alone (the lever cost_sharing), all
        estates of a centre save the same percentage, which says nothing of the single estate;
        ``by_estate.attrs["note"]`` says so.
    draws
        One row a draw: the saving and its parts [yuan/year].
    staffing_step
        The smallest divisible post [FTE]; the range if it differs by role.
    synthetic
        Whether data of the programme are generated.
    """

    total: pd.DataFrame
    by_mechanism: pd.DataFrame
    by_estate: pd.DataFrame
    draws: pd.DataFrame
    staffing_step: str
    synthetic: bool

    def _repr_html_(self) -> str:
        facts = {"draws": len(self.draws), "staffing_step": self.staffing_step}
        title = titled(type(self).__name__, "", facts, self.synthetic)
        named = [
            (named_in_both(OUTCOMES[row["measure"]]), row)
            for row in self.total.to_dict("records")
            if row["measure"] in OUTCOMES
        ]
        named += [
            (" ".join(reversed(POOLING_NAMES[row["mechanism"]])), row)
            for row in self.by_mechanism.to_dict("records")
        ]
        rows = [
            (
                name,
                shown_value(row["mean"], row["unit"]),
                span(row["p5"], row["p95"], row["unit"]),
                unit_in_both(row["unit"]),
            )
            for name, row in named
        ]
        return figures_html(title, rows)


def estimate_savings(
    programme: Programme,
    policy: Policy | str,
    *,
    draws: int = 1000,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Savings:
    """Estimate the savings of a policy's clusters and split them over mechanisms.

    Both sides deliver the policy's service standard to the same estates at the prices of month 0.
    Alone, each estate has its own staff; together, the centres serve them. The saving is split by
    the Shapley value over the 128 coalitions of seven mechanisms: staff pooling, manager pooling,
    queue pooling, procurement, shared overhead, travel, centre cost. The value does not depend on
    their order.

    Parameters
    ----------
    programme, policy, draws, seed, assumptions, chunk, progress
        As in `simulate`, with which it shares its draws.

    Returns
    -------
    Savings
        A saving that is negative is shown as negative.

    Raises
    ------
    InputError
        If the policy is unknown or names what the programme lacks.
    ValueError
        If the policy serves no estate from a centre, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.estimate_savings(cp.datasets.load("xiashan"), "clustered", draws=8, seed=7)
    >>> parts = found.by_mechanism["mean"].sum()
    >>> bool(abs(parts - found.draws["savings_per_year"].mean()) < 1e-6 * abs(parts))
    True
    """
    check_progress(progress)
    check_arguments(draws=draws, seed=seed, chunk=1 if chunk is None else chunk)
    _, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy)
    if not scheme.clustered.any():
        raise ArgumentError(Text("no_estate_from_centre", organisation=repr(policy.organisation)))
    ledger = programme.assumption_table(assumptions)
    size = chunk or SAVINGS_CHUNK
    found: list[Array] = []
    by_estate = np.zeros((4, len(scheme.members)))
    step = np.zeros(0)
    for start in range(0, draws, size):
        stop = min(start + size, draws)
        costs = service_costs(scheme, ledger.draw(seed, start, stop))
        parts = 12.0 * shapley_split(_saving_by_coalition(costs))
        found.append(np.concatenate([_compared(costs), parts.T], axis=1))
        charged = costs.charged(costs.alone.total, costs.together.total)
        sizes = np.broadcast_to(costs.scheme.sites.households, charged.shape)
        for row in zip(costs.alone.total, charged, costs.today.total, sizes, strict=True):
            by_estate += row
        step = np.append(step, np.concatenate(costs.norms.steps, axis=1))
        if progress is not None:
            progress(stop, draws)
    per_draw = pd.DataFrame(np.concatenate(found), columns=[*COMPARED, *MECHANISMS])
    per_draw.insert(
        2, "savings_per_year", per_draw["stand_alone_cost"] - per_draw["clustered_cost"]
    )
    per_draw.index.name = "draw"
    households = per_draw.pop("households").to_numpy()
    post = smallest_post(step)
    total = _total(per_draw, households, post)
    if note := sizes_beyond_data(programme.estates[each] for each in scheme.members):
        total.attrs["note"] = note
    return Savings(
        total=total,
        by_mechanism=_by_mechanism(per_draw, post),
        by_estate=_by_estate(scheme, by_estate).assign(staffing_step_fte=post),
        draws=per_draw,
        staffing_step=post,
        synthetic=programme.synthetic,
    )


def savings_by_step(
    programme: Programme,
    policy: Policy,
    steps: Iterable[float],
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Tabulate the savings of clusters by the smallest divisible post.

    Parameters
    ----------
    steps
        Smallest divisible posts [FTE].
    programme, policy, draws, seed, progress
        As in `estimate_savings`; the split over mechanisms, which takes most of its time, is left
        out.
    """
    posts = tuple(steps)
    scheme, ledger = build_scheme(programme, policy), programme.assumption_table()
    schemes = [replace(scheme, policy=policy.replace(staffing_step=step)) for step in posts]
    found: list[list[Array]] = [[] for _ in posts]
    for start in range(0, draws, SAVINGS_CHUNK):
        stop = min(start + SAVINGS_CHUNK, draws)
        values = ledger.draw(seed, start, stop)
        for each, parts in zip(schemes, found, strict=True):
            parts.append(_compared(service_costs(each, values)))
        if progress is not None:
            progress(len(posts) * stop, len(posts) * draws)
    tables = []
    for step, parts in zip(posts, found, strict=True):
        per_draw = pd.DataFrame(np.concatenate(parts), columns=COMPARED)
        per_draw["savings_per_year"] = per_draw["stand_alone_cost"] - per_draw["clustered_cost"]
        tables.append(_total(per_draw, per_draw["households"].to_numpy(), f"{step:g}"))
    return pd.concat(tables, ignore_index=True)


def _compared(costs: Costs) -> Array:
    """Compute what is compared, in the order of `COMPARED`, shape (draw, column)."""
    both, of = savings(costs), costs.scheme.clustered
    today = against_today(costs, of, both.together, both.households)
    households = np.broadcast_to(both.households, both.alone.shape)
    yearly = (12.0 * both.alone, 12.0 * both.together, 12.0 * today.cost)
    return np.stack([*yearly, today.gained, households], axis=1)


def _saving_by_coalition(costs: Costs) -> Array:
    """Compute the saving of every coalition [yuan/month], shape (coalition, draw)."""
    on = costs.scheme.policy.mechanisms
    alone = np.add.reduce(np.where(costs.scheme.clustered, costs.alone.total, 0.0), axis=-1)
    values = np.zeros((2 ** len(MECHANISMS), alone.size))
    known: dict[tuple[str, ...], Array] = {}
    for number in range(len(values)):
        members = tuple(
            name for bit, name in enumerate(MECHANISMS) if number >> bit & 1 and name in on
        )
        if members not in known:
            known[members] = alone - np.add.reduce(costs.pooled(members).total, axis=-1)
        values[number] = known[members]
    return values


def _row(values: Array) -> dict[str, float]:
    return {"mean": values.mean(), **band(values)}


def _total(draws: pd.DataFrame, households: Array, post: str) -> pd.DataFrame:
    saving = draws["savings_per_year"].to_numpy()
    alone, together = draws["stand_alone_cost"].to_numpy(), draws["clustered_cost"].to_numpy()
    per = 12.0 * households
    today, gained = draws["today_cost"].to_numpy(), draws["service_gained"].to_numpy()
    point = np.divide(
        (together - today) / per,
        100.0 * gained,
        out=np.full_like(per, np.nan),
        where=gained >= LEAST_GAINED,
    )
    less = np.zeros_like(today)
    share_today = np.divide(today - together, today, out=less, where=today > 0)
    measures = (
        ("stand_alone_cost", "yuan/year", alone),
        ("clustered_cost", "yuan/year", together),
        ("savings_per_year", "yuan/year", saving),
        ("savings_share", "share of stand-alone cost", saving / alone),
        ("stand_alone_cost_per_household_month", "yuan/household/month", alone / per),
        ("cost_per_household_month", "yuan/household/month", together / per),
        ("savings_per_household_month", "yuan/household/month", saving / per),
        ("today_cost", "yuan/year", today),
        ("added_service_cost", "yuan/year", alone - today),
        ("savings_per_year_today", "yuan/year", today - together),
        ("savings_share_today", "share of what is bought today", share_today),
        ("today_cost_per_household_month", "yuan/household/month", today / per),
        ("service_gained", "share of the standard", gained),
        ("cost_per_service_point", "yuan/household/month", point),
    )
    rows = [{"measure": name, "unit": unit, **_row(values)} for name, unit, values in measures]
    table = pd.DataFrame(rows)
    table["share_of_draws_negative"] = [(values < 0).mean() for _, _, values in measures]
    table["staffing_step_fte"] = post
    return table


def _by_mechanism(draws: pd.DataFrame, post: str) -> pd.DataFrame:
    saving = draws["savings_per_year"].mean()
    rows = []
    for name in MECHANISMS:
        values = draws[name].to_numpy()
        part = values.mean() / saving if saving else np.nan
        head = HEADS.get(name, "rest")
        row = {"mechanism": name, "head": head, "unit": "yuan/year"}
        rows.append({**row, **_row(values), "part": part})
    return pd.DataFrame(rows).assign(staffing_step_fte=post)


def _by_estate(scheme: Scheme, sums: Array) -> pd.DataFrame:
    estates = [scheme.programme.estates[number] for number in scheme.members]
    rows = []
    for estate, alone, together, today, homes in compress(
        zip(estates, *sums, strict=True), scheme.clustered
    ):
        rows.append(
            {
                "id": estate.id,
                "name": estate.name,
                "households": estate.households,
                "stand_alone_cost_per_household_month": alone / homes,
                "cost_per_household_month": together / homes,
                "savings_per_household_month": (alone - together) / homes,
                "today_cost_per_household_month": today / homes,
            }
        )
    table = pd.DataFrame(rows)
    table.attrs |= equal_savings(scheme.policy)
    return table
