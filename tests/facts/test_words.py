"""Words of screens, charts and reports: in both languages, each used, each asked for there."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import commpartner
from commpartner.facts.words import say, words

ROOT = Path(commpartner.__file__).parent
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))]


ENDS = ("_in_", "_not_")  # of keys that are put together


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", words())
def test_both_languages_have_the_same_blanks(key: str) -> None:
    english, chinese = words()[key]
    assert blanks(english) == blanks(chinese)


def written() -> Iterator[str]:
    """Patterns of all strings of the package: a blank of an f-string stands for any name."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield (r"\w+" if node.value.startswith(ENDS) else "") + re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
                if re.search(r"[a-z]{4}", "".join(fixed)):  # else it would stand for any key
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                        for part in node.values
                    )


def test_every_word_is_used() -> None:
    patterns = sorted({each for each in written() if 0 < len(each) < 40})
    used = re.compile("|".join(f"(?:{each})" for each in patterns))
    assert [key for key in words() if not used.fullmatch(key)] == []


def test_every_key_that_is_said_is_there() -> None:
    said = {
        node.args[0].value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "say"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(said) > 100
    assert said - set(words()) == set()


# What is parsed, generated data, documents and help of the command line.
CHINESE = {
    *("cli/help.py", "cli/printing.py", "datasets/district.py", "datasets/qingyunpu_estates.py"),
    *("datasets/synthetic.py", "facts/quantities.py", "io/cells.py", "io/estates.py"),
    *(
        "io/slips.py",
        "lists/quantities.py",
        "model/published.py",
        "report/documents.py",
        "results/dictionary.py",
    ),
}


def test_chinese_words_stand_in_the_tables() -> None:
    found = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
                node.value = ast.Constant(None)
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        if any(re.search("[\u4e00-\u9fff]", text) for text in texts if isinstance(text, str)):
            found.add(path.relative_to(ROOT).as_posix())
    assert found == CHINESE


def test_values_are_filled_in() -> None:
    assert say("year", "en", year=3) == "year 3"
    assert say("year", "zh", year=3) == "第3年"
