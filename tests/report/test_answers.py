"""The answers say in words what the numbers of a run and its savings say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest

import commpartner as cp
from commpartner.report.sentences import answers
from commpartner.texts import Language, Text

LANGUAGES: tuple[Language, ...] = get_args(Language)


def test_a_saving_below_nothing_is_said_to_cost_more() -> None:
    programme = cp.datasets.load("xiashan")
    result = cp.simulate(programme, "partner", months=6, draws=2)
    saved = cp.estimate_savings(programme, "partner", draws=2)
    total = saved.total.copy()
    numbers = ["mean", "p5", "p50", "p95"]
    total.loc[total["measure"] != "service_gained", numbers] *= -1.0
    costly = replace(saved, total=total)
    for sentence, money in (("answer_saving", saved), ("answer_costs_more", costly)):
        first = answers({"partner": result}, "partner", money, "zh")[0]
        words = ("节约", "多支出")
        assert words[sentence == "answer_costs_more"] in first.split("；")[0]
        assert re.search(r"-\d", first) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_none_and_all_draws_are_said_in_words(language: Language, share: float) -> None:
    programme = cp.datasets.load("xiashan")
    result = cp.simulate(programme, "partner", months=13, draws=2)
    saved = cp.estimate_savings(programme, "partner", draws=2)
    total = saved.total.assign(share_of_draws_negative=share)
    said = answers({"partner": result}, "partner", replace(saved, total=total), language)
    for sentence in (said[0], *said[-3:]):
        assert re.search(r"(?<!\d)(0|100)%", sentence) is None, sentence
    assert ("40%" in said[0]) == (share == 0.4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_percentages_are_explained_under_stand_alone_cost_sharing(
    language: Language,
) -> None:
    programme = cp.datasets.load("xiashan")
    for sharing, told in (("stand_alone_cost", True), ("household", False)):
        policy = programme.policies["clustered"].replace(cost_sharing=sharing)
        changed = programme.replace(policies={"clustered": policy})
        result = cp.simulate(changed, "clustered", months=2, draws=2)
        saved = cp.estimate_savings(changed, "clustered", draws=2)
        sentences = answers({"clustered": result}, "clustered", saved, language)
        note = Text("equal_savings").in_language(language)
        assert any(note in sentence for sentence in sentences) == told
