"""What clusters save, by the smallest post: the same bits without the split over mechanisms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from town import BASE, TOWN

import commpartner.cli.words
import commpartner.facts.words
from commpartner.datasets import load
from commpartner.model.plausibility import implausible_values
from commpartner.model.plausibility.sizes import sizes_beyond_data
from commpartner.results import savings
from commpartner.results.savings import Savings, estimate_savings, savings_by_step
from commpartner.simulation import simulate
from commpartner.texts import Text

STEPS = (0.1, 0.5)


def test_savings_by_step_are_the_totals_of_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        estimate_savings(TOWN, BASE.replace(staffing_step=step), draws=70, seed=3).total
        for step in STEPS
    ]
    seen: list[tuple[int, int]] = []

    def split(*_: object) -> None:
        raise AssertionError("nobody reads the coalitions of a step")

    monkeypatch.setattr(savings, "shapley_split", split)
    found = savings_by_step(
        TOWN, BASE, STEPS, draws=70, seed=3, progress=lambda *done: seen.append(done)
    )
    pd.testing.assert_frame_equal(found, pd.concat(wanted, ignore_index=True), check_exact=True)
    assert seen == [(128, 140), (140, 140)]


@pytest.fixture(scope="module")
def saved() -> Savings:
    return estimate_savings(TOWN, BASE, draws=20, seed=3)


def test_cheaper_and_more_service_are_the_saving_against_today(saved: Savings) -> None:
    mean = saved.total.set_index("measure")["mean"]
    today = mean["savings_per_year"] - mean["added_service_cost"]
    assert mean["savings_per_year_today"] == pytest.approx(today, rel=1e-12)
    assert mean["added_service_cost"] > 0
    of_today = mean["today_cost"] - mean["clustered_cost"]
    assert mean["savings_per_year_today"] == pytest.approx(of_today, rel=1e-12)


def test_an_estate_alone_in_its_centre_saves_no_overhead() -> None:
    alone = TOWN.replace(estates=TOWN.estates[:1])
    parts = estimate_savings(alone, BASE, draws=3, seed=3).by_mechanism.set_index("mechanism")
    found = parts.loc["shared_overhead", ["mean", "p5", "p95"]]
    assert list(found) == [0.0, 0.0, 0.0]


def test_posts_managers_and_the_rest_are_the_saving(saved: Savings) -> None:
    heads = saved.by_mechanism.groupby("head")["mean"].sum()
    assert set(heads.index) == {"posts", "managers", "rest"}
    whole = saved.draws["savings_per_year"].mean()
    assert heads.sum() == pytest.approx(whole, abs=1e-9 * saved.draws["stand_alone_cost"].mean())


def test_both_savings_are_those_of_a_run() -> None:
    everybody = BASE.replace(others="unmanaged")
    found = estimate_savings(TOWN, everybody, draws=6, seed=3).total.set_index("measure")["mean"]
    run = simulate(TOWN, everybody, months=1, draws=6, seed=3)
    assert (run.estates["centre"] != "").all()
    for name in (
        "savings_share",
        "savings_share_today",
        "service_gained",
        "cost_per_service_point",
    ):
        assert found[name] == pytest.approx(run.outcomes[name].mean(), rel=1e-9), name


def test_one_note_tells_of_all_estates_beyond_the_data() -> None:
    sizes = (99, 100, 5000, 5001, 300, 20)
    estates = [
        estate.replace(households=size, floor_area=70.0 * size)
        for estate, size in zip(TOWN.estates, sizes, strict=False)
    ]
    place = TOWN.replace(estates=tuple(estates))
    note = sizes_beyond_data(place.estates)
    assert note is not None
    assert note.code == "sizes_beyond_data"
    told = {"count": 3, "all": 6, "smallest": "20", "largest": "5,001"}
    assert Text("sizes_beyond_data", **told, low="100", high="5,000") == note
    assert note.in_language("zh") != note.in_language("en")
    assert sizes_beyond_data(place.estates[1:3]) is None


def test_the_note_is_no_implausible_value() -> None:
    xiashan = load("xiashan")
    found = estimate_savings(xiashan, "partner", draws=2, seed=3)
    assert found.total.attrs["note"].code == "sizes_beyond_data"
    assert "size_with_costs" not in {each.code for each in implausible_values(xiashan)}


def test_who_buys_nothing_today_is_compared_with_nothing() -> None:
    ledger = TOWN.assumption_table().replace(bought_scope=0.0)
    found = estimate_savings(TOWN, BASE, draws=4, seed=3, assumptions=ledger).total
    mean = found.set_index("measure")["mean"]
    assert mean["service_gained"] > 1.0  # the town's standard has guards, the reference none
    assert np.isfinite(mean["savings_share_today"])


@pytest.mark.parametrize("say", [commpartner.facts.words.say, commpartner.cli.words.say])
def test_a_range_of_posts_has_words_in_both_languages(say: Callable[..., str]) -> None:
    by_role = BASE.replace(staffing_step=None)
    post = estimate_savings(TOWN, by_role, draws=1, seed=3).staffing_step
    assert post == "1 to 2"
    assert "1 to 2 FTE" in say("savings_title", "en", policy="a", post=post)
    assert "1至2人" in say("savings_title", "zh", policy="a", post=post)
