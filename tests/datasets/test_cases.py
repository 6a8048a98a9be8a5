"""The cases that come with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

import commpartner as cp
from commpartner.datasets.synthetic import synthetic_centres, synthetic_estates
from commpartner.programme.programme import published_figures

ROOT = Path(__file__).parents[2]


def test_xiashan_s_estates_are_what_their_note_says() -> None:
    xiashan = cp.datasets.load("xiashan")
    assert xiashan.synthetic
    assert "870" in xiashan.synthetic_note
    assert xiashan.estates == synthetic_estates(870, 870)
    places = [(centre.x_km, centre.y_km) for centre in synthetic_centres(xiashan.estates, 15)]
    assert [(centre.x_km, centre.y_km) for centre in xiashan.centres] == places


def test_xiashan_has_its_policies() -> None:
    policies = cp.datasets.load("xiashan").policies
    assert {"unmanaged", "stand_alone", "clustered", "partner", "rollout"} <= set(policies)
    assert len(policies["partner"].centres) == published_figures()["xs_area_centres"] == 3
    assert len(policies["rollout"].centres) == 15


def test_published_figures_enter_with_their_ids() -> None:
    facts = cp.datasets.load("xiashan").facts
    published = {fact.source for fact in facts if fact.kind == "published"}
    assert {"xs_estates_archived", "xs_area_centres", "xs_reinvestment_share"} <= published
    assert published <= set(published_figures())
    assert any(fact.kind == "assumption" for fact in facts)


@pytest.mark.parametrize("policy", cp.datasets.load("xiashan").policies)
def test_every_policy_runs_and_balances(policy: str) -> None:
    result = cp.simulate(cp.datasets.load("xiashan"), policy, months=36, draws=8, seed=7)
    assert result.largest_imbalance < 1e-3


def test_the_example_folder_is_the_case() -> None:
    assert cp.load_programme(ROOT / "examples" / "xiashan") == cp.datasets.load("xiashan")


def test_an_unknown_case_is_refused_with_the_known_ones() -> None:
    with pytest.raises(cp.InputError, match="xiashan"):
        cp.datasets.load("xiashen")
