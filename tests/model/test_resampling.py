from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import commpartner as cp
from commpartner.errors import InputError
from commpartner.experiments import switching_value
from commpartner.experiments.deciding.one_at_a_time import tornado
from commpartner.model.engines import Engine
from commpartner.model.resampling import mean_sizes, resampled
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.programme import Programme

CASES = [
    (case, policy) for case in cp.datasets.names() for policy in cp.datasets.load(case).policies
]
ONE_DISTRICT = 0.3


def listed(programme: Programme) -> Programme:
    return programme.replace(
        assumptions={**programme.assumptions, "estate_sizes": {"distribution": "fixed"}}
    )


def scheme_and_draws(case: str, policy: str, draws: int) -> tuple[Scheme, cp.assumptions.Draws]:
    programme = cp.datasets.load(case)
    scheme = build_scheme(programme, programme.policies[policy])
    return scheme, programme.assumption_table().draw(7, 0, draws)


@cache
def of_one_size(case: str) -> tuple[Programme, Programme]:
    """The case with its sizes drawn once, and a programme that lists what was drawn."""
    programme = cp.datasets.load(case)
    row = {"distribution": "fixed", "central": ONE_DISTRICT}
    drawn = programme.replace(assumptions={**programme.assumptions, "estate_sizes": row})
    scheme = build_scheme(drawn, next(iter(drawn.policies.values())))
    sizes = resampled(scheme, drawn.assumption_table().draw(7, 0, 1)).district
    estates = tuple(
        estate.replace(households=int(homes), floor_area=float(area), gates=int(gates))
        for estate, homes, area, gates in zip(
            programme.estates, *(each[0] for each in sizes[:3]), strict=True
        )
    )
    return drawn, listed(programme.replace(estates=estates))


@pytest.mark.parametrize(("case", "policy"), CASES)
def test_a_drawn_district_equals_one_listed(case: str, policy: str) -> None:
    drawn, known = of_one_size(case)
    assert drawn.policies[policy].allocation != "shapley"  # whose shares are of the sizes listed
    one, two = (cp.simulate(each, policy, months=14, draws=2, seed=7) for each in (drawn, known))
    pd.testing.assert_frame_equal(one.outcomes, two.outcomes, rtol=1e-11)
    pd.testing.assert_frame_equal(one.ledger, two.ledger, rtol=1e-11)
    columns = [name for name in one.estates if name != "households"]
    pd.testing.assert_frame_equal(one.estates[columns], two.estates[columns], rtol=1e-11)


def test_sizes_are_those_listed_at_0() -> None:
    scheme, draws = scheme_and_draws("xiashan", "partner", 3)
    assert resampled(scheme, draws.at_central()) is scheme


def test_an_estate_gets_a_size_of_its_kind() -> None:
    scheme, draws = scheme_and_draws("xiashan", "stand_alone", 40)
    found = resampled(scheme, draws).district
    for kind in (scheme.all_managed, ~scheme.all_managed):
        known = set(zip(*(each[kind] for each in scheme.district), strict=True))
        for row in range(40):
            assert set(zip(*(each[row, kind] for each in found), strict=True)) <= known


def test_mean_sizes_spread_as_sample_means_do() -> None:
    scheme, _ = scheme_and_draws("xiashan", "partner", 1)
    numbers = np.linspace(0.001, 0.999, 600)
    means = mean_sizes(scheme, numbers)
    sizes = scheme.district.households[~scheme.all_managed]
    expected = sizes.std() / np.sqrt(len(scheme.members))
    assert means.mean() == pytest.approx(sizes.mean(), abs=4 * expected / np.sqrt(600))
    assert means.std() == pytest.approx(expected, rel=0.12)  # 4 standard errors


def test_the_distance_weighs_the_households_drawn() -> None:
    scheme, draws = scheme_and_draws("xiashan", "partner", 2)
    found = resampled(scheme, draws)
    assert found.distance is not None and scheme.away is not None
    of_first = scheme.centre_of[scheme.order] == 0
    weights = found.sites.households[1, scheme.order][of_first]
    expected = np.average(scheme.away[of_first], weights=weights)
    assert found.distance[1, 0] == pytest.approx(expected)


@pytest.mark.parametrize("engine", ["numpy", "jax"])
def test_drawn_sizes_keep_the_bits_for_every_chunk(engine: Engine) -> None:
    case = cp.datasets.load("xiashan")
    one, two = (
        cp.simulate(case, "partner", months=3, draws=9, seed=7, engine=engine, chunk=chunk)
        for chunk in (9, 2)
    )
    pd.testing.assert_frame_equal(one.outcomes, two.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(one.estates, two.estates, check_exact=True)


def test_policies_meet_the_same_districts() -> None:
    case = cp.datasets.load("xiashan")
    found = cp.compare(case, ["stand_alone", "clustered"], months=1, draws=6, seed=7)
    alone = cp.simulate(case, "clustered", months=1, draws=6, seed=7)
    of_both = found.outcomes.pivot_table("staff", index="draw", columns="policy")
    np.testing.assert_array_equal(of_both["clustered"], alone.outcomes["staff"])
    assert alone.outcomes["stand_alone_cost_per_household_month"].nunique() == 6


def test_the_spread_of_cost_holds_the_district() -> None:
    case = cp.datasets.load("xiashan")
    name = "stand_alone_cost_per_household_month"
    known = {row: {"distribution": "fixed"} for row in case.assumption_table()}
    del known["estate_sizes"]
    sizes_alone = case.replace(assumptions={**case.assumptions, **known})
    spread, fixed = (
        cp.simulate(each, "partner", months=1, draws=20, seed=7).outcomes[name].std()
        for each in (sizes_alone, listed(sizes_alone))
    )
    assert spread > 0.5  # yuan; of a mean of 30
    assert fixed == pytest.approx(0.0, abs=1e-9)
    drawn = cp.estimate_savings(case, "partner", draws=9, seed=7)
    per = drawn.by_estate.set_index("id")[name]
    whole = drawn.total.set_index("measure")["mean"][name]
    assert per.min() < whole < per.max()


def test_a_regression_takes_the_mean_size_as_the_cause() -> None:
    result = cp.simulate(cp.datasets.load("xiashan"), "partner", months=1, draws=400, seed=7)
    saving, in_kind = (
        result.explain(name).assumptions.set_index("assumption").loc["estate_sizes"]
        for name in ("savings_per_year", "in_kind_per_household_month")
    )
    assert saving["moves"] > 0  # more households, more to save
    assert in_kind["moves"] < 0  # rooms in kind are shared by more
    assert all(0.02 < row["variance"] < 0.9 for row in (saving, in_kind))


def test_what_has_no_order_is_not_moved_alone() -> None:
    case = cp.datasets.load("xiashan")
    table = tornado(case, "partner", "cost_per_household_month", months=1)
    assert "estate_sizes" not in set(table["assumption"])
    with pytest.raises(InputError):
        switching_value(
            case, "partner", "savings_share", assumption="estate_sizes", draws=2, months=1
        )
