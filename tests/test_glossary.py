"""docs/glossary.md has one name for each thing, and the names exist."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

import commpartner as cp
from commpartner.facts.labels import POOLING_NAMES
from commpartner.programme import policy
from commpartner.results import dictionary

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")]


def rows() -> Iterator[list[str]]:
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| name"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


ROWS = list(rows())
NAMED = [name for row in ROWS for name in re.findall(r"`(\w+)`", row[0])]


def known_names() -> set[str]:
    """Names of the package, its modules, the fields of its models and the tables."""
    entries = [*(entry for part in dictionary.parts().values() for entry in part)]
    fields = list(dictionary.fields())
    public = {
        name
        for module in (cp.experiments, cp.control, cp.planning, cp.plots)
        for name in module.__all__
    }
    return {
        *(entry.name for entry in [*entries, *fields]),
        *(entry.where for entry in fields),
        *typing.get_args(policy.Organisation),
        *POOLING_NAMES,
        *dir(cp.SimulationResult),
        *cp.SimulationResult.__dataclass_fields__,
        *cp.__all__,
        *public,
    }


def old_names() -> set[str]:
    """Names that are answered with a warning, as the modules list them."""
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for listed in re.findall(r"(?:old_names\(|_OLD_NAMES = )[^{}]*\{([^}]*)\}", text):
            found |= set(re.findall(r'"(\w+)":', listed))
    return found


def test_every_name_of_the_glossary_exists() -> None:
    assert not set(NAMED) - known_names()


@pytest.mark.parametrize("name", cp.__all__)
def test_every_public_name_has_a_term_in_both_languages(name: str) -> None:
    (row,) = [row for row in ROWS if f"`{name}`" in row[0]]
    assert row[1]
    assert re.search("[\u4e00-\u9fff]", row[2])
    assert row[3]


def test_a_name_stands_in_one_row() -> None:
    assert len(NAMED) == len(set(NAMED))


def test_terms_of_outcomes_and_accounts_match_tables_and_screens() -> None:
    labels = {
        entry.name: entry.zh.partition("：")[0]
        for part in ("outcomes", "accounts")
        for entry in dictionary.parts()[part]
    }
    wrong = {
        name: (row[2], labels[name])
        for row in ROWS
        for name in re.findall(r"`(\w+)`", row[0])
        if name in labels and row[2] not in labels[name] and labels[name] not in row[2]
    }
    assert not wrong


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_documents_use_no_old_name(path: Path) -> None:
    if path.name == "CHANGELOG.md":
        return
    text = path.read_text(encoding="utf-8")
    assert len(old_names()) > 5
    assert not [name for name in old_names() if re.search(rf"`[\w.]*\b{name}\b[^`]*`", text)]
