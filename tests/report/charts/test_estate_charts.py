"""Charts of single estates: where they stand, and what each pays and gets."""

from __future__ import annotations

import numpy as np
import pytest
from charted import LANGUAGES, PARTNER, VILLAGE, XIASHAN
from refusals import raises_problem
from town import BASE, TOWN

import commpartner as cp
from commpartner import plots
from commpartner.report.charts import clusters

both = pytest.mark.parametrize("language", LANGUAGES)


@both
def test_the_map_has_every_estate_once(language: plots.Language) -> None:
    figure = plots.map_of_clusters(PARTNER, language=language)
    *groups, stars = figure.data
    estates = XIASHAN.estates
    assert sum(len(group.x) for group in groups) == len(estates)
    by_place = {(each.x_km, each.y_km): each for each in estates}
    for group in groups:
        for x, y, size in zip(group.x, group.y, group.marker.size, strict=True):
            assert by_place[x, y].households == size
    served = PARTNER.estates[PARTNER.estates["centre"] != ""]
    sizes = served.groupby("centre").size().to_list()
    assert sorted(len(group.x) for group in groups[1:]) == sorted(sizes)
    chosen = {each.id: (each.x_km, each.y_km) for each in XIASHAN.centres}
    assert set(zip(stars.x, stars.y, strict=True)) == {chosen[name] for name in served["centre"]}
    assert (figure.layout.yaxis.scaleanchor, figure.layout.yaxis.scaleratio) == ("x", 1)


def test_centres_differ_in_colour_and_symbol() -> None:
    looks = [(clusters.COLOURS[at % 7], clusters.SYMBOLS[at % 6]) for at in range(42)]
    assert len(set(looks)) == 42 and len(clusters.COLOURS) == 7 and len(clusters.SYMBOLS) == 6
    groups = plots.map_of_clusters(PARTNER).data[1:-1]
    assert len({(group.marker.color, group.marker.symbol) for group in groups}) == len(groups) == 3


def test_a_programme_is_drawn_as_its_result_is() -> None:
    one = plots.map_of_clusters(PARTNER)
    other = plots.map_of_clusters(XIASHAN, policy="partner")
    assert one.to_dict() == other.to_dict()


def test_without_places_or_policy_there_is_no_map() -> None:
    estates = [each.model_copy(update={"x_km": None, "y_km": None}) for each in TOWN.estates]
    nowhere = TOWN.model_copy(update={"estates": tuple(estates)})
    with raises_problem("what: without_places; estates_on_a_map"):
        plots.map_of_clusters(nowhere, policy=BASE)
    with raises_problem("policy: .*; none_beside_result"):
        plots.map_of_clusters(PARTNER, policy="clustered")
    with raises_problem("policies: .*; did_you_mean"):
        plots.map_of_clusters(XIASHAN, policy="partne")


@both
@pytest.mark.parametrize("result", [PARTNER, VILLAGE], ids=["partner", "village"])
def test_charges_are_those_of_the_result(
    result: cp.SimulationResult, language: plots.Language
) -> None:
    served = result.estates.dropna(subset=["cost"]).sort_values("cost", ascending=False)
    traces = [trace for trace in plots.estate_charges(result, language).data if trace.name]
    for trace, column in zip(
        traces,
        ("stand_alone_cost", "cost", "service_received", "fees", "fallback", "reinvested"),
        strict=True,
    ):
        assert list(trace.x) == pytest.approx(served[column].tolist(), abs=0.006)
    assert len({trace.marker.symbol for trace in traces[2:]}) == 4
    assert len(set(traces[0].y)) == len(served)


def test_many_estates_are_drawn_by_rank() -> None:
    whole = XIASHAN.policies["clustered"].replace(others="stand_alone")
    run = cp.simulate(XIASHAN, whole, months=1, draws=1)
    figure = plots.estate_charges(run)
    served = run.estates["cost"].notna().sum()
    assert served > 80
    charge = next(trace for trace in figure.data if trace.name == "charged")
    assert list(charge.x) == list(range(1, served + 1))
    assert (np.diff(charge.y) <= 0).all()
    assert len(charge.customdata) == len(plots.described(figure).table) == served


def test_the_text_counts_who_is_charged_more() -> None:
    estates = VILLAGE.estates
    dearer = (estates["cost"] > estates["stand_alone_cost"]).sum()
    assert 0 < dearer < len(estates)
    alt = plots.described(plots.estate_charges(VILLAGE)).alt
    assert f"{len(estates)} estates: {dearer} are charged more" in alt


def test_a_policy_that_serves_nobody_is_refused() -> None:
    nobody = cp.simulate(XIASHAN, "unmanaged", months=1, draws=1)
    with raises_problem("result: without_estates; serves_an_estate"):
        plots.estate_charges(nobody)


def test_names_on_the_map_and_of_charges_stay_text() -> None:
    evil = "<script>x</script><br>\u202e$y$"
    estates = [each.model_copy(update={"name": evil}) for each in TOWN.estates]
    centres = [each.model_copy(update={"name": evil}) for each in TOWN.centres]
    named = TOWN.model_copy(update={"estates": tuple(estates), "centres": tuple(centres)})
    run = cp.simulate(named, BASE, months=1, draws=1)
    for figure in (plots.map_of_clusters(run), plots.estate_charges(run)):
        drawn = figure.to_dict()
        drawn["layout"].pop("meta")  # plain text, which a page escapes
        shown = str(drawn)
        assert "&lt;script&gt;" in shown and "<script>" not in shown
        assert "\u202e" not in shown and "$" not in shown.replace("&#36;", "")
