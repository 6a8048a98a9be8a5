"""Every picture of the documents is made by a script, and shown on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pictures

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"best_zh", "worth_zh", "fails_zh", "size_curve"}  # examples/choices.py, tools/
LARGEST = 150_000  # bytes of a picture that the README shows
STORED = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}


def test_the_script_makes_every_picture_that_no_other_makes() -> None:
    assert {*pictures.PICTURES, *pictures.SCREENS} == STORED - ELSEWHERE


def test_every_picture_is_shown_on_a_page() -> None:
    pages = [*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")]
    assert {name for page in pages for name in shown_in(page)} == STORED


def shown_in(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(r"!\[[^\]]*\]\([^)]*?(\w+)\.png\)", text)


def test_both_readmes_show_the_same_small_pictures() -> None:
    english, chinese = (shown_in(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert len(english) == 4
    assert [name.replace("_en", "_zh") for name in english] == chinese
    for name in (*english, *chinese):
        assert (ROOT / "docs" / "pictures" / f"{name}.png").stat().st_size < LARGEST, name


def test_a_picture_can_be_drawn() -> None:
    assert pictures.PICTURES["savings_zh"](2).data


def test_the_loop_shown_has_two_stable_states() -> None:
    _, _, stable, tipping = pictures.loop().data
    assert (len(stable.x), len(tipping.x)) == (2, 1)
