"""The rules of docs/style.md that a test can check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [*sorted((ROOT / "src").rglob("*.py")), *sorted((ROOT / "tools").glob("*.py"))]
MADE = {"dictionary.md", "mechanisms.md", "validation.md"}
WRITTEN = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tools" / "suite_page.md"]
    if path.name not in MADE
)
WAITING: set[str] = set()
READ = [path for path in WRITTEN if path.name not in WAITING]
LONGEST_SENTENCE = 25
LONGEST_LINE = 120

VERBS = (
    "Accumulate Add Adjust Advance Allocate Allow Answer Append Apply Assign Bill Broadcast "
    "Build Check Choose Close Collect Combine Compare Complete Compute Connect Convert Copy "
    "Correlate Count Decide Define Describe Discover Distribute Draw Escape Estimate Evaluate "
    "Fill Find Fit Fold Follow Format Generate Guess Hash Hold Identify Import Jitter Join "
    "Judge Keep Label Let Limit List Load Locate Look Lower Make Map Mark Measure Model Move "
    "Name Note Offer Open Pair Parse Pass Pay Place Print Rank Read Rebuild Recognise Redirect "
    "Refuse Regress Remove Render Reorder Replace Report Restore Return Run Sample Score "
    "Search Seek Select Set Settle Share Show Simulate Specify Split Stack State Stop Store "
    "Style Suggest Sum Summarise Tabulate Tell Test Trace Translate Traverse Underwrite Undo "
    "Update Validate Walk Warn Withhold Write Yield Carry "
    "Empty Ignore Index Order Repeat Round "
    "Assimilate Calibrate Narrow Predict Propose Smooth "
    "Improve Locate Minimise Plan Raise Shift Solve"
)

# What a text says instead stands behind each.
FORBIDDEN = {
    r"(?:^\s*|[.;:] )Where (?!to |the values|the curve|this script|it begins)": "If ...",
    r"\bledger(?:s|'s)? (?:of (?!money)|rows?\b|middle|assumption)": "table of assumptions",
    r"\brows? of the ledger\b": "table of assumptions",
    r"\b[Ww]hat is (?:no|none)\b": "name the thing, and what is allowed",
    r"\b(?:is|are) told\b(?! apart| from)": "report, describe, warn",
    r"台账": "假设表、账户",
}


class Doc(NamedTuple):
    """A docstring and its place."""

    place: str
    is_private: bool
    text: str

    @property
    def first(self) -> str:
        return self.text.split("\n\n")[0]


def docstrings(path: Path) -> Iterator[Doc]:
    name = path.relative_to(ROOT).as_posix()
    nodes: list[tuple[str, ast.AST]] = [(name, ast.parse(path.read_text(encoding="utf-8")))]
    while nodes:
        place, node = nodes.pop()
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            inner = place.removeprefix(name).split(".")[1:]
            private = any(re.match(r"_(?!_)", part) for part in inner)
            if text:
                yield Doc(place, private, text)
            nodes += [
                (f"{place}.{child.name}", child)
                for child in node.body
                if isinstance(child, ast.ClassDef | ast.FunctionDef)
            ]


DOCSTRINGS = [doc for path in SOURCES for doc in docstrings(path)]


def paragraphs(text: str) -> Iterator[str]:
    """The prose of a page of Markdown: without code, tables, headings, targets of links."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    text = re.sub(r"^\$\$.*?\$\$$", "", text, flags=re.M | re.S)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`[^`]*`|\$[^$]*\$", "Code", text)
    kept = [
        "" if re.match(r"\||#|    \S|<!--", line) else re.sub(r"^\s*(?:[-*]|\d+\.) ", "\n\n", line)
        for line in text.splitlines()
    ]
    for block in re.split(r"\n\s*\n", "\n".join(kept)):
        if block.strip():
            yield " ".join(block.split())


def sentences(text: str) -> list[str]:
    """Sentences of prose, and parts before a colon; abbreviations and decimals do not end one."""
    end, begin = r"(?<=[.?!:])(?<!i\.e\.)(?<!e\.g\.)(?<!al\.)[\"*)]*", r"[\"(*A-Z0-9\u4e00-\u9fff]"
    return re.split(rf"{end}\s+(?={begin})", text)


def too_long(text: str) -> list[str]:
    return [
        sentence
        for paragraph in paragraphs(text)
        for sentence in sentences(paragraph)
        if len(re.findall(r"[A-Za-z0-9][\w.,'/-]*", sentence)) > LONGEST_SENTENCE
    ]


def forbidden(text: str) -> list[str]:
    return [
        f"{found.group()!r}: write {better}"
        for pattern, better in FORBIDDEN.items()
        for found in re.finditer(pattern, text, re.M)
    ]


def test_first_lines_of_docstrings_begin_with_a_verb() -> None:
    wrong = [
        f"{doc.place}: {doc.first}"
        for doc in DOCSTRINGS
        if doc.first.split()[0] not in VERBS.split()
    ]
    assert not wrong


def test_first_lines_of_docstrings_are_one_short_sentence() -> None:
    wrong = [
        f"{doc.place}: {doc.first}"
        for doc in DOCSTRINGS
        if "\n" in doc.first
        or not doc.first.endswith(".")
        or len(doc.first.split()) > LONGEST_SENTENCE
    ]
    assert not wrong


def test_docstrings_use_the_words_of_the_style() -> None:
    wrong = [f"{doc.place}: {found}" for doc in DOCSTRINGS for found in forbidden(doc.text)]
    assert not wrong


def test_the_rules_find_what_they_forbid() -> None:
    assert forbidden("It is so. Where nobody pays.\nWhat is no name is refused.") != []
    assert forbidden("Where to look. The ledger balances.") == []
    assert too_long("word " * 26 + ".")
    assert not too_long("word " * 25 + ".\n\n```\n" + "a " * 99 + "\n```\n")
    assert len(sentences("One ends. Two has 0.5 e.g. here. Three?")) == 3


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_lines_of_documents_are_short(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    wrong = [
        line
        for line in text.splitlines()
        if len(line) > LONGEST_LINE and not re.match(r"\||    \S", line) and "](" not in line
    ]
    assert not wrong


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_documents_have_short_sentences(path: Path) -> None:
    assert not too_long(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_documents_use_the_words_of_the_style(path: Path) -> None:
    prose = "\n".join(paragraphs(path.read_text(encoding="utf-8")))
    assert not forbidden(prose)
