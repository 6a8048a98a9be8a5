"""What no crew can serve is told before a queue is asked: who, how far, what to check."""

from __future__ import annotations

from typing import Any

import pytest

from commpartner.errors import InputError, Problem
from commpartner.programme import Centre, Estate, Policy, Programme
from commpartner.results.savings import estimate_savings
from commpartner.simulation import simulate
from commpartner.texts import Text

# Values far from what is usual make single draws fail here.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

ESTATES = tuple(
    Estate(
        id=f"e{number}",
        households=200,
        floor_area=15_000.0,
        x_km=0.5 * (number % 3),
        y_km=0.4 * (number // 3),
    )
    for number in range(9)
)
POLICY = Policy(centres=("mid", "edge"))


def town(factor: float = 1.0, **changes: Any) -> Programme:
    estates = changes.pop("estates", ESTATES)
    placed = [
        estate.replace(x_km=estate.x_km * factor, y_km=estate.y_km * factor) for estate in estates
    ]
    centres = (
        Centre(id="mid", x_km=0.5 * factor, y_km=0.4 * factor),
        Centre(id="edge", x_km=1.0 * factor, y_km=0.8 * factor),
    )
    return Programme(name="town", estates=tuple(placed), centres=centres, **changes)


def problem(programme: Programme, policy: Policy = POLICY, draws: int = 3) -> Problem:
    with pytest.raises(InputError) as caught:
        simulate(programme, policy, draws=draws, months=2)
    (only,) = caught.value.problems
    return only


def code(text: str) -> str:
    assert isinstance(text, Text)
    return text.code


def test_metres_for_kilometres_are_reported_by_centre_and_estate() -> None:
    told = problem(town(1000.0))
    assert isinstance(told.found, Text)
    assert told.field == "centres.mid"
    assert (told.found.code, code(told.allowed)) == ("trip_too_long", "trip_within_a_day")
    assert told.found.values["estate"] == "e0"
    assert told.found.values["away"] == pytest.approx(640.3, abs=0.1)
    assert told.found.values["hours"] > 8.0
    with pytest.raises(InputError):
        estimate_savings(town(1000.0), POLICY, draws=2)


@pytest.mark.parametrize("factor", [1.0, 10.0])
def test_a_way_within_a_working_day_is_simulated(factor: float) -> None:
    assert len(simulate(town(factor), POLICY, draws=3, months=2).outcomes) == 3


def test_one_place_that_slipped_by_a_thousand_is_named() -> None:
    estates = (*ESTATES[:4], ESTATES[4].replace(x_km=500.0), *ESTATES[5:])
    told = problem(town(estates=estates))
    assert isinstance(told.found, Text)
    assert told.found.values["estate"] == "e4"


def test_without_a_map_the_assumed_distance_is_reported() -> None:
    estates = tuple(estate.replace(x_km=None, y_km=None) for estate in ESTATES)
    row = {"low": 90.0, "central": 100.0, "high": 120.0}
    programme = Programme(
        name="town",
        estates=estates,
        centres=(Centre(id="mid"),),
        assumptions={"distance_between_estates": row},
    )
    told = problem(programme, Policy(centres=("mid",)))
    assert code(told.found) == "trip_too_long_without_map"


def test_without_travel_no_distance_is_too_long() -> None:
    still = POLICY.replace(mechanisms=("staff_pooling", "queue_pooling"))
    assert len(simulate(town(1000.0), still, draws=2, months=2).outcomes) == 2


def test_a_queue_that_no_crew_serves_names_the_estate() -> None:
    estates = (ESTATES[0].replace(households=900_000_000, floor_area=7e10), *ESTATES[1:])
    alone = Policy(organisation="stand_alone")
    told = problem(town(estates=estates), alone)
    assert (told.field, code(told.found)) == ("estates.e0", "crew_too_large")


def test_a_queue_that_no_crew_serves_names_the_centre() -> None:
    estates = [entry.replace(households=90_000_000, floor_area=7e9) for entry in ESTATES]
    row = {"distribution": "fixed", "low": 0.1, "central": 0.1, "high": 0.1}
    hour = {"distribution": "fixed", "low": 1.0, "central": 1.0, "high": 1.0}
    assumptions = {"work_order_rate": row, "mean_repair_time": hour}
    told = problem(
        town(estates=estates, assumptions=assumptions), Policy(centres=("mid",)), draws=1
    )
    assert (told.field, code(told.found)) == ("centres.mid", "crew_too_large")


def test_every_chunk_tells_the_same_kind() -> None:
    for chunk in (1, 4):
        with pytest.raises(InputError) as caught:
            simulate(town(1000.0), POLICY, draws=4, months=2, chunk=chunk)
        assert caught.value.problems[0].field == "centres.mid"
