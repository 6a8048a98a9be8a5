"""What objects show of themselves: one line in a console, a small table in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import commpartner as cp
from commpartner.experiments import discover
from commpartner.facts.shown import LONGEST, in_words
from commpartner.programme import Estate

HOSTILE = "<script>alert('1')</script>\n\u202e\x1b[31m"


@pytest.fixture(scope="module")
def shown() -> Mapping[str, Any]:
    xiashan = cp.datasets.load("xiashan")
    result = cp.simulate(xiashan, "partner", months=12, draws=8)
    compared = cp.compare(xiashan, ["clustered", "partner"], months=12, draws=16)
    mask = compared.outcomes["fallback_per_year"] > compared.outcomes["fallback_per_year"].median()
    return {
        "programme": xiashan,
        "policy": xiashan.policies["partner"],
        "estate": xiashan.estates[0],
        "ledger": cp.default_assumptions(),
        "result": result,
        "explanation": result.explain("fallback_per_year"),
        "savings": cp.estimate_savings(xiashan, "clustered", draws=2),
        "comparison": compared,
        "discovery": discover(
            compared, "partner", mask[compared.outcomes["policy"] == "partner"].to_numpy()
        ),
    }


NAMES = ["programme", "policy", "estate", "ledger", "result", "explanation", "savings"]
NAMES += ["comparison", "discovery"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_one_short_line_in_a_console(shown: Mapping[str, Any], name: str) -> None:
    text = repr(shown[name])
    assert text.startswith(f"{type(shown[name]).__name__}(")
    assert "\n" not in text
    assert len(text) < 1000


def test_a_long_value_is_shown_by_its_beginning() -> None:
    text = in_words("x" * 10_000)
    assert len(text) == LONGEST
    assert text.startswith("'xx") and text.endswith("x...")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_small_table_in_a_notebook(shown: Mapping[str, Any], name: str) -> None:
    text = shown[name]._repr_html_()
    assert text.startswith("<table")
    assert len(text) < 50_000


def test_a_programme_shows_its_name_size_and_whether_generated() -> None:
    text = repr(cp.datasets.load("xiashan"))
    for part in ("name='xiashan'", "synthetic=True", "estates=721", "policies=14"):
        assert part in text
    assert len(text) < 200


def test_a_policy_tells_what_differs_from_the_default() -> None:
    assert repr(cp.Policy(centres=("c1",), fee=1.8)) == "Policy(centres=('c1',), fee=1.8)"
    assert repr(cp.Policy(organisation="stand_alone")) == "Policy(organisation='stand_alone')"


@pytest.mark.parametrize("name", ["result", "savings", "comparison", "explanation", "discovery"])
def test_results_compare_without_raising_and_serve_as_keys(
    shown: Mapping[str, Any], name: str
) -> None:
    one = shown[name]
    other = replace(one)
    assert one == one
    assert one != other
    assert len({one, other}) == 2


def test_text_that_is_not_ours_is_escaped() -> None:
    estate = Estate(id="e1", name=HOSTILE, households=90, floor_area=6000.0)
    policy = cp.Policy(label_en=HOSTILE, organisation="stand_alone")
    programme = cp.Programme(name=HOSTILE, estates=(estate,), policies={"p": policy})
    result = cp.simulate(programme, "p", months=2, draws=2)
    ledger = cp.default_assumptions()
    row = ledger["wage_guard"].replace(source=HOSTILE)
    for each in (estate, policy, programme, result, ledger.replace(wage_guard=row)):
        page = each._repr_html_()
        assert "<script" not in page
        for text in (page, repr(each)):
            assert "\x1b" not in text
            assert "\u202e" not in text
