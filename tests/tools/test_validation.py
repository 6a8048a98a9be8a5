"""The page of validation is made by its tool, and every published figure has a verdict."""

from __future__ import annotations

from pathlib import Path

import validation

from commpartner.programme.figures import published_figures

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


def test_the_page_is_as_the_code_makes_it() -> None:
    assert validation.document() == PAGE


def test_what_is_impossible_in_print_is_so() -> None:
    whole_counts = validation.whole_counts
    assert whole_counts(0.993, 106, 3) == []
    assert whole_counts(0.9906, 106, 4) == [(105, 106)]
    assert min(whole for part, whole in whole_counts(0.993, 200, 3) if whole - part == 1) == 134
    assert not [pair for pair in whole_counts(0.817, 85, 3) if pair[1] == 85]


def test_every_published_figure_has_a_verdict() -> None:
    for name in published_figures():
        assert f"| `{name}` |" in PAGE
