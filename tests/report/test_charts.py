"""Charts show the numbers of the results in both languages, and say where data are synthetic."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from charted import (
    CHARTS,
    ECOSYSTEM,
    LANGUAGES,
    PARTNER,
    RUN,
    SAVED,
    TWO_STATES,
    VILLAGE,
    XIASHAN,
    divisor,
    figure_of,
)
from refusals import raises_problem

import commpartner as cp
from commpartner import plots, texts
from commpartner.facts.accounts import ACCOUNTS, SECTORS
from commpartner.facts.labels import UNIT_NAMES, in_language
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows.loop import next_share
from commpartner.programme.policy import FUNDERS, MECHANISMS
from commpartner.report.charts.sectors import SECTOR_COLOURS
from commpartner.report.charts.streams import SMALL

MARK = {"en": "synthetic data", "zh": "合成数据"}
both = pytest.mark.parametrize("language", LANGUAGES)


def named(figure: Any) -> dict[str, Any]:
    return {trace.name: trace for trace in figure.data if trace.name}


def streams(sankey: Any) -> int:
    """The number of accounts in the middle: those that links lead to and from, without profit."""
    links = sankey.link
    split = [label.startswith(("profit shared out", "可分配利润")) for label in sankey.node.label]
    return sum(not split[node] for node in set(links.target) & set(links.source))


def monthly(result: cp.SimulationResult, series: str) -> Any:
    return result.monthly[result.monthly["series"] == series]


@both
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_its_unit_and_the_synthetic_note(
    name: str, language: plots.Language
) -> None:
    _, english, chinese = CHARTS[name]
    title = figure_of(name, language).layout.title.text.replace("<br>", " ")
    assert (chinese if language == "zh" else english) in title
    assert MARK[language] in title
    assert MARK["en" if language == "zh" else "zh"] not in title


def test_every_public_chart_is_tested() -> None:
    public = {name for name in plots.__all__ if name.islower()} - {
        *("described", "fitted", "in_language", "write_picture"),
    }
    assert public == set(CHARTS)


@both
def test_the_bars_are_the_parts_of_the_saving(language: plots.Language) -> None:
    figure = plots.savings_by_mechanism(SAVED, language)
    one = divisor(figure.layout.yaxis.title.text)
    bars, today = figure.data
    *parts, total = bars.y
    assert parts == pytest.approx((SAVED.by_mechanism["mean"] / one).tolist())
    assert total == pytest.approx(sum(parts))
    against = SAVED.draws["today_cost"] - SAVED.draws["clustered_cost"]
    assert list(today.y) == [pytest.approx(against.mean() / one)]
    assert not set(today.x) & set(bars.x)
    names = [line for name in [*bars.x, *today.x] for line in name.split("<br>")]
    assert max(map(len, names)) <= (6 if language == "zh" else 14)  # narrower than a bar's place
    assert texts.in_language(SAVED.staffing_step, language) in figure.layout.title.text


@both
def test_lines_are_months_and_bands_hold_their_middle(language: plots.Language) -> None:
    figure = plots.money_over_time(PARTNER, language)
    one = divisor(figure.layout.yaxis.title.text)
    lines = named(figure)
    shown = lines[plots.SERIES_NAMES["fallback"][language == "zh"]]
    assert list(shown.y) == pytest.approx((monthly(PARTNER, "fallback")["mean"] / one).tolist())
    assert list(shown.x) == list(range(18))
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == len(lines) == 4
    assert all(len(band.x) == 36 for band in bands)


@both
def test_funds_and_fallback_are_the_series_with_their_bands(language: plots.Language) -> None:
    figure = plots.funds_and_fallback(PARTNER, language)
    lines = named(figure)
    bands = iter([trace for trace in figure.data if trace.fill == "toself"])
    for series in ("estate_funds", "fallback_cumulative", "fallback"):
        rows, band = monthly(PARTNER, series), next(bands)
        axis = figure.layout.yaxis2 if series == "fallback" else figure.layout.yaxis
        one = divisor(axis.title.text)
        shown = lines[plots.SERIES_NAMES[series][language == "zh"]]
        assert list(shown.y) == pytest.approx((rows["mean"] / one).tolist())
        assert list(band.y[:18]) == pytest.approx((rows["p95"] / one).tolist())
        assert list(band.y[:17:-1]) == pytest.approx((rows["p5"] / one).tolist())
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}  # yuan, and yuan a month


@both
@pytest.mark.parametrize(("year", "months"), [(None, 18), (1, 12), (2, 6)])
def test_the_streams_are_the_ledger(
    year: int | None, months: int, language: plots.Language
) -> None:
    figure = plots.money_between_sectors(PARTNER, year, language)
    (sankey,), one = figure.data, divisor(figure.layout.title.text)
    ledger = PARTNER.ledger
    if year is not None:
        ledger = ledger[ledger["year"] == year]
    whole = ledger["mean"].sum() / months * 12 / one
    half = streams(sankey)  # payer to account, then account to payee, then payer to profit
    assert sum(sankey.link.value[:half]) == pytest.approx(whole)
    assert sankey.link.value[:half] == sankey.link.value[half : 2 * half]
    assert list(sankey.link.target[:half]) == list(sankey.link.source[half : 2 * half])
    paid = ledger.groupby("payer")["mean"].sum() / months * 12 / one
    residents = plots.SECTOR_NAMES["residents"][language == "zh"]
    number = next(
        at
        for at, label in enumerate(sankey.node.label)
        if label.startswith((f"{residents}, paid ", f"{residents}（付）"))
    )
    flows = list(zip(sankey.link.source, sankey.link.value, strict=True))
    assert sum(value for source, value in flows if source == number) == pytest.approx(
        paid["residents"]
    )
    # Every account that moved money is named on some stream.
    told = "<br>".join(sankey.link.customdata)
    moved = ledger.groupby("account")["mean"].sum()
    for account in moved[moved > 0].index:
        about = ACCOUNTS[account]
        assert (about.label_zh if language == "zh" else about.label_en) in told


def test_small_accounts_of_a_pair_share_a_stream() -> None:
    (sankey,) = plots.money_between_sectors(PARTNER, 1, "en").data
    half = streams(sankey)
    accounts = PARTNER.ledger[(PARTNER.ledger["year"] == 1) & (PARTNER.ledger["mean"] > 0)]
    small = accounts[accounts["mean"] < SMALL * accounts["mean"].sum()]
    assert len(small) > 1 and half < len(accounts)
    assert any(label.startswith("other, ") for label in sankey.node.label)


def test_a_year_that_was_not_run_is_refused() -> None:
    with raises_problem("year: 3; one_to_max 2"):
        plots.money_between_sectors(PARTNER, 3)


@both
def test_the_loop_crosses_the_diagonal_where_it_rests(language: plots.Language) -> None:
    figure = plots.satisfaction_loop(TWO_STATES, language)
    diagonal, curve, stable, tipping = figure.data
    assert list(diagonal.x) == list(diagonal.y)
    expected = 100.0 * next_share(TWO_STATES, np.array(curve.x) / 100.0)
    assert list(curve.y) == pytest.approx(expected.tolist())
    assert list(stable.x) == pytest.approx([2.0, 89.0], abs=0.5)
    assert list(tipping.x) == list(tipping.y) == pytest.approx([40.0], abs=0.5)
    assert (stable.marker.symbol, tipping.marker.symbol) == ("circle", "circle-open")


def test_a_loop_of_draws_has_a_band_and_states() -> None:
    logits = np.array([-6.0, -1.0])  # two stable states, and one
    figure = plots.satisfaction_loop(TWO_STATES._replace(logit=logits))
    band, _, curve, stable, tipping = figure.data
    assert band.fill == "toself" and len(band.x) == 2 * len(curve.x)
    assert len(stable.x) == 3 and len(tipping.x) == 1
    assert "50%" in figure.layout.title.text
    assert "synthetic" not in plots.satisfaction_loop(TWO_STATES, synthetic=False).layout.title.text


@both
def test_who_pays_adds_up_to_cost_and_margin(language: plots.Language) -> None:
    row = VILLAGE.ventures.set_index("venture").loc["canteen"].to_dict()
    bars = named(plots.who_pays_a_meal(VILLAGE, "canteen", language))
    zh = language == "zh"
    columns = {
        "individual": "price",
        "government": "subsidy",
        "enterprise": "concession",
        "collective": "top_up",
        "volunteers": "help",
    }
    funders = [bars[plots.FUNDER_NAMES[name][zh]] for name in FUNDERS]
    assert [bar.x[0] for bar in funders] == [row[columns[name]] for name in FUNDERS]
    cost = bars["完全成本" if zh else "full cost"]
    assert cost.x[0] == row["full_cost"]
    paid = sum(bar.x[0] for bar in funders)
    assert paid - cost.x[0] == pytest.approx(row["margin"])
    assert len({bar.y[0] for bar in funders}) == 1 and cost.y[0] != funders[0].y[0]


def test_a_loss_fills_the_gap_to_the_cost() -> None:
    alone = cp.simulate(VILLAGE.programme, "canteen_without_individual", **RUN)
    row = alone.ventures.set_index("venture").loc["free_canteen"].to_dict()
    bars = named(plots.who_pays_a_meal(alone, "free_canteen"))
    assert row["margin"] < 0
    assert bars["loss"].x[0] == -row["margin"]
    assert "customer" not in bars and "margin" not in bars


def test_a_venture_without_sales_is_refused_and_others_named() -> None:
    with pytest.raises(cp.InputError, match="canteen"):
        plots.who_pays_a_meal(VILLAGE, "cantine")
    with pytest.raises(cp.InputError, match="venture"):
        plots.who_pays_a_meal(cp.simulate(XIASHAN, "clustered", months=1, draws=1, seed=7))


@both
def test_partners_have_benefit_reservation_and_share_of_stays(
    language: plots.Language,
) -> None:
    table = ECOSYSTEM.partners
    benefit, reservation, stays = plots.partners_who_stay(ECOSYSTEM, language).data
    assert list(benefit.x) == table["net_benefit"].tolist()
    high = np.array(benefit.x) + np.array(benefit.error_x.array)
    low = np.array(benefit.x) - np.array(benefit.error_x.arrayminus)
    assert high.tolist() == pytest.approx(table["net_benefit_p95"].tolist())
    assert low.tolist() == pytest.approx(table["net_benefit_p5"].tolist())
    assert list(reservation.x) == table["reservation"].tolist()
    assert list(stays.x) == pytest.approx((100 * table["stays"]).tolist())
    shops = {"en": "shops at conceded prices (40)", "zh": "平价商户 (40)"}
    assert shops[language] in [name.replace("<br>", " ") for name in benefit.y]


def test_a_policy_without_partners_is_refused() -> None:
    with pytest.raises(cp.InputError, match="without partners"):
        plots.partners_who_stay(VILLAGE)


@both
def test_policies_have_the_mean_and_the_interval(language: plots.Language) -> None:
    results = {"partner": PARTNER, "mine": ECOSYSTEM}
    (dots,) = plots.policies_compared(results, "self_sufficiency_year_1", language).data
    label = PARTNER.policy.label_zh if language == "zh" else PARTNER.policy.label_en
    assert list(dots.y) == [label, "mine"]
    for number, result in enumerate(results.values()):
        values = 100 * result.outcomes["self_sufficiency_year_1"]
        low, high = values.quantile([0.05, 0.95])
        assert dots.x[number] == pytest.approx(values.mean())
        assert dots.error_x.array[number] == pytest.approx(high - values.mean())
        assert dots.error_x.arrayminus[number] == pytest.approx(values.mean() - low)


@both
def test_an_outcome_that_some_draws_lack_says_so(language: plots.Language) -> None:
    (dots,) = plots.policies_compared({"partner": PARTNER}, "break_even_month", language).data
    assert ("0%的抽样" if language == "zh" else "0% of draws") in dots.y[0]


def test_an_unknown_outcome_and_no_results_are_refused() -> None:
    with raises_problem("plots, outcome: 'fallback_per_yaer'; did_you_mean or or"):
        plots.policies_compared({"partner": PARTNER}, "fallback_per_yaer")
    with pytest.raises(cp.InputError, match="at least one result"):
        plots.policies_compared({}, "fallback_per_year")


def test_every_name_and_unit_is_there_in_both_languages() -> None:
    assert set(plots.POOLING_NAMES) == set(MECHANISMS)
    assert set(plots.SECTOR_NAMES) == set(SECTORS) == set(SECTOR_COLOURS)
    assert len(set(SECTOR_COLOURS.values())) == len(SECTORS)
    assert set(plots.FUNDER_NAMES) == set(FUNDERS)
    assert {about.unit for about in OUTCOMES.values()} <= set(UNIT_NAMES)


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("社区食堂 community canteen", "community canteen", "社区食堂"),
        ("业委会 owners' committees", "owners' committees", "业委会"),
        ("小卖部", "小卖部", "小卖部"),
        ("kiosk", "kiosk", "kiosk"),
        ("社区 A 食堂", "社区 A 食堂", "社区 A 食堂"),  # a half of it would be no name
        ("", "", ""),
    ],
)
def test_a_name_that_holds_both_languages_is_split(name: str, english: str, chinese: str) -> None:
    assert (in_language(name, "en"), in_language(name, "zh")) == (english, chinese)


@pytest.mark.parametrize("name", CHARTS)
def test_without_plotly_the_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("plotly", "plotly.graph_objects", "plotly.subplots"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(cp.MissingExtraError, match=r"commpartner\[plots\]"):
        CHARTS[name][0]("en")
