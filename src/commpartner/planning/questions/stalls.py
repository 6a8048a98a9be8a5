"""Answer how many stalls of a market carry a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.labels import in_language, unit_name
from commpartner.flows.namespace import Array
from commpartner.model.values import Values
from commpartner.planning.questions.answer import Answer, Figure, Label, Sentence, label
from commpartner.planning.questions.asking import Asked, ask, not_checked
from commpartner.planning.questions.covering import (
    MONTHS_OF_YEAR,
    Sought,
    covering,
    span_of,
    today,
    told,
)
from commpartner.planning.questions.solving import chances_table
from commpartner.problems.arguments import one_number, refused
from commpartner.problems.wording import among, suggest
from commpartner.programme import Policy, Programme, Venture
from commpartner.texts import Text

MOST = 10.0  # times the size of the venture
STALL = "stall"


def stalls_that_carry(
    programme: Programme,
    policy: Policy | str,
    *,
    venture: str | None = None,
    year: int = 5,
    most: float = MOST,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find how many stalls of a market a cluster needs for own income to cover the cost of a year.

    .. math:: n_d = \frac{1}{c} \min \{N : \text{own income}_{d,y}(N) \ge \text{cost}_{d,y}\}

    in every draw :math:`d`, with :math:`c` centres that share the profit. Capital, rooms and the
    rent forgone grow in proportion to the stalls; the fixed cost stays, and so do the other
    ventures. All stalls let as well and at the same rent as those now. So the answer is the demand
    that must be there, and the model has no say on whether it is.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    venture
        Id of a venture of the policy. None: the first with stalls, or else the first.
    year
        Whose self-sufficiency is to be 1: 1, 3, 5 or 10.
    most
        End of the range searched, as a multiple of the venture's size at its median over the draws.
    draws
        Number of draws.

    Returns
    -------
    Answer
        Stalls per centre, or the units of another venture's capacity; without a centre, in all.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If it serves no estate or has no such venture, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.stalls_that_carry(
    ...     cp.datasets.load("xiashan"), "partner", draws=8, seed=7
    ... )
    >>> found.unit, found.low <= found.value
    ('stall', True)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions, year=year)
    most = one_number("most", most, lambda x: 1 < x <= 100, Text("number_above_1_to", high=100))
    chosen = _venture(asked, venture)
    values = asked.ledger.draw(seed, 0, draws)
    size = np.asarray(Values(values)(chosen.capacity)[:, 0])
    high = most * float(np.median(size))
    if not high > 0:
        raise refused("venture", chosen.id, Text("venture_with_capacity"))
    centres = max(len(asked.scheme.centres), 1)
    whole = covering(asked, year, _sought(asked, chosen, high))
    needed = whole / centres
    unit = asked.ledger[chosen.capacity].unit if isinstance(chosen.capacity, str) else ""
    span = span_of(needed)
    shown = told(asked, year, needed, "", high / centres, size / centres, today(asked, year))
    shown |= {
        "venture": Label(*(in_language(chosen.name or chosen.id, each) for each in ("en", "zh"))),
        "unit": _several(unit),
        "each": _each(unit),
        "all": Figure(span.value * centres),
    }
    shown |= _earned(asked, chosen, size, year * MONTHS_OF_YEAR)
    key = "asked_stalls" if np.isfinite(span.value) else "asked_stalls_not"
    sentences = [Sentence(key, shown)]
    if np.isnan(needed).any():
        sentences.append(Sentence("asked_stalls_none", shown))
    sentences.append(Sentence("asked_stalls_earn", shown))
    table = chances_table(needed, unit, in_all=whole)
    table.attrs["units"]["in_all"] = unit
    return asked.answer(
        "stalls_that_carry",
        needed,
        unit,
        span,
        (0.0, high / centres),
        table,
        sentences,
        months=year * MONTHS_OF_YEAR,
    )


def _earned(asked: Asked, venture: Venture, size: Array, months: int) -> dict[str, object]:
    """Compute what a unit earns a month before and after the charge for capital [yuan/month].

    At full ramp and the prices of month 0, as it is now; means over the draws.
    """
    before, after = [], []
    place = asked.policy.ventures.index(venture.id)
    for ran, _ in asked.run(months):
        trade, prices = ran.inputs.trading, ran.inputs.price_index
        result = trade.mature_result[:, place]
        after.append(result)
        before.append(result + trade.capital_charge[:, -1, place] / prices[:, -1])
    each = {"before": np.concatenate(before) / size, "after": np.concatenate(after) / size}
    return {name: Figure(float(values.mean()), "yuan") for name, values in each.items()}


def _several(unit: str) -> Label | Sentence:
    """Name a unit behind a number; a capacity that is no assumption has no unit of its own."""
    if not unit:
        return label("asked_units")
    name = Label(unit, unit_name(unit, "zh"))
    return Sentence("asked_several", {"unit": name}) if unit.isalpha() else name


def _each(unit: str) -> Label | Sentence:
    """Name one unit at the beginning of a sentence."""
    if not unit.isalpha():
        return label("asked_each_unit")
    return Sentence("asked_each", {"unit": Label(unit, unit_name(unit, "zh"))})


def _venture(asked: Asked, name: str | None) -> Venture:
    """Find the venture whose size is sought."""
    known = {venture.id: venture for venture in asked.programme.ventures}
    opened = [known[each] for each in asked.policy.ventures]
    if not opened:
        raise refused("policy", Text("no_venture"), Text("policy_with_ventures"))
    if name is not None:
        if not among(name, asked.policy.ventures):
            raise refused("venture", name, suggest(name, asked.policy.ventures))
        return known[name]
    stalls = [
        each
        for each in opened
        if isinstance(each.capacity, str) and asked.ledger[each.capacity].unit == STALL
    ]
    return (stalls or opened)[0]


def _sought(asked: Asked, venture: Venture, high: float) -> Sought:
    """Let the size of a venture be given in every draw, with its capital and rooms."""
    grown: dict[str, Any] = {"capacity": "sought", "capital": "sought_capital"}
    assets = asked.programme.assets
    rooms = next((each for each in assets if each.id == venture.asset), None)
    if rooms is not None:
        own = not_checked(
            rooms,
            {
                "id": "sought_rooms",
                "conversion_cost": "sought_conversion",
                "rent_forgone": "sought_rent",
            },
        )
        grown["asset"] = own.id
        assets = (*assets, own)
    ventures = tuple(
        not_checked(each, grown) if each.id == venture.id else each
        for each in asked.programme.ventures
    )
    scheme = asked.with_rows({}, {"ventures": ventures, "assets": assets})

    def given(draws: Draws, size: Array) -> Mapping[str, Array]:
        value = Values(draws)
        times = size / value(venture.capacity)[:, 0]
        rows = {"sought": size, "sought_capital": times * value(venture.capital)[:, 0]}
        if rooms is not None:
            rows["sought_conversion"] = times * value(rooms.conversion_cost)[:, 0]
            rows["sought_rent"] = times * value(rooms.rent_forgone)[:, 0]
        return rows

    return Sought(scheme, given, 0.0, high)
