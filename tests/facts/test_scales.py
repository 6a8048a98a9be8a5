"""Charts count money in 万元 in Chinese, and by size in yuan, thousands or millions in English."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from commpartner.facts.rows import rows
from commpartner.facts.scales import Scale, largest_scale, scale_of
from commpartner.texts import Language


@pytest.mark.parametrize(
    ("largest", "language", "unit"),
    [
        (9_999.0, "en", "yuan/year"),
        (-10_000.0, "en", "thousand yuan/year"),
        (9_999_999.0, "en", "thousand yuan/year"),
        (10_000_000.0, "en", "million yuan/year"),
        (5.0, "zh", "万元/年"),
        (10_000_000.0, "zh", "万元/年"),
        (math.nan, "en", "yuan/year"),
    ],
)
def test_the_unit_follows_the_largest_value(largest: float, language: Language, unit: str) -> None:
    scale = scale_of("yuan/year", [1.0, largest], language)
    assert scale.unit == unit
    named = {"million": 1e6, "thousand": 1e3, "万": 1e4}
    assert 1.0 / scale.factor == next((each for word, each in named.items() if word in unit), 1.0)


def test_units_that_are_no_money_stay() -> None:
    assert scale_of("share", [1e9], "en") == Scale(100.0, "%")
    assert scale_of("yuan/household/month", [1e9], "en").factor == 1.0
    assert largest_scale("share", "zh") is None
    assert scale_of("yuan", [], "en").unit == "yuan"


def test_steps_rise_and_name_their_unit() -> None:
    table = rows("scales")
    for one, other in pairwise(table):
        if (one["unit"], one["language"]) == (other["unit"], other["language"]):
            assert float(one["least"]) < float(other["least"])
            assert float(one["divisor"]) < float(other["divisor"])
    assert {row["unit"] for row in table} == {"yuan", "yuan/year", "yuan/month"}
    for row in table:
        whole = row["unit"].replace("yuan", "元") if row["language"] == "zh" else row["unit"]
        ending = whole.replace("year", "年").replace("month", "月") if "元" in whole else whole
        assert row["label"].endswith(ending)


def test_small_sums_beside_millions_are_not_lost() -> None:
    scale = scale_of("yuan", [2e7], "en")
    assert scale.text(2e7, 1) == "20.00"
    assert scale.text(1234.0, 1, "+") == "+0.001"
    assert scale_of("yuan", [5e5], "en").text(-123_456.0, 1) == "-123"
