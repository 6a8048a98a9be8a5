"""What callers pass in place of a programme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import commpartner as cp
from commpartner import adaptors, experiments, tipping
from commpartner.io import programme_hash
from commpartner.texts import Text

CALLS: dict[str, Callable[[Any], object]] = {
    "simulate": lambda given: cp.simulate(given, "partner"),
    "estimate_savings": lambda given: cp.estimate_savings(given, "partner"),
    "compare": lambda given: cp.compare(given, ["partner"]),
    "compare_until": lambda given: experiments.compare_until(given, ["partner"], "satisfaction"),
    "sensitivity": lambda given: cp.sensitivity(given, "partner"),
    "tornado": lambda given: experiments.tornado(given, "partner", "satisfaction"),
    "switching_value": lambda given: experiments.switching_value(
        given, "partner", "satisfaction", lever="fee"
    ),
    "resting_states": lambda given: tipping.resting_states(given, "partner"),
    "search_tipping_points": lambda given: tipping.search_tipping_points(given, "partner"),
    "ema_model": lambda given: adaptors.ema_model(given, ["partner"]),
    "salib_problem": lambda given: adaptors.salib_problem(given, "partner"),
    "salib_function": lambda given: adaptors.salib_function(given, "partner", "satisfaction"),
    "programme_hash": programme_hash,
    "save_programme": lambda given: cp.save_programme(given, "somewhere"),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("given", ["xiashan", Path("a/folder"), None, {"name": "x"}], ids=repr)
def test_what_is_no_programme_is_refused_by_how_to_come_by_one(name: str, given: object) -> None:
    with pytest.raises(cp.ArgumentError) as caught:
        CALLS[name](given)
    (text,) = caught.value.args
    assert isinstance(text, Text)
    assert (text.values["name"], text.values["allowed"]) == ("programme", Text("a_programme"))
