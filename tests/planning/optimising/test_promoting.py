"""Which policies a search runs in more draws, by what more draws have changed for others."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from town import BASE

from commpartner.planning import Limit, Sought
from commpartner.planning.optimising.candidates import Candidates
from commpartner.planning.optimising.judging import Figure, Margin
from commpartner.planning.optimising.single import SingleSearch
from commpartner.planning.optimising.space import Space
from commpartner.planning.optimising.trials import Trials
from commpartner.programme.levers import Range

FEW, MORE = 4, 8
FOUGHT, KEPT = "npv_operator", "service_level"


class Told:
    """Trials whose policies have x as figure, and room under the limit that more draws take."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}
        self.simulations = 0
        self.ran: dict[str, int] = {}
        self.levels: dict[str, float] = {}
        self.order: list[str] = []

    def add(self, name: str, policy: Any) -> None:
        self.ran[name], self.levels[name] = 0, policy.fee

    def count(self, name: str) -> int:
        return self.ran[name]

    def cost(self, names: list[str], draws: int) -> int:
        return sum(draws - self.ran[name] for name in names)

    def raise_to(self, names: list[str], draws: int) -> None:
        self.simulations += self.cost(names, draws)
        self.order += names
        self.ran |= dict.fromkeys(names, draws)

    def draws(self, name: str, count: int) -> dict[str, Any]:
        fee = self.levels[name]
        service = np.full(count, 1.0 - 0.5 * fee)  # 0.49 or more is asked for
        service[FEW:] -= 0.4  # the mean of all draws is 0.2 lower
        return {FOUGHT: np.full(count, fee), KEPT: service}


def search(told: Told) -> SingleSearch:
    candidates = Candidates(
        Space({"fee": Range(0.0, 1.0)}),
        lambda values: BASE.replace(fee=values["fee"]),
        cast("Trials", told),
        [Sought(FOUGHT, better="more")],
        [Figure(Limit(KEPT, "at_least", 0.49), 1.0, "")],
        Margin(0.0, MORE),
        MORE,
    )
    fees = np.linspace(0.0, 1.0, 21)[:, None]
    names = candidates.enter_new(fees, 21)
    told.raise_to(names, FEW)
    told.order.clear()
    return SingleSearch(candidates, [], [], np.random.default_rng(0))


def test_what_more_draws_change_is_expected_of_others() -> None:
    told = Told()
    candidates = search(told).candidates
    names = candidates.with_draws(FEW)
    assert candidates.change(names[:2], FEW, MORE) == 0.0  # none has more draws yet
    told.raise_to(names[:2], MORE)
    change = candidates.change(names[:3], FEW, MORE)
    np.testing.assert_allclose(change, [-0.2])
    best = candidates.ranked(names, FEW)[0]
    assert told.levels[best] == 1.0
    later = candidates.ranked(names, FEW, change)[0]
    assert told.levels[later] == 0.6  # 1 - 0.5 * 0.6 - 0.2 is 0.5


def test_promotion_leaves_what_more_draws_break() -> None:
    told = Told()
    search(told)._promote(FEW, MORE, 8 * (MORE - FEW))
    fees = [told.levels[name] for name in told.order]
    np.testing.assert_allclose(fees[:4], [1.0, 0.95, 0.9, 0.85])  # they seem to keep the limit
    np.testing.assert_allclose(fees[4:], [0.6, 0.55, 0.5, 0.45])
