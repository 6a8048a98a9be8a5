"""Every picture of the documents is made by a script, and shown on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pictures

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"best_zh", "worth_zh", "fails_zh", "size_curve"}  # examples/choices.py, tools/
STORED = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}


def test_the_script_makes_every_picture_that_no_other_makes() -> None:
    assert set(pictures.PICTURES) == STORED - ELSEWHERE


def test_every_picture_is_shown_on_a_page() -> None:
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    shown = {
        name
        for page in pages
        for name in re.findall(r"!\[[^\]]*\]\([^)]*?(\w+)\.png\)", page.read_text(encoding="utf-8"))
    }
    assert shown == STORED


def test_a_picture_can_be_drawn() -> None:
    assert pictures.PICTURES["savings_zh"](2).data


def test_the_loop_shown_has_two_stable_states() -> None:
    _, _, stable, tipping = pictures.loop().data
    assert (len(stable.x), len(tipping.x)) == (2, 1)
