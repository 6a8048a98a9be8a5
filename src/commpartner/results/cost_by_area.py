"""Compute the cost of the service by centre or estate: the draws of a result are run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model.accounts import service_paid
from commpartner.model.engines import Engine, Run, chunk_for
from commpartner.model.inputs import Inputs
from commpartner.model.mechanisms import rollout
from commpartner.model.mechanisms.costs import Costs
from commpartner.model.metering import count
from commpartner.model.resampling import ROW as SIZES
from commpartner.model.resampling import mean_floor_area
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.model.together import run_together
from commpartner.programme.calendar import Year, years
from commpartner.results.cost_lines import CHARGED, By, Charged, areas_of

if TYPE_CHECKING:
    from commpartner.results.result import SimulationResult

ROOM = 256_000_000  # bytes of what is kept of the draws
FIELDS = (*CHARGED[:-1], "centre_capital")  # of the cost, in the order of `CHARGED`


def cost_by_area(result: SimulationResult, by: By, band_draws: int) -> Charged:
    """Compute the cost by area, account and year from the draws of a result.

    If service is cut back, every account of every estate falls by the same part, as in the ledger.

    Parameters
    ----------
    by
        Areas: centres or estates.
    band_draws
        Draws that quantiles are taken of, at most; fewer if they have no room.
    """
    scheme = build_scheme(result.programme, result.policy)
    areas = areas_of(by, centres_by_estate(scheme))
    of = years(result.months, result.programme.start)
    shape = (len(areas), len(CHARGED), len(of))
    kept = min(band_draws, max(ROOM // (8 * max(int(np.prod(shape)), 1)), 1))
    means, draws = np.zeros(shape), np.zeros((kept, *shape))
    whole = floor_areas(scheme, areas, result.assumptions[SIZES].to_numpy())
    if not areas:
        return Charged((), whole, of, means, draws)
    count(result.draws, result.seed)
    engine = cast(Engine, result.engine)
    size = chunk_for(engine, len(scheme.members))
    for start in range(0, result.draws, size):
        stop = min(start + size, result.draws)
        values = result.assumption_table.draw(result.seed, start, stop)
        (ran,) = run_together({"": scheme}, values, result.months, engine)
        for number, amounts in enumerate(_amounts(ran.inputs, ran.run, of)):
            grouped = np.stack([amounts[:, each].sum(axis=1) for each in areas.values()], axis=1)
            for row in grouped:
                means[:, number] += row
            room = draws[start : start + len(grouped), :, number]
            room[:] = grouped[: len(room)]
    return Charged(tuple(areas), whole, of, means / result.draws, draws)


def centres_by_estate(scheme: Scheme) -> dict[str, str]:
    """Return the id of the centre of each estate served; empty if it is served alone."""
    ids = [*(centre.id for centre in scheme.centres), ""]
    estates = scheme.programme.estates
    pairs = zip(scheme.members, scheme.centre_of, strict=True)
    return {estates[member].id: ids[centre] for member, centre in pairs}


def floor_areas(scheme: Scheme, areas: dict[str, list[int]], drawn: Array) -> Array:
    """Sum the floor area of each area [m2], in the mean of the draws if sizes are drawn."""
    each = mean_floor_area(scheme, drawn)
    return np.array([each[numbers].sum() for numbers in areas.values()])


def _amounts(inputs: Inputs, run: Run, of: tuple[Year, ...]) -> list[Array]:
    """Compute each account of `CHARGED` by estate and year [yuan], (draw, estate, year)."""
    delivered = service_paid(inputs, run).delivered
    progress = inputs.works.progress if inputs.fixed.works is not None else np.zeros(1)
    found = []
    for field in FIELDS:
        index = inputs.wage_index if field == "wages" else inputs.price_index
        weight = index * delivered
        amounts = _in_years(inputs, inputs.costs, field, weight * (1.0 - progress), of)
        if inputs.fixed.works is not None:
            later = _in_years(inputs, inputs.costs_after, field, weight * progress, of)
            amounts = amounts + later
        found.append(amounts)
    return found


def _in_years(
    inputs: Inputs, costs: Costs, field: str, weight: Array, of: tuple[Year, ...]
) -> Array:
    """Sum what an account charges each estate, by year and weight of the months."""
    month = np.arange(weight.shape[1])
    parts = []
    for months, served in rollout.batches(inputs.rollout, len(month)):
        if served is not None:
            now = (month >= months.start) & (month < months.stop)
            part = _by_year(np.where(now, weight, 0.0), of)
        else:
            part = _by_year(weight, of)
        parts.append(rollout.charged(costs, field, served)[:, :, None] * part[:, None])
    first, *others = parts
    return sum(others, first)


def _by_year(values: Array, of: tuple[Year, ...]) -> Array:
    sums = [np.add.reduce(values[:, year.first : year.stop], axis=1) for year in of]
    return np.stack(sums, axis=1)
