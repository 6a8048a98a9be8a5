"""The emulator: how well it meets runs that it has not seen, and what it leaves out."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.report.play import emulator
from commpartner.report.play.emulator import (
    HELD_OUT,
    LEAST_R2,
    TRAINED,
    Emulator,
    _fitted,
    fit_emulator,
)
from commpartner.report.play.sliders import moved

MARKET = BASE.replace(ventures=("market",), fallback_cap=30.0)


@cache
def fitted() -> tuple[cp.SimulationResult, Emulator]:
    full = cp.simulate(TOWN, MARKET, months=24, draws=emulator.MOST_DRAWS, seed=7)
    found = fit_emulator(full)
    assert found is not None
    return full, found


def run(values: dict[str, float]) -> cp.SimulationResult:
    return cp.simulate(TOWN, moved(MARKET, values), months=24, draws=emulator.MOST_DRAWS, seed=7)


def test_the_first_places_have_the_figures_of_a_run() -> None:
    _, found = fitted()
    first = {each.lever: each.value for each in found.sliders}
    means = run(first).outcomes.mean()
    told = found.predict({})
    assert told == pytest.approx({name: means[name] for name in told})
    assert "fee" in found.fixed  # it names a row of assumptions


def test_figures_that_are_shown_meet_unseen_runs() -> None:
    _, found = fitted()
    assert len(found.surfaces) >= 3
    assert all(each.r2 >= LEAST_R2 for each in found.surfaces)
    first = found.predict({})
    for part in (0.3, 0.8):
        values = {}
        for each in found.sliders:
            place = each.low + part * (each.high - each.low)
            values[each.lever] = float(round(place)) if each.whole else place
        there, predicted = run(values).outcomes.mean(), found.predict(values)
        for surface in found.surfaces:
            change = abs(there[surface.outcome] - first[surface.outcome])
            near = 2 * surface.error + 0.01 * change  # the error is of few settings
            assert predicted[surface.outcome] == pytest.approx(there[surface.outcome], abs=near)


def test_noise_is_not_fitted_and_stillness_not_shown() -> None:
    source = np.random.default_rng(7)
    places = source.random((TRAINED + HELD_OUT, 2))
    noise = _fitted("fallback_per_year", places, source.normal(size=len(places)))
    assert noise is not None
    assert noise.r2 < LEAST_R2
    smooth = _fitted("fallback_per_year", places, np.sin(3.0 * places[:, 0]) + places[:, 1])
    assert smooth is not None
    assert smooth.r2 > LEAST_R2
    assert _fitted("fallback_per_year", places, np.full(len(places), 3.0)) is None
    assert _fitted("fallback_per_year", places, np.full(len(places), np.nan)) is None


def test_nothing_that_moves_gives_no_emulator() -> None:
    nobody = cp.Policy(organisation="unmanaged")
    full = cp.simulate(TOWN, nobody, months=12, draws=8, seed=7)
    assert fit_emulator(full) is None


@pytest.mark.nightly
def test_two_fits_are_equal_to_the_bit() -> None:
    full, found = fitted()
    again = fit_emulator(full)
    assert again is not None
    assert [vars(each) for each in again.surfaces] == [vars(each) for each in found.surfaces]
