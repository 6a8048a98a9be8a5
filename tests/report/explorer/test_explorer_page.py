"""The parts of the explorer's page: levers, cards, errors, exported settings; names are data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import commpartner as cp
from commpartner.io.policies import with_policies
from commpartner.report.explorer import page
from commpartner.report.explorer.explorer import Explorer
from commpartner.report.explorer.opening import Opening, read_opening
from commpartner.texts import Language

EVIL = ["<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "[red]x[/red]", "a\x1b[31mb"]


@pytest.fixture(scope="module")
def partner() -> Explorer:
    return Explorer(cp.datasets.load("xiashan"), "partner", months=12, draws=64)


def test_only_levers_that_moved_are_set(partner: Explorer) -> None:
    levers = partner.sliders
    places = {each.lever: page.position(each, each.value) for each in levers}
    assert page.chosen(levers, places, {}, "en") == {}
    places["reinvestment_share"], places["free_months"] = 55.0, 3.0
    assert page.chosen(levers, places, {}, "en") == {"reinvestment_share": 0.55, "free_months": 3.0}
    typed = {"reinvestment_share": " 62.5% ", "fee": "0.8"}
    found = page.chosen(levers, places, typed, "en")
    assert found == {"reinvestment_share": 0.625, "fee": 0.8, "free_months": 3.0}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "service charge must be"), ("zh", "物业费标准应为")]
)
def test_typed_mistakes_are_shown_together(
    partner: Explorer, language: Language, words: str
) -> None:
    typed = {"fee": "99", "reinvestment_share": "<b>much</b>", "free_months": "nan"}
    with pytest.raises(cp.InputError) as caught:
        page.chosen(partner.sliders, {}, typed, language)
    assert len(caught.value.problems) == len(typed)
    text = page.problem_text(caught.value, language)
    assert words in text and "&lt;b&gt;much" in text and "<b>" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cards_show_figures_and_how_refined_they_are(partner: Explorer, language: Language) -> None:
    preview = partner.preview({"fee": 0.7})
    text = page.cards(preview._replace(whole=256), language)
    assert "preview" in text and "data-outcome='public_net_cost'" in text
    assert ("64 of 256 draws" if language == "en" else "256次抽样中的64次") in text
    assert "refined" in page.cards(preview, language)
    assert "card better" in text and "card worse" in text and "card same" in text
    assert "nan" not in text
    unmoved = page.cards(partner.preview({}), language)
    assert "card better" not in unmoved and "card worse" not in unmoved


@pytest.mark.parametrize("evil", EVIL)
def test_names_of_users_stay_text(evil: str, partner: Explorer, tmp_path: Path) -> None:
    policy = partner.policy.replace(label_en=evil, label_zh=evil, description=evil)
    programme = partner.programme.replace(
        name=evil, label_en=evil, label_zh=evil, policies={evil: policy, "other": policy}
    )
    tried = Explorer(programme, evil, months=12, draws=4)
    for language in ("en", "zh"):
        assert "<script" not in page.heading(programme, language)
    assert len(page.policy_names(programme.policies)) == 2
    file = tmp_path / "settings.toml"
    file.write_text(page.settings(tried, {"fee": 0.8}), encoding="utf-8")
    found = with_policies(programme, file)
    assert found.policies[page.settings_name(tried)].fee == 0.8


def test_exported_settings_give_the_same_figures(partner: Explorer, tmp_path: Path) -> None:
    values = {"reinvestment_share": 0.55, "fee": 0.8, "free_months": 3.0}
    file = tmp_path / "settings.toml"
    file.write_text(page.settings(partner, values), encoding="utf-8")
    programme = with_policies(partner.programme, file)
    name = page.settings_name(partner)
    run = cp.simulate(programme, name, months=12, draws=64, seed=7)
    shown = partner.preview(values).moved
    for figure, found in shown.items():
        assert np.array_equal(found, run.outcomes[figure].to_numpy(), equal_nan=True)
    again = Explorer(programme, "partner", months=12, draws=4)
    assert page.settings_name(again) not in programme.policies


def test_what_the_page_opens_is_read_back(tmp_path: Path, partner: Explorer) -> None:
    cp.save_programme(cp.datasets.load("qingyunpu"), tmp_path / "007")
    opening = Opening(path=str(tmp_path / "007"), policy="1", baseline="", language="zh")
    assert read_opening(opening.written()) == opening
    assert opening.programme() == cp.datasets.load("qingyunpu")
    file = tmp_path / "more.toml"
    file.write_text(page.settings(partner, {}), encoding="utf-8")
    more = Opening(case="xiashan", policies=str(file), policy="partner").programme()
    assert "partner_explored" in more.policies
