"""The page of validation is made by its tool, and every published figure has a verdict."""

from __future__ import annotations

from pathlib import Path

import validation

from commpartner.programme.figures import published_figures

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


def test_the_page_has_every_figure_and_source() -> None:
    assert validation.document() == PAGE
    checks = validation.outside_checks()
    with (Path(validation.__file__).parent / "outside.csv").open(encoding="utf-8") as file:
        known = [line.split(",")[0] for line in file][1:]
    assert list(dict.fromkeys(check.row["id"] for check in checks)) == known
    assert all(check.row["source"] and (check.row["low"] or check.row["high"]) for check in checks)


def test_what_is_impossible_in_print_is_so() -> None:
    whole_counts = validation.whole_counts
    assert whole_counts(0.993, 106, 3) == []
    assert whole_counts(0.9906, 106, 4) == [(105, 106)]
    assert min(whole for part, whole in whole_counts(0.993, 200, 3) if whole - part == 1) == 134
    assert not [pair for pair in whole_counts(0.817, 85, 3) if pair[1] == 85]


def test_every_published_figure_has_a_verdict() -> None:
    for name in published_figures():
        assert f"| `{name}` |" in PAGE


def test_each_outside_check_can_fail() -> None:
    row = {"low": "0.5", "high": "0.62"}
    for model, said in ((0.49, "below"), (0.5, "yes"), (0.62, "yes"), (0.63, "above")):
        assert validation.Check(row, "", model, "").agrees.endswith(said)
    assert validation.Check({"low": "0.02", "high": ""}, "", 9.0, "").agrees.endswith("yes")


def test_what_follows_from_inputs_is_not_called_reproduced() -> None:
    assert "reproduced" not in PAGE
    found = {each.figure.id: each.status for each in validation.verdicts()}
    assert found["xs_old_share"] == found["xy_abandoned_remaining"] == "consistent"
