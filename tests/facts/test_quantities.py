"""Shares, money and other numbers are written as people write them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commpartner.facts.quantities import amount, number, percent
from commpartner.texts import Language


@given(share=st.floats(-2.0, 2.0), digits=st.integers(0, 2), language=st.sampled_from(["en", "zh"]))
def test_only_none_is_printed_none_and_only_all_all(
    share: float, digits: int, language: Language
) -> None:
    text = percent(share, language, digits)
    bare = bool(re.fullmatch(r"-?[\d,.]+%", text))
    if abs(share) > 1e-9 and bare:
        assert float(text[:-1]) != 0.0
    if 0.0 < share < 1.0 - 1e-9 and bare:
        assert float(text[:-1]) < 100.0
    if bare:
        assert float(text[:-1].replace(",", "")) == pytest.approx(100 * share, abs=0.6)


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [
        (0.0, "0%", "0%"),
        (-0.0, "0%", "0%"),
        (0.002, "under 1%", "不到1%"),
        (0.998, "over 99%", "超过99%"),
        (0.9949, "99%", "99%"),
        (1.0 - 1e-12, "100%", "100%"),
        (5.6, "560%", "560%"),
        (math.nan, "-", "-"),
    ],
)
def test_a_share_is_written_in_both_languages(share: float, english: str, chinese: str) -> None:
    assert (percent(share), percent(share, "zh")) == (english, chinese)


@given(value=st.floats(-1e12, 1e12), language=st.sampled_from(["en", "zh"]))
def test_no_number_has_an_exponent(value: float, language: Language) -> None:
    for text in (amount(value, language), number(value)):
        assert "e" not in text.lower()


def test_large_sums_have_the_unit_that_people_say() -> None:
    assert amount(2_883_000.0) == "2.88 million"
    assert amount(2_883_000.0, "zh") == "288万"
    assert amount(28_830.0, "zh") == "2.88万"
