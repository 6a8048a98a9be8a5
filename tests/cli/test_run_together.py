"""The policies of a run share what is drawn, and each has the result of a run of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from io import StringIO

import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner import simulation
from commpartner.assumptions.draws import Array, Draws
from commpartner.assumptions.table import Assumption, AssumptionTable
from commpartner.cli.printing import Terminal
from commpartner.cli.running import run_all
from commpartner.model import engines
from commpartner.programme import Policy, Programme
from commpartner.results.accumulator import bytes_gathered
from commpartner.results.result import SimulationResult
from commpartner.simulation import simulate_together

MONTHS, DRAWS, SEED = 3, 5, 7
POLICIES = {
    "base": BASE,
    "same cost": BASE.replace(fee=30.0),
    "alone": BASE.replace(organisation="stand_alone"),
    "market": BASE.replace(ventures=("market",), partners=("shops",), partner_profit_share=0.2),
}


def ran(programme: Programme, policies: Mapping[str, Policy]) -> dict[str, SimulationResult]:
    both = programme.replace(policies=dict(policies))
    results, _, _ = run_all(
        both,
        tuple(policies),
        next(iter(policies)),
        Terminal(StringIO()),
        months=MONTHS,
        draws=DRAWS,
        seed=SEED,
        engine="numpy",
    )
    return results


def check(programme: Programme, policies: Mapping[str, Policy]) -> None:
    for name, result in ran(programme, policies).items():
        alone = cp.simulate(programme, policies[name], months=MONTHS, draws=DRAWS, seed=SEED)
        for table in ("assumptions", "outcomes", "monthly", "estates", "ledger", "payers"):
            found, expected = getattr(result, table), getattr(alone, table)
            pd.testing.assert_frame_equal(found, expected, check_exact=True, obj=f"{name} {table}")
        assert found.attrs == expected.attrs


@pytest.mark.parametrize("turned", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_policies_run_together_have_the_tables_of_each_alone(turned: bool) -> None:
    check(TOWN, dict(list(POLICIES.items())[:: -1 if turned else 1]))


@pytest.mark.nightly
@pytest.mark.parametrize("case", ["xiangyang", "qingyunpu"])
def test_policies_of_a_case_have_their_tables_alone(case: str) -> None:
    programme = cp.datasets.load(case)
    check(programme, dict(list(programme.policies.items())[:6]))


def test_policies_beyond_the_room_run_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "ROOM", 3 * bytes_gathered(MONTHS, DRAWS))
    check(TOWN, POLICIES)


def test_what_policies_share_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: Counter[str] = Counter()
    quantile = Assumption.quantile

    def counted(self: Assumption, probability: Array) -> Array:
        drawn[self.name] += 1
        return quantile(self, probability)

    monkeypatch.setattr(Assumption, "quantile", counted)
    ran(TOWN, POLICIES)
    assert drawn["wage_guard"] == 3  # for the policies, for the saving, for the smallest posts
    assert drawn["household_income"] == 1


def test_a_large_district_leaves_other_policies_chunks_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = BASE.replace(organisation="stand_alone")
    few = alone.replace(takes_on="unmanaged")
    town = TOWN.replace(
        estates=[estate.replace(managed=number > 1) for number, estate in enumerate(TOWN.estates)]
    )
    monkeypatch.setattr(engines, "CELLS", 2 * DRAWS)
    sizes = []
    draw = AssumptionTable.draw

    def counted(self: AssumptionTable, seed: int, start: int, stop: int) -> Draws:
        sizes.append(stop - start)
        return draw(self, seed, start, stop)

    monkeypatch.setattr(AssumptionTable, "draw", counted)
    simulate_together(
        town,
        {"few": few, "many": alone},
        months=1,
        draws=DRAWS,
        seed=SEED,
        engine="numpy",
        ledger=town.assumption_table(),
    )
    assert sizes[0] == DRAWS and set(sizes[1:]) == {1}
