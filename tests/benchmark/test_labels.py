"""Baselines have labels in both languages, for screens."""

from __future__ import annotations

import pytest
from calling import commpartner

from commpartner.benchmark import problems
from commpartner.benchmark.labels import LABELS, named_baseline
from commpartner.texts import Language


def test_every_baseline_has_a_label_and_every_label_a_baseline() -> None:
    known = {name: list(each.baselines) for name, each in problems().items()}
    assert {name: list(labels) for name, labels in LABELS.items()} == known


def test_no_two_baselines_of_a_problem_are_called_the_same() -> None:
    for labels in LABELS.values():
        for language in (0, 1):
            assert len({each[language] for each in labels.values()}) == len(labels)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_shows_the_labels(language: Language) -> None:
    name = "xiashan-share"
    done = commpartner("benchmark", name, "--draws", "2", "--lang", language)
    assert done.status == 0, done.err
    for baseline in LABELS[name]:
        assert named_baseline(name, baseline, language) in done.out
    assert "✗" not in done.out  # nothing is broken: the mark is not explained
