"""The table that a notebook shows of a result: headline figures, mean and range, both languages."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import numpy as np
from town import BASE, TOWN

import commpartner as cp
from commpartner import reports
from commpartner.results.headlines import outcome_rows, shown_range, shown_value, unit_in_both

MARKET = BASE.replace(ventures=("market",), label_en="ours", label_zh="我们的")
PROGRAMME = TOWN.replace(policies={"market": MARKET, "base": BASE})


@cache
def run() -> cp.SimulationResult:
    return cp.simulate(PROGRAMME, "market", draws=16, months=12, seed=7)


@cache
def compared() -> cp.Comparison:
    return cp.compare(PROGRAMME, ["market", "base"], draws=100, months=12, seed=7)


def cells(page: str) -> list[list[str]]:
    """Rows of the tables of a page."""
    lines = re.findall(r"<tr>(.*?)</tr>", page)
    found = [re.findall(r"<t[hd]>(.*?)</t[hd]>", line) for line in lines]
    return [[unescape(cell) for cell in row] for row in found]


def test_a_run_shows_mean_range_and_unit_by_figure() -> None:
    page = run()._repr_html_()
    heads, *rows = cells(page)
    assert heads == ["指标 figure", "均值 mean", "5%–95%区间 5-95 %", "单位 unit"]
    assert "我们的 ours" in page and "draws 16" in page
    assert 5 <= len(rows) <= 12
    table = {row[0]: row for row in rows}
    values = run().outcomes["fallback_per_year"].to_numpy()
    _, mean, ends, unit = table["年均托底额 fallback, mean of a year"]
    assert mean == shown_value(float(values.mean()), "yuan/year")
    assert ends.split(" … ")[1] == shown_value(float(np.quantile(values, 0.95)), "yuan/year")
    assert unit == "元/年 yuan/year"


def test_policies_have_a_row_each() -> None:
    heads, *rows = cells(compared()._repr_html_())
    assert heads[0] == "方案 policy" and len(heads) <= 5
    assert [row[0] for row in rows] == ["我们的 ours", "base"]
    mean = compared().outcomes.groupby("policy")["fallback_per_year"].mean()["base"]
    assert rows[1][2].startswith(shown_value(mean, "yuan/year"))


def test_information_begins_with_the_worth_of_all() -> None:
    found = cp.value_of_information(compared(), "social_net_benefit")
    heads, first, *rows = cells(found._repr_html_())
    assert heads[2] == "95%"
    assert first[:2] == ["全部弄清 knowing everything", shown_value(found.perfect, "yuan")]
    assert 0 < len(rows) <= 6


def test_savings_show_totals_and_mechanisms_in_words() -> None:
    page = cp.estimate_savings(TOWN, MARKET, draws=4, seed=7)._repr_html_()
    names = [row[0] for row in cells(page)]
    assert "节约率 saving over stand-alone cost" in names
    assert "片区中心成本 cost of the centres" in names
    assert not [name for name in names if re.search(r"[a-z]_[a-z]", name)]


def test_a_calibration_shows_ranges_before_and_after() -> None:
    ledger = run().ledger
    seen = float(ledger["mean"][ledger["account"] == "service_charges"].sum())
    value = cp.ObservedValue(series="service_charges", value=seen, error=0.02 * seen, year=1)
    observed = cp.Observed(policy="market", observations=(value,))
    found = cp.calibrate(PROGRAMME, observed, members=100, folds=0, most_moves=40, seed=7)
    heads, *rows = cells(found._repr_html_())
    assert heads[1:3] == ["校准前（5%–95%） before (5-95 %)", "校准后（5%–95%） after (5-95 %)"]
    assert 0 < len(rows) == min(len(found.narrowed()), 10)


def test_a_study_shows_its_focus_and_all_policies() -> None:
    found = reports.study(PROGRAMME, "market", draws=8, months=12, seed=7, play=False)
    page = found._repr_html_()
    assert page.count("<table") == 2 and "base" in page


def test_equal_draws_have_no_range_and_shares_per_cent() -> None:
    values = run().outcomes["fallback_per_year"]
    assert shown_range(values * 0.0 + 0.25, "share") == ("25", "")
    assert shown_range(values * float("nan"), "share") == ("-", "")
    assert unit_in_both("share of retained profit") == "%"


def test_a_figure_without_values_is_left_out() -> None:
    outcomes = run().outcomes.assign(satisfaction_served=float("nan"))
    assert len(outcome_rows(outcomes)) == len(outcome_rows(run().outcomes)) - 1
