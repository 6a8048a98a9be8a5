"""The cases that come with the package."""

from __future__ import annotations

from pathlib import Path

import pytest

import commpartner as cp
from commpartner.datasets.synthetic import synthetic_centres, synthetic_estates
from commpartner.datasets.xiangyang_estates import xiangyang_estates
from commpartner.programme.figures import published_figures

ROOT = Path(__file__).parents[2]


def test_xiashan_s_estates_are_what_their_note_says() -> None:
    xiashan = cp.datasets.load("xiashan")
    assert xiashan.synthetic
    assert "870" in xiashan.synthetic_note
    assert xiashan.estates == synthetic_estates(870, 870)
    places = [(centre.x_km, centre.y_km) for centre in synthetic_centres(xiashan.estates, 15)]
    assert [(centre.x_km, centre.y_km) for centre in xiashan.centres] == places


def test_every_table_from_synthetic_data_says_so() -> None:
    xiashan = cp.datasets.load("xiashan")
    result = cp.simulate(xiashan, "partner", months=2, draws=2)
    tables = (result.outcomes, result.monthly, result.estates, result.ledger, result.summary())
    assert [table.attrs["synthetic"] for table in tables] == [xiashan.synthetic_note] * 5
    own = xiashan.replace(synthetic=False, synthetic_note="")
    assert "synthetic" not in cp.simulate(own, "partner", months=2, draws=2).outcomes.attrs


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


@pytest.mark.parametrize(
    ("case", "policy"),
    [(case, policy) for case in cp.datasets.names() for policy in cp.datasets.load(case).policies],
)
def test_every_policy_runs_and_balances(case: str, policy: str) -> None:
    result = cp.simulate(cp.datasets.load(case), policy, months=36, draws=8, seed=7)
    assert result.largest_imbalance < 1e-3


def test_xiangyang_s_estates_are_what_their_note_says() -> None:
    xiangyang = cp.datasets.load("xiangyang")
    figures = published_figures()
    assert xiangyang.synthetic
    assert xiangyang.estates == xiangyang_estates()
    assert len(xiangyang.estates) == figures["xy_mgmt_zones"]
    abandoned = [estate for estate in xiangyang.estates if not estate.managed]
    assert len(abandoned) == figures["xy_estates_backstopped"]
    organised = [estate for estate in xiangyang.estates if estate.governance > 0]
    assert len(organised) == figures["xy_committees"]


def test_xiangyang_leaves_no_estate_abandoned() -> None:
    result = cp.simulate(cp.datasets.load("xiangyang"), "trial_3", months=1, draws=1)
    assert (result.estates["service"] == "clustered").sum() == 62


def test_packages_are_billed_by_household_at_the_published_price() -> None:
    xiangyang = cp.datasets.load("xiangyang")
    abandoned = sum(estate.households for estate in xiangyang.estates if not estate.managed)
    for policy, price in (("package_basic", 10.0), ("trial_3", 20.0), ("package_full", 30.0)):
        result = cp.simulate(xiangyang, policy, months=16, draws=2)
        billed = result.monthly.set_index(["series", "month"])
        assert billed.loc[("paying_share", 2), "mean"] == 0.0  # still free
        arrears = billed.loc[("arrears", 3), "mean"]  # nobody has paid yet: the whole first bill
        assert arrears == pytest.approx(price * abandoned, rel=1e-12)


def test_the_example_folder_is_the_case() -> None:
    assert cp.load_programme(ROOT / "examples" / "xiashan") == cp.datasets.load("xiashan")


def test_an_unknown_case_is_refused_with_the_known_ones() -> None:
    with pytest.raises(cp.InputError, match="xiashan"):
        cp.datasets.load("xiashen")
