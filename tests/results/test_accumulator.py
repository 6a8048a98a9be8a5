"""What is kept of each draw: every number is filled, whatever the chunks."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

import commpartner as cp
from commpartner.datasets import load
from commpartner.flows.namespace import total, weighted_total
from commpartner.model.engines import CELLS, MOST, chunk_for
from commpartner.problems.arguments import Array
from commpartner.programme import (
    Appraisal,
    Centre,
    Estate,
    Governance,
    OrderFlow,
    Policy,
    Programme,
    Venture,
)
from commpartner.results.accumulator import Kept


def test_what_partners_might_give_is_read_in_every_draw() -> None:
    """Shops that may walk away give in kind where they stay: in some draws, and not in others."""
    xiashan = load("xiashan")
    policy = xiashan.policies["partner"].replace(partners=("shops",), participation=True)
    found = {
        chunk: cp.simulate(xiashan, policy, months=2, draws=16, seed=7, chunk=chunk)
        for chunk in (1, 16)
    }
    assert 0 < found[16].partners["stays"].iloc[0] < 1
    row = xiashan.assumption_table()["in_kind_effect"]
    assert found[16].assumptions["in_kind_effect"].between(row.low, row.high).all()
    assert found[1].assumptions.equals(found[16].assumptions)
    assert found[1].outcomes.equals(found[16].outcomes)


class NowAndThen(cp.Assumption):
    """Nothing in half of the draws."""

    def quantile(self, probability: Array) -> Array:
        return np.where(probability < 0.5, 0.0, self.high)


HOURS = "meal_volunteer_hours"
GIVEN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "partners": ({"partners": ("shops",)}, {"volunteer_hour_value", "idle_asset_rent"}),
    "ventures": ({"ventures": ("canteen",)}, {"volunteer_hour_value"}),
    "teams": ({"governance": Governance(volunteer_teams=2.0)}, {"volunteer_hour_value"}),
}


@pytest.mark.parametrize("by", GIVEN)
def test_a_quantity_zero_in_some_draws_reads_equal_rows(by: str) -> None:
    xiashan, default = load("xiashan"), cp.default_assumptions()
    shops = next(partner for partner in xiashan.partners if partner.id == "shops")
    canteen = next(venture for venture in xiashan.ventures if venture.id == "canteen")
    programme = xiashan.replace(
        partners=(shops.replace(hours=HOURS, space=HOURS, footfall=0.0),),
        ventures=(canteen.replace(volunteer_hours=HOURS),),
        policies={},
    )
    levers, read = GIVEN[by]
    policy = Policy(centres=xiashan.policies["partner"].centres, **levers)
    given = HOURS if by != "teams" else "volunteer_hours_per_team"
    ledger = default.replace(**{given: NowAndThen(**default[given].model_dump())})

    def run(chunk: int) -> cp.SimulationResult:
        return cp.simulate(
            programme, policy, months=2, draws=8, seed=7, chunk=chunk, assumptions=ledger
        )

    one, whole = run(1), run(8)
    assert set(one.assumptions[given]) == {0.0, default[given].high}
    for name in read:
        assert one.assumptions[name].between(ledger[name].low, ledger[name].high).all(), name
    assert one.assumptions.equals(whole.assumptions)
    assert one.outcomes.equals(whole.outcomes)


def test_a_chunk_that_brings_other_rows_is_a_fault() -> None:
    kept = Kept(4)
    kept.add(0, {"a": np.zeros(2)})
    assert np.isnan(kept.numbers["a"][2:]).all()
    with pytest.raises(AssertionError):
        kept.add(2, {"b": np.zeros(2)})


CENTRES = tuple(Centre(id=f"c{number}", x_km=4.0 + 8.0 * number, y_km=9.0) for number in range(3))


def town(size: int) -> Programme:
    """Return estates in the order of their numbers."""
    estates = tuple(
        Estate(
            id=f"e{number}",
            households=20 + number * 37 % 401,
            floor_area=70.0 * (20 + number * 37 % 401),
            gates=number % 3,
            governance=0.1 * (number % 5),
            x_km=0.1 * (number % 245),
            y_km=0.1 * (number // 245),
        )
        for number in range(size)
    )
    shop = Venture(id="shop", capacity=8000.0, price=900.0, cost_share=0.9)
    return Programme(name="large", estates=estates, centres=CENTRES, ventures=(shop,))


LARGE = Policy(
    centres=("c0", "c1", "c2"),
    ventures=("shop",),
    allocation="deficit",
    fallback_cap=8.0,
    upgrade_share=0.3,
    orders=OrderFlow(placed=True),
    appraisal=Appraisal(performance_share=0.3),
    governance=Governance(readiness=0.3, volunteer_teams=3.0),
)


@pytest.mark.parametrize("estates", [20_000, pytest.param(60_000, marks=pytest.mark.nightly)])
def test_a_large_district_has_equal_bits_in_every_chunk(estates: int) -> None:
    """NumPy's `einsum` adds a lone row of more than 16,384 numbers in another order."""
    programme = town(estates)
    policies = (LARGE, LARGE.replace(allocation="household", fallback_cap=None))
    for policy in policies:
        one, all_ = (
            cp.simulate(programme, policy, months=2, draws=2, seed=3, chunk=chunk)
            for chunk in (1, 2)
        )
        assert one.outcomes.equals(all_.outcomes)
        assert one.monthly.equals(all_.monthly)
        assert one.estates.equals(all_.estates)
        assert one.ledger.equals(all_.ledger)


@pytest.mark.parametrize("order", ["C", "F"])
def test_sums_over_estates_have_equal_bits_for_any_rows(
    order: Literal["C", "F"],
) -> None:
    values = np.asarray(np.random.default_rng(1).random((3, 20_001)), order=order)
    weights = np.linspace(0.1, 1.7, 20_001)
    for summed in (total, partial(weighted_total, weights=weights)):
        together = summed(values)
        assert [summed(values[[row]])[0] for row in range(3)] == together.tolist()


def test_chunks_fill_the_cache_and_are_never_empty() -> None:
    for estates in (0, 1, 42, 870, 10_000, 10**6):
        chunk = chunk_for("numpy", estates)
        assert 1 <= chunk <= MOST
        assert chunk in (1, MOST) or 0.5 * CELLS < chunk * estates <= CELLS
    assert [chunk_for("numpy", estates) for estates in (42, 3_000, 219_000)] == [256, 10, 1]


@pytest.mark.parametrize("policy", ["unmanaged", "partner_ecosystem"])
def test_empty_tables_keep_the_types_of_columns(policy: str) -> None:
    result = cp.simulate(load("xiashan"), policy, months=1, draws=2)
    for table, texts in (
        (result.ventures, ["venture", "owner"]),
        (result.partners, ["partner", "role"]),
        (result.provenance(), ["name", "what", "value", "unit", "kind", "source", "distribution"]),
        (result.ledger, ["payer", "payee", "account", "unit"]),
    ):
        for name in table:
            assert pd.api.types.is_string_dtype(table[name]) == (name in [*texts, "note"]), name
            assert name not in texts or all(isinstance(each, str) for each in table[name])
    assert result.partners["count"].dtype == np.int64


def test_equal_percentages_of_a_centre_are_explained_where_shown() -> None:
    xiashan = load("xiashan")
    by_cost = xiashan.policies["clustered"]
    by_household = by_cost.replace(cost_sharing="household")
    for policy, is_said in ((by_cost, True), (by_household, False)):
        estates = cp.simulate(xiashan, policy, months=1, draws=2).estates
        assert ("note" in estates.attrs) == is_said
        by_estate = cp.estimate_savings(xiashan, policy, draws=2).by_estate
        assert ("note" in by_estate.attrs) == is_said
    assert "note" not in cp.simulate(xiashan, "unmanaged", months=1, draws=2).estates.attrs
