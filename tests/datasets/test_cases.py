"""The cases that come with the package."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Literal

import pytest

import commpartner as cp
from commpartner.datasets.qingyunpu_estates import qingyunpu_estates
from commpartner.datasets.synthetic import synthetic_centres, synthetic_estates
from commpartner.datasets.xiangyang_estates import xiangyang_estates
from commpartner.facts.labels import in_language
from commpartner.programme import Policy, Programme, ServiceStandard
from commpartner.programme.figures import published_figures

ROOT = Path(__file__).parents[2]


def test_xiashan_s_estates_are_what_their_note_says() -> None:
    xiashan = cp.datasets.load("xiashan")
    assert xiashan.synthetic
    assert "721" in xiashan.synthetic_note
    assert xiashan.estates == synthetic_estates(721, 870, place="xiashan")
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


ENTER = {
    "xiashan": {
        "xs_area_centres",
        "xs_reinvestment_share",
        "xs_nine_ones",
        "xs_order_loop_stages",
    },
    "qingyunpu": {
        "qy_villages_renovated",
        "qy_residents_benefiting",
        "qy_canteen_elders_per_day",
        "qy_canteen_payers",
        "qy_gym_expected",
    },
    "xiangyang": {
        "xy_mgmt_zones",
        "xy_estates_backstopped",
        "xy_committees",
        "xy_pkg_basic",
        "xy_pkg_standard",
        "xy_pkg_full",
        "xy_reports_per_loop",
        "xy_abandoned_remaining",
    },
}


def test_every_case_is_tested_for_its_figures() -> None:
    assert cp.datasets.names() == tuple(sorted(ENTER))


@pytest.mark.parametrize("case", ENTER)
def test_published_figures_enter_with_their_ids(case: str) -> None:
    facts = cp.datasets.load(case).facts
    published = {fact.source for fact in facts if fact.kind == "published"}
    assert ENTER[case] <= published <= set(published_figures())
    derived = {fact.source for fact in facts if fact.kind == "derived"}
    assert derived <= set(published_figures())
    assumed = [fact for fact in facts if fact.kind == "assumption"]
    assert assumed
    assert all(fact.note for fact in assumed)


@pytest.mark.parametrize("case", ENTER)
def test_texts_are_in_both_languages(case: str) -> None:
    programme = cp.datasets.load(case)
    labelled: tuple[Programme | ServiceStandard | Policy, ...] = (
        programme,
        *programme.services.values(),
        *programme.policies.values(),
    )
    assert all(part.label_en and part.label_zh for part in labelled)
    labels = [policy.label_en for policy in programme.policies.values()]
    assert len(set(labels)) == len(labels)


NEW_MECHANISMS = (
    "menu", "orders", "appraisal", "governance", "onboarding", "works", "works_resident_share",
    "participation", "partner_profit_share", "funders", "dividend_share",
)  # fmt: skip


def test_the_cases_have_policies_for_every_new_mechanism() -> None:
    policies = [policy for case in ENTER for policy in cp.datasets.load(case).policies.values()]
    default = Policy(organisation="unmanaged")

    def uses(policy: Policy) -> set[str]:
        return {name for name in NEW_MECHANISMS if getattr(policy, name) != getattr(default, name)}

    assert set().union(*map(uses, policies)) == set(NEW_MECHANISMS)
    assert sum(bool(uses(policy)) for policy in policies) >= 14


def differences(one: Policy, other: Policy) -> set[str]:
    texts = {"label_en", "label_zh", "description"}
    return {
        name
        for name in set(Policy.model_fields) - texts
        if getattr(one, name) != getattr(other, name)
    }


@pytest.mark.parametrize(
    ("policy", "lever"),
    [
        ("no_canteen", {"ventures"}),
        *((f"canteen_without_{who}", {"funders"}) for who in (
            "government", "enterprise", "collective", "volunteers"
        )),
        ("canteen_without_individual", {"ventures"}),
        ("dividend_all", {"dividend_share"}),
        ("reinvest_all", {"dividend_share"}),
        ("works_resident_share", {"works_resident_share"}),
        ("works_no_resident_share", {"works_resident_share"}),
        ("no_works", {"works"}),
        ("no_joint_defence", {"governance"}),
        ("stand_alone", {"organisation", "centres"}),
    ],
)  # fmt: skip
def test_qingyunpu_s_policies_differ_by_one_lever_each(policy: str, lever: set[str]) -> None:
    policies = cp.datasets.load("qingyunpu").policies
    assert differences(policies[policy], policies["village"]) == lever
    assert list(policies)[-1] == "village"


@pytest.mark.parametrize(
    ("case", "policy", "base", "lever"),
    [
        ("xiangyang", "trial_0", "trial_3", {"free_months"}),
        ("xiangyang", "one_hub", "trial_3", {"centres"}),
        ("xiangyang", "half_covered", "trial_3", {"estates_per_centre"}),
        ("xiangyang", "rest_alone", "half_covered", {"others"}),
        ("xiangyang", "free_repairs", "trial_3", {"onboarding"}),
        ("xiangyang", "menu_estate", "trial_3", {"menu", "fee", "fee_basis"}),
        ("xiangyang", "menu_household", "menu_estate", {"menu_choice"}),
        ("xiangyang", "orders_unsupervised", "trial_3", {"orders"}),
        ("xiangyang", "orders_supervised", "orders_unsupervised", {"orders"}),
        ("xiangyang", "appraisal", "orders_unsupervised", {"appraisal"}),
        ("xiangyang", "committees", "trial_3", {"governance"}),
        ("xiangyang", "repair_teams", "trial_3", {"governance"}),
        ("xiashan", "partner_ecosystem", "partner", {"partners", "participation"}),
        (
            "xiashan",
            "partner_profit_sharing",
            "partner_ecosystem",
            {"partner_profit_share"},
        ),
        ("xiashan", "governance", "clustered", {"governance"}),
        ("xiashan", "orders_unsupervised", "clustered", {"orders"}),
        ("xiashan", "orders_published", "orders_unsupervised", {"orders"}),
    ],
)
def test_each_policy_isolates_one_lever(case: str, policy: str, base: str, lever: set[str]) -> None:
    policies = cp.datasets.load(case).policies
    assert differences(policies[policy], policies[base]) == lever
    assert list(policies)[-1] == f"{case}_all"


def test_qingyunpu_s_blocks_are_what_their_note_says() -> None:
    qingyunpu = cp.datasets.load("qingyunpu")
    figures = published_figures()
    assert qingyunpu.synthetic
    assert qingyunpu.estates == qingyunpu_estates()
    villages = {estate.id.split("b")[0] for estate in qingyunpu.estates}
    assert len(villages) == figures["qy_villages_renovated"] == len(qingyunpu.estates) / 3
    villagers = figures["qy_residents_benefiting"]
    assert qingyunpu.households == pytest.approx(2 * villagers / 2.6, rel=0.001)
    assert qingyunpu.collective is not None
    assert qingyunpu.collective.members == villagers
    places = [(centre.x_km, centre.y_km) for centre in synthetic_centres(qingyunpu.estates, 2)]
    assert [(centre.x_km, centre.y_km) for centre in qingyunpu.centres] == places


def test_free_meals_are_the_canteen_without_its_price() -> None:
    ventures = {venture.id: venture for venture in cp.datasets.load("qingyunpu").ventures}
    free = ventures["canteen"].replace(
        id="free_canteen", name=ventures["free_canteen"].name, price=0.0
    )
    assert ventures["free_canteen"] == free


def test_published_counts_are_scaled_as_the_facts_say() -> None:
    figures = published_figures()
    xiashan = cp.datasets.load("xiashan").policies["governance"].governance
    covered = figures["xs_managed_estates_covered"] + figures["xs_unmanaged_estates_covered"]
    assert xiashan.branches == pytest.approx(figures["xs_estate_branches"] / covered, abs=1e-4)
    teams = figures["xs_volunteer_teams"] * 60 / covered
    assert xiashan.volunteer_teams == pytest.approx(teams, abs=0.05)
    assert xiashan.nine_ones == figures["xs_nine_ones"]
    xiangyang = cp.datasets.load("xiangyang").policies["xiangyang_all"].governance
    zones, committees = figures["xy_mgmt_zones"], figures["xy_committees"]
    assert xiangyang.committees == pytest.approx(1 - committees / zones, abs=1e-4)
    assert xiangyang.trained == pytest.approx(figures["xy_trainees"] / committees, abs=1e-4)
    teams = figures["xy_teams"] * figures["xy_estates_backstopped"] / zones
    assert xiangyang.repair_teams == pytest.approx(teams, abs=0.05)
    ventures = {venture.id: venture for venture in cp.datasets.load("qingyunpu").ventures}
    assert ventures["canteen"].capacity == figures["qy_canteen_elders_per_day"]
    # The enterprises are those of the district's 12 villages; five are renovated.
    villages = figures["qy_villages_renovated"] / 12
    space = cp.default_assumptions()[str(ventures["buildings"].capacity)].central
    assert space == pytest.approx(figures["qy_enterprises"] * 80 * villages, rel=0.01)


def without_texts(programme: Programme) -> Programme:
    """Take out what is written for readers, so that only the model is left."""

    def unnamed(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(part.replace(name="") for part in parts)

    assert programme.collective is not None
    return programme.replace(
        place="",
        synthetic_note="a note",
        centres=unnamed(programme.centres),
        assets=unnamed(programme.assets),
        ventures=unnamed(programme.ventures),
        partners=unnamed(programme.partners),
        works=unnamed(programme.works),
        collective=programme.collective.replace(name=""),
        policies={
            name: policy.replace(description="") for name, policy in programme.policies.items()
        },
        assumptions={name: {**row, "note": ""} for name, row in programme.assumptions.items()},
        facts=(),
    )


def template(language: Literal["en", "zh"], folder: Path) -> Programme:
    folder.mkdir()
    for name, source in cp.datasets.template(language).items():
        shutil.copyfile(source, folder / name)
    return cp.load_programme(folder)


def test_both_templates_are_one_programme_in_two_languages(tmp_path: Path) -> None:
    english, chinese = template("en", tmp_path / "en"), template("zh", tmp_path / "zh")
    assert english != chinese
    assert without_texts(english) == without_texts(chinese)
    assert english.synthetic
    assert "placeholders" in english.synthetic_note
    assert "template" not in cp.datasets.names()


def test_fields_of_a_template_are_set_in_both_languages() -> None:
    def set_fields(language: Literal["en", "zh"]) -> list[str]:
        text = cp.datasets.template(language)["programme.toml"].read_text(encoding="utf-8")
        return re.findall(r"^(?:# )?([a-z_]+) = ", text, re.M)

    assert set_fields("en") == set_fields("zh")


def test_the_template_runs_and_balances(tmp_path: Path) -> None:
    programme = template("en", tmp_path / "mine")
    for policy in programme.policies:
        result = cp.simulate(programme, policy, months=36, draws=8, seed=7)
        assert result.largest_imbalance < 1e-3


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
    fixed = {**xiangyang.assumptions, "estate_sizes": {"distribution": "fixed"}}
    xiangyang = xiangyang.replace(assumptions=fixed)
    abandoned = sum(estate.households for estate in xiangyang.estates if not estate.managed)
    for policy, price in (("package_basic", 10.0), ("trial_3", 20.0), ("package_full", 30.0)):
        full = xiangyang.assumption_table().replace(vacancy_rate=0.0)  # no home owes less
        result = cp.simulate(xiangyang, policy, months=16, draws=2, assumptions=full)
        billed = result.monthly.set_index(["series", "month"])
        assert billed.loc[("collection_rate_current", 2), "mean"] == 0.0  # still free
        arrears = billed.loc[("arrears", 3), "mean"]  # nobody has paid yet: the whole first bill
        assert arrears == pytest.approx(price * abandoned, rel=1e-12)


@pytest.mark.parametrize("case", ENTER)
def test_the_example_folder_is_the_case(case: str) -> None:
    assert cp.load_programme(ROOT / "examples" / case) == cp.datasets.load(case)


def test_an_unknown_case_is_refused_with_the_known_ones() -> None:
    with pytest.raises(cp.InputError, match="xiashan"):
        cp.datasets.load("xiashen")


@pytest.mark.parametrize("case", ["xiashan", "qingyunpu", "xiangyang"])
def test_names_are_told_apart_in_each_language(case: str) -> None:
    programme = cp.datasets.load(case)
    for things in (programme.centres, programme.estates, programme.ventures, programme.works):
        whole = [each.name for each in things]
        english, chinese = (
            [in_language(name, language) for name in whole] for language in ("en", "zh")
        )
        assert all(name.isascii() for name in english)
        assert not [name for name in chinese if re.search("[A-Za-z]", name)]
        assert len(set(english)) == len(set(chinese)) == len(set(whole)) == len(whole)
