"""Check that figures are possible: finite, shares from 0 to 1, scores from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import default_assumptions
from commpartner.errors import ImpossibleResultError
from commpartner.facts.outcomes import MAY_BE_ABSENT, OUTCOMES
from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.accounts import Flows
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.texts import Text, either

ROUNDING = 1e-9
CAUSES = 3  # assumptions that are named as what may be the cause


def check_months(inputs: Inputs, run: Run, flows: Flows, first_draw: int) -> None:
    """Refuse the first month with an impossible stock or flow.

    Raises
    ------
    ImpossibleResultError
        If an amount is not finite, or satisfaction is not between 0 and 100.
    """
    served = run.totals.residents
    district = served.satisfaction.T + inputs.outside_satisfaction
    totals = run.totals._replace(residents=served._replace(satisfaction=district.T))
    found: list[tuple[int, int, str, Array]] = []
    for name, values in tree.named(totals):
        good = np.isfinite(values)
        if name == "satisfaction":
            good &= (values >= -ROUNDING) & (values <= 1.0 + ROUNDING)
        found += [(place[0], place[1], name, values) for place in _first(~good)]
    for name, values in flows.items():
        bad = ~np.isfinite(values.T)
        found += [(place[0], place[1], name, values.T) for place in _first(bad)]
    if found:
        month, draw, name, values = min(found, key=lambda each: each[:2])
        value = values[month, draw]
        if np.ndim(value):
            value = value[~np.isfinite(value)][0]
        score = 100.0 if name == "satisfaction" else 1.0
        when = Text("draw_and_month", draw=first_draw + draw, month=month)
        _refuse(name, score * float(value), when, inputs.costs.draws, draw)


def check_outcomes(inputs: Inputs, outcomes: Mapping[str, Array], first_draw: int) -> None:
    """Refuse an impossible outcome.

    Raises
    ------
    ImpossibleResultError
        If one is not finite though it may not be absent, or is out of its range.
    """
    for name, values in outcomes.items():
        good = np.isfinite(values) | (np.isnan(values) & (name in MAY_BE_ABSENT))
        most = OUTCOMES[name].most
        if most is not None:
            low, high = -ROUNDING * most, (1.0 + ROUNDING) * most
            good &= np.isnan(values) | ((values >= low) & (values <= high))
        for (draw,) in _first(~good):
            when = Text("in_draw", draw=first_draw + draw)
            _refuse(name, float(values[draw]), when, inputs.costs.draws, draw)


def _first(bad: NDArray[np.bool_]) -> Iterator[tuple[int, ...]]:
    """Yield the first place along all axes; nothing if no value is wrong."""
    if bad.any():
        place = np.unravel_index(int(np.argmax(bad)), bad.shape)
        yield tuple(int(each) for each in place)


def _refuse(what: str, value: float, when: Text, draws: Draws, row: int) -> None:
    found = f"{value:g}"
    causes = Text("no_assumption_is_far_out")
    far = farthest_out(draws, row)
    if far:
        causes = Text("farthest_out", names=either(far, "one_and_other"))
    raise ImpossibleResultError(
        Text("impossible_result", what=what, found=found, when=when, causes=causes)
    )


def farthest_out(draws: Draws, row: int) -> list[Text]:
    """Name the assumptions of a draw that lie farthest outside their default ranges."""
    known = default_assumptions()
    found = []
    for name, values in draws.record().items():
        if name not in known:
            continue
        low, high = known[name].low, known[name].high
        value = float(values[row])
        away = max(low - value, value - high) / ((high - low) or abs(high) or 1.0)
        if away > 0:
            span = Text("low_to_high", low=low, high=high)
            found.append((away, Text("value_and_range", name=name, value=value, span=span)))
    return [text for _, text in sorted(found, reverse=True)[:CAUSES]]
