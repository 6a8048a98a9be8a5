"""Names: which are known, and what is said of one that is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.wording import among, as_names, suggest
from commpartner.texts import Text


@pytest.mark.parametrize("name", [3, None, ["fee"], np.array(["fee"]), 10**400])
def test_a_non_text_is_no_name_and_still_answered(name: Any) -> None:
    for known in (["fee"], {"fee": 1}):
        assert not among(name, known)
        assert "fee" in suggest(name, known)


def test_one_name_or_several_become_a_list() -> None:
    assert as_names("fee") == ["fee"]
    assert as_names(("fee", "cap")) == as_names(iter(["fee", "cap"])) == ["fee", "cap"]
    assert as_names(3) == [3]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("fallbck", "fallback_per_year"),
        ("fallback", "fallback_per_year"),
        ("npv", "npv_residents_payments"),
        ("public_cost", "public_net_cost"),
    ],
)
def test_a_name_cut_short_is_found_by_its_part(given: str, first: str) -> None:
    found = suggest(given, OUTCOMES)
    assert isinstance(found, Text)
    assert found.code == "did_you_mean"
    assert repr(first) in found


def test_what_is_like_no_name_is_not_guessed_at() -> None:
    found = suggest("zzz", OUTCOMES)
    assert isinstance(found, Text)
    assert found.code == "known_names"


def test_a_name_that_is_known_twice_is_named_once() -> None:
    assert suggest("canten", ["canteen", "canteen"]) == Text("did_you_mean", names="'canteen'")
    assert suggest("x", ["canteen", "canteen"]) == "canteen"
