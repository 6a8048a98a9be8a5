"""docs/model.md agrees with the modules, the equations, the levers and the assumptions."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import commpartner as cp
from commpartner.facts.equations import EQUATIONS, PARTS
from commpartner.facts.labels import POOLING_NAMES
from commpartner.model.published import MECHANISMS
from commpartner.results import dictionary

PAGE = (Path(__file__).parents[1] / "docs" / "model.md").read_text(encoding="utf-8")
SECTIONS = {int(part.split()[0]): part for part in PAGE.split("\n## ")[1:]}
PARTS_OF_18 = SECTIONS[18].split("\n### ")[1:]
# Names that stand in no table: groups of accounts, values of levers, commands.
OTHERS = (
    "OWN_MEANS IN_KIND ACCOUNTS UnusedAssumptionWarning check run compare explain code None "
    "payers cost_lines small_scale general cash_flow stand_alone estate household fixed "
    "uniform triangular pert lognormal profit income deficit annuity equal_principal lenders"
)


def listed(part: str) -> Mapping[str, list[str]]:
    """Names of each list of a mechanism's part."""
    lists = re.findall(r"^- (\w+): (.*(?:\n  .*)*)", part, re.M)
    return {title: re.findall(r"`([\w.]+)`", text) for title, text in lists}


def exists(name: str) -> bool:
    """Whether a module, or a member of one, has this path in the package."""
    try:
        pkgutil.resolve_name(f"commpartner.{name}")
    except (ImportError, AttributeError):
        return False
    return True


def test_mechanisms_have_parts_under_their_terms_in_table_order() -> None:
    headings = [part.splitlines()[0] for part in PARTS_OF_18]
    assert headings == [f"{m.number} {m.term_en} {m.term_zh}" for m in MECHANISMS.values()]


@pytest.mark.parametrize("number", MECHANISMS)
def test_the_part_of_a_mechanism_agrees_with_the_package(number: int) -> None:
    part = PARTS_OF_18[number - 1]
    names = listed(part)
    assert names["Levers"] == list(MECHANISMS[number].levers)
    assert names["Modules"] and all(map(exists, names["Modules"]))
    assert names["Equations"]
    sections = dict(re.findall(r"`([\w.]+)`\s\((\d+)\)", part))
    for name in names["Equations"]:
        assert int(sections[name]) == EQUATIONS[PARTS.get(name, name)].section
    assert names["Assumptions"]
    assert set(names["Assumptions"]) <= set(cp.default_assumptions())
    assert "```math" in part


def test_every_equation_stands_in_its_section() -> None:
    missing = [name for name in EQUATIONS if f"`{name}`" not in SECTIONS[EQUATIONS[name].section]]
    missing += [
        name for name, of in PARTS.items() if f"`{name}`" not in SECTIONS[EQUATIONS[of].section]
    ]
    assert not missing


def test_assumptions_an_equation_reads_stand_in_its_section() -> None:
    missing = [
        (name, read)
        for name, equation in EQUATIONS.items()
        for read in equation.reads
        if read in cp.default_assumptions() and f"`{read}`" not in PAGE
    ]
    assert not missing


def test_every_name_in_code_exists() -> None:
    entries = [entry for part in dictionary.parts().values() for entry in part]
    known = {entry.name for entry in [*entries, *dictionary.fields()]}
    known |= {lever for mechanism in MECHANISMS.values() for lever in mechanism.levers}
    known |= {*OTHERS.split(), *POOLING_NAMES, *(column for _, column in dictionary.columns())}
    text = re.sub(r"^```.*?^```$", "", PAGE, flags=re.M | re.S)
    named = set(re.findall(r"`([A-Za-z_]\w*(?:\.\w+)*)`", text))
    assert not [name for name in named if name not in known and not is_path(name)]


def is_path(name: str) -> bool:
    return "." in name and any(
        exists(f"{room}{name}") for room in ("", "model.", "facts.", "assumptions.")
    )
