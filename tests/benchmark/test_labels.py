"""Baselines have labels in both languages, for screens."""

from __future__ import annotations

import pytest
from calling import commpartner

from commpartner.benchmark import problems
from commpartner.texts import Language


def test_every_baseline_has_a_label() -> None:
    for each in problems().values():
        assert list(each.baseline_labels) == list(each.baselines)
        assert each.named_baseline("mine", "en") == "mine"


def test_baselines_of_a_problem_have_distinct_labels() -> None:
    for each in problems().values():
        for labels in zip(*each.baseline_labels.values(), strict=True):
            assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_shows_the_labels(language: Language) -> None:
    name = "xiashan-share"
    done = commpartner("benchmark", name, "--draws", "2", "--lang", language)
    assert done.status == 0, done.err
    for baseline in problems()[name].baselines:
        assert problems()[name].named_baseline(baseline, language) in done.out
    # Baselines that break a condition have the mark, and one line more explains it.
    explained = {"en": "✗ breaks a condition", "zh": "✗ 未满足条件"}[language]
    assert " ✗ " in done.out
    assert explained in done.out.splitlines()
