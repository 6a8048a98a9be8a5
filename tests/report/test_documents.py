"""What the documents show is run: the README's code, its commands in both languages, the links."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import numpy as np
import pytest
import typer

import commpartner
from commpartner.cli.commands import app
from commpartner.report.documents import DOCUMENTS as DOCUMENTS_MADE
from commpartner.report.play import emulator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
REPORT = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_readme_s_code_prints_what_it_shows() -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.S)
    shown = re.findall(r"```text\n(.*?)```", README, re.S)
    assert len(code) == len(shown) == 1
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code[0]], capture_output=True, text=True, check=True
    )
    assert done.stdout == shown[0]


def test_ten_lines_are_ten_lines() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len([line for line in code.splitlines() if line.strip()]) == 10


def test_the_continuous_check_runs_the_readme_s_test_line() -> None:
    lines = re.findall(r"```sh\n(.*?)\n```", README, re.S)
    assert sum("pytest" in line for line in lines) == 1
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_both_readmes_have_the_same_code_and_commands() -> None:
    english, chinese = (re.findall(r"```\w+\n.*?```", text, re.S) for text in (README, CHINESE))
    assert len(english) == 7
    assert english == [
        block.replace(" --lang zh", "").replace("wutong", "millbrook") for block in chinese
    ]


def commands(text: str) -> list[list[str]]:
    """Commands that a page shows in blocks and in lines, as arguments."""
    blocks = re.findall(
        r"^commpartner (.*)$", "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S)), re.M
    )
    lines = re.findall(r"`commpartner ([^`]*)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return [shlex.split(found, comments=True) for found in (*blocks, *lines)]


@pytest.mark.parametrize("text", [README, CHINESE, REPORT], ids=["README", "zh-CN", "report"])
def test_the_commands_of_a_page_are_understood(text: str) -> None:
    program: Any = typer.main.get_command(app)
    found = commands(text)
    assert len(found) >= 4
    for name, *arguments in found:
        assert name in program.commands
        program.commands[name].make_context(
            name, arguments
        )  # refuses options and arguments that there are not
        for file in (each for each in arguments if each.startswith("examples/")):
            assert (ROOT / file).exists(), file


@pytest.mark.nightly
@pytest.mark.parametrize("text", [README, CHINESE], ids=["README", "zh-CN"])
def test_the_planner_s_commands_run_in_order(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples" / "districts", tmp_path / "examples" / "districts")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```sh\n[^`]*commpartner import[^`]*```", text)
    for arguments in commands(block):
        if arguments[0] == "explore":
            continue
        fewer = ["--draws", "20"] if arguments[0] == "report" else []
        done = subprocess.run(
            [sys.executable, "-m", "commpartner", *arguments, *fewer],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert f'lang="{"zh-CN" if text == CHINESE else "en"}"' in page


def test_the_page_of_the_report_tells_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made, drawn = re.findall(r"```python\n(.*?)```", REPORT, re.S)
    space: dict[str, Any] = {}
    exec(made, space)
    assert 'lang="zh-CN"' in space["text"]
    exec(drawn, space := {})
    assert {
        "money.svg",
        *(f"{name}.png" for name in space["cp"].reports.charts(space["study"])),
    } <= {each.name for each in tmp_path.iterdir()}
    told = " ".join(REPORT.split())
    for said in (
        f"{emulator.TRAINED} settings",
        f"{emulator.HELD_OUT} other settings",
        f"{emulator.CHECKED} held-out settings are run with all draws",
        f"same {emulator.FEWEST_DRAWS} to {emulator.MOST_DRAWS} draws",
        f"R² on them is {emulator.LEAST_R2} or more",
        f"by {emulator.MOVES * 100:g} % or more",
        f"({emulator.ROOM:,} over the estates served)",
    ):
        assert said in told
    assert len(emulator.FIGURES) == 6
    assert "Six figures are tried" in told


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if not target.startswith("http"):
            file, _, anchor = target.partition("#")
            page = path.parent / file if file else path
            assert page.exists(), target
            if anchor:
                assert anchor in anchors(page), target


def anchors(path: Path) -> set[str]:
    """Anchors of the headings of a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def test_the_model_document_names_functions_that_exist() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    titles = re.findall(r"^(?:## .*|\d\. \*\*.*?\*\* .*?)\(([^)]*`[^)]*)\)", text, re.M)
    names = [name for title in titles for name in re.findall(r"`([\w.]+)`", title)]
    assert len(names) > 15
    for name in names:
        where = "assumptions." if name.startswith("Assumption.") else ""
        assert resolve_name(f"commpartner.{where}{name}") is not None


def test_every_flow_is_in_the_model_document() -> None:
    from commpartner import flows

    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    for name in flows.__all__:
        assert f"flows.{name}" in text, name


def test_the_glossary_has_one_line_for_each_name() -> None:
    rows = [
        line.split("|")[1].strip()
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| name")
    ]
    assert len(rows) == len(set(rows)) > 25


@pytest.mark.nightly
def test_the_savings_example_prints_its_table() -> None:
    example = ROOT / "examples" / "savings_by_smallest_post.py"
    done = subprocess.run(
        [sys.executable, str(example), "--draws", "1"], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("| gates | smallest post | 3 centres |")


@pytest.mark.parametrize("name", DOCUMENTS_MADE)
def test_a_generated_document_is_as_the_code_makes_it(name: str) -> None:
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == DOCUMENTS_MADE[name]()


@pytest.mark.nightly
@pytest.mark.parametrize(
    "case",
    [
        "xiashan",
        *(
            pytest.param(case, marks=pytest.mark.nightly)
            for case in ("xiangyang", "qingyunpu", "tipping")
        ),
    ],
)
def test_a_case_s_answers_have_its_document_s_tables(case: str) -> None:
    example = ROOT / "examples" / "answers.py"
    done = subprocess.run(
        [sys.executable, str(example), case, "--draws", "2"],
        capture_output=True,
        text=True,
        check=True,
    )
    text = (ROOT / "docs" / "cases" / f"{case}.md").read_text(encoding="utf-8")
    assert f"python examples/answers.py {case}" in text
    lines = done.stdout.splitlines()
    headings = [above for above, line in pairwise(lines) if line[:5] == "| ---"]
    assert headings
    for heading in headings:
        assert heading in text


def test_a_held_value_precedes_a_case_s_own_row() -> None:
    example = runpy.run_path(str(ROOT / "examples" / "answers.py"))
    programme = commpartner.datasets.load("xiashan")
    assert "fee_per_m2" in programme.assumptions
    found = example["run"](programme, programme.policies["partner"], 2, 1, fee_per_m2=1.0)
    assert (found.assumptions["fee_per_m2"] == 1.0).all()


@pytest.mark.parametrize("case", ["xiashan", "xiangyang", "qingyunpu"])
def test_a_case_s_page_has_its_headlines(case: str) -> None:
    example = runpy.run_path(str(ROOT / "examples" / "headlines.py"))
    text = (ROOT / "docs" / "cases" / f"{case}.md").read_text(encoding="utf-8")
    assert f"python examples/headlines.py {case}" in text
    assert example["HEADING"] in text
    programme = commpartner.datasets.load(case)
    headlines = example["HEADLINES"][case]
    assert len(headlines) >= 4
    for headline in headlines:
        assert f"| {headline.says} | " in text
        found = example["figures"](programme, headline, draws=2, months=60)
        assert np.isfinite(found).all() and found.any()


def test_a_headline_says_where_nothing_turns_it() -> None:
    example = runpy.run_path(str(ROOT / "examples" / "headlines.py"))
    supervised = example["HEADLINES"]["xiangyang"][1]
    programme = commpartner.datasets.load("xiangyang")
    said = example["turning"](programme, supervised, draws=1, months=13, points=2)
    assert said == "warning_effect: nowhere in -0.1 to 0.6 share"


def test_the_code_of_the_guide_to_experiments_runs() -> None:
    text = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) == 10
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "stand_alone" in done.stdout


def test_the_web_page_s_code_answers_as_it_says() -> None:
    text = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    space: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(block, space)
    assert space["statuses"] == [200, 422, 400]
    assert f"`{space['statuses']}`" in text
    (_, found), (_, lost), _ = space["told"]
    assert json.dumps(found, allow_nan=False)
    assert [problem.partition("应为")[0] for problem in lost["problems"]] == [
        "policies.a.centres",
        "policies.a.fee",
    ]
    assert any("0.03" in each for each in space["sent"])
