"""Uncertain numbers of a programme's own: rows with a source that its parts can name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.errors import InputError
from commpartner.programme import Fact, Programme, Venture
from commpartner.results.unread import rows_read, unread_overrides

HALL: dict[str, Any] = {
    "label_en": "price of the hall",
    "label_zh": "场馆票价",
    "unit": "yuan/visit",
    "distribution": "triangular",
    "low": 5,
    "central": 8,
    "high": 15,
    "kind": "literature",
    "source": "Price list of the district's sports halls, 2025",
}
OWN = {"north_price": HALL, "south_price": {**HALL, "kind": "assumption"}}
HALLS = tuple(
    Venture(id=place, capacity=90.0, times_per_month=20.0, utilisation=0.5, price=f"{place}_price")
    for place in ("north", "south")
)
BOTH = BASE.replace(ventures=("north", "south"))


def town(**changes: Any) -> Programme:
    kept = dict(TOWN.assumptions)
    parts: dict[str, Any] = {"ventures": (*TOWN.ventures, *HALLS), "assumptions": kept | OWN}
    return TOWN.replace(**{**parts, **changes})


def refused(programme: Any) -> dict[str, str]:
    with pytest.raises(InputError) as raised:
        cp.programme_from_dict(programme)
    return {problem.field: str(problem.allowed) for problem in raised.value.problems}


def test_two_halls_are_two_draws() -> None:
    run = cp.simulate(town(), BOTH, months=2, draws=400, seed=1)
    north, south = (run.assumptions[name] for name in OWN)
    assert not np.allclose(north, south)
    assert abs(np.corrcoef(north, south)[0, 1]) < 0.15
    assert north.between(5, 15).all()


@pytest.mark.parametrize("sampling", ["monte_carlo", "latin_hypercube"])
def test_own_rows_leave_other_draws_as_they_are(sampling: Any) -> None:
    runs = [
        cp.compare(programme, {"a": BASE}, months=2, draws=4, seed=3, sampling=sampling)
        for programme in (town(), TOWN)
    ]
    assert runs[0].outcomes.equals(runs[1].outcomes)
    assert runs[0].assumptions.equals(runs[1].assumptions)
    drawn = [programme.assumption_table().draw(3, 0, 4) for programme in (town(), TOWN)]
    assert all((drawn[0][name] == drawn[1][name]).all() for name in drawn[1])


def test_an_own_row_is_traced_to_its_source() -> None:
    run = cp.simulate(town(), BOTH, months=2, draws=300, seed=1)
    rows = run.explain("venture_profit").assumptions.set_index("assumption")
    assert rows.loc["north_price", "source"] == HALL["source"]
    assert rows.loc["north_price", "label_zh"] == "场馆票价"
    assert abs(float(rows["moves"]["north_price"])) > 0
    told = run.provenance().set_index("name")
    assert list(told.loc["north_price", ["kind", "unit"]]) == ["literature", "yuan/visit"]
    assert told.loc["south_price", "kind"] == "assumption"
    shares = run.variance_by_kind().set_index("outcome").loc["venture_profit"]
    assert shares["literature"] > 0.02
    assert shares["assumption"] > 0.02


def test_own_rows_are_ranked_and_worth_learning() -> None:
    policies = {"halls": BOTH, "none": BASE}
    named = ["north_price", "south_price"]
    swings = cp.experiments.tornado(town(), BOTH, "venture_profit", months=2)
    assert set(named) <= set(swings["assumption"])
    compared = cp.compare(town(), policies, months=2, draws=200)
    worth = cp.value_of_information(compared, "venture_profit").by_assumption
    assert set(named) <= set(worth["assumption"])
    assert worth.set_index("assumption").loc["north_price", "kind"] == "literature"


@pytest.mark.parametrize("name", ["case", "case.toml", "case.json"])
def test_own_rows_come_back_from_files(name: str, tmp_path: Path) -> None:
    programme = town()
    cp.save_programme(programme, tmp_path / name)
    back = cp.load_programme(tmp_path / name)
    assert back == programme
    assert back.assumption_table()["north_price"].central == 8.0


def test_one_label_serves_both_languages() -> None:
    row = {key: value for key, value in HALL.items() if key != "label_en"}
    table = town(assumptions={**OWN, "north_price": row}).assumption_table()
    assert table["north_price"].label_en == "场馆票价"


def data(**changes: Any) -> dict[str, Any]:
    return {**town().model_dump(), **changes}


@pytest.mark.parametrize(
    ("rows", "field", "allowed"),
    [
        ({"canteen_prise": {"central": 9}}, "assumptions.canteen_prise", "canteen_price"),
        ({"canteen_prise": {"central": 9}}, "assumptions.canteen_prise", "a row of your own"),
        ({"a": {**HALL, "kind": "published", "source": ""}}, "assumptions.a", "source"),
        ({"a": {**HALL, "low": 9}}, "assumptions.a", "9 to 15"),
        ({"a": {**HALL, "unit": "share"}}, "assumptions.a", "share"),
        ({"a": {"unit": "yuan", "label_en": "b"}}, "assumptions.a.kind", "required"),
        ({"a": {**HALL, "lowest": 1}}, "assumptions.a.lowest", "'low'"),
        ({"free_service_months": HALL}, "assumptions.free_service_months", "a row of the table"),
    ],
)
def test_a_wrong_row_of_one_s_own_is_refused(
    rows: dict[str, Any], field: str, allowed: str
) -> None:
    found = refused(data(assumptions=OWN | rows))
    assert list(filter(lambda each: each.startswith("assumptions"), found)), found
    assert allowed in found[field], found


def test_unknown_names_are_refused_with_a_near_one() -> None:
    venture = HALLS[0].model_dump() | {"price": "nort_price"}
    found = refused(data(ventures=[*TOWN.model_dump()["ventures"], venture]))
    assert "'north_price'" in found["ventures[5].price"]


def test_a_row_must_fit_the_field_that_names_it() -> None:
    with pytest.raises(InputError) as raised:
        town().replace(policies={"a": BOTH.replace(reinvestment_share="north_price")})
    (problem,) = raised.value.problems
    assert problem.field == "policies.a.reinvestment_share"
    assert "from 0 to 1" in str(problem.allowed)
    negative = {**HALL, "unit": "something", "low": -3}
    with pytest.raises(InputError, match="0 or more"):
        town(assumptions=OWN | {"north_price": negative})


def test_an_own_row_that_nothing_names_is_told() -> None:
    programme = town(assumptions=OWN | {"third": HALL}, policies={"a": BOTH})
    assert unread_overrides(programme, [BOTH]) == ["third"]
    assert set(OWN) <= rows_read(programme, [BOTH])


@pytest.mark.parametrize(
    "source",
    ["户籍统计公报2025", "doi:10.1287/opre.7.5.646", "https://a.org/b", "xs_old_share"],
)
def test_a_published_fact_may_have_its_own_source(source: str) -> None:
    place = "assumptions.north_price"
    fact = Fact(field=place, value="5 to 15", kind="published", source=source)
    run = cp.simulate(town(facts=(fact,)), BOTH, months=2, draws=8)
    assert tuple(run.origins["north_price"]) == ("published", source)
    rows = run.explain("venture_profit").assumptions.set_index("assumption")
    assert list(rows.loc["north_price", ["kind", "source"]]) == ["published", source]
    told = run.provenance().set_index("name")
    assert list(told.loc[[place, "north_price"], "source"]) == [source, source]


def test_a_misspelt_id_of_a_figure_is_refused() -> None:
    fact = {"field": "a", "value": "1", "kind": "published", "source": "xs_old_shar"}
    assert "published figure" in refused(data(facts=[fact]))["facts[0].source"]
