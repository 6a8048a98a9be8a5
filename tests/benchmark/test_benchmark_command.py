from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from commpartner.benchmark import problems
from commpartner.cli.benchmark import benchmark

FIRST = Path(__file__).parents[2] / "benchmarks" / "policies" / "submissions" / "first.py"
APP = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
APP.command()(benchmark)


def ran(*arguments: str, status: int = 0) -> str:
    """Standard output, or where a mistake is expected the errors."""
    done = CliRunner().invoke(APP, list(arguments), env={"COLUMNS": "220"})
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done.stdout if status == 0 else done.stderr


def test_without_a_problem_the_ten_are_listed() -> None:
    for arguments, language in (((), "en"), (("--lang", "zh"), "zh")):
        screen = "".join(ran(*arguments).split())
        for each in problems().values():
            assert each.id in screen
            question = each.question_en if language == "en" else each.question_zh
            assert "".join(question.split())[:20] in screen.replace("│", "")


def test_a_problem_is_shown_with_its_baselines() -> None:
    screen = ran("xiangyang-stop", "--draws", "2")
    for words in (
        "fallback_cap",
        "yes",
        "stop_if_unpaid",
        "SYNTHETIC DATA",
        "a gain over the best",
    ):
        assert words in screen
    assert "合成数据" in ran("xiangyang-stop", "--draws", "2", "--lang", "zh")


def test_a_submission_is_scored_and_written(tmp_path: Path) -> None:
    out = tmp_path / "scored"
    place = f"{FIRST}:xiangyang_stop"
    screen = ran(
        "xiangyang-stop", "--submission", place, "--draws", "4", "--seed", "0", "--out", str(out)
    )
    assert "SOLVED" in screen
    assert "A quick look, not to be cited" in screen
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["problem"] == "xiangyang-stop"
    assert manifest["levers"] == {"fallback_cap": 28.0}
    assert manifest["rule"] == "stop_early"
    assert manifest["synthetic"] is True
    assert (manifest["draws"], manifest["seed"], manifest["official"]) == (4, 0, False)
    scores = pd.read_csv(out / "scores.csv", encoding="utf-8-sig")
    assert set(scores["policy"]) == {*problems()["xiangyang-stop"].baselines, "submission"}
    assert len(pd.read_csv(out / "outcomes.csv", encoding="utf-8-sig")) == 7 * 4


def test_a_file_alone_selects_the_function_named_as_problem() -> None:
    screen = ran("qingyunpu-dividend", "--submission", str(FIRST), "--draws", "2")
    assert "submission" in screen


@pytest.mark.nightly
def test_other_processes_find_a_rule_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rule_of_a_file.py"
    file.write_text("def mine(seen, levers):\n    return levers._replace(fallback_cap=9.0)\n")
    place = f"{file}:mine"
    alone = ran("xiangyang-stop", "--submission", place, "--draws", "2")
    shared = ran("xiangyang-stop", "--submission", place, "--draws", "2", "--processes", "2")
    assert alone == shared


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("xiashan-shar",), "did you mean 'xiashan-share'"),
        (("xiashan-share", "--submission", "nothing.py:rule"), "no such file"),
        (("xiashan-share", "--submission", f"{FIRST}:nothing"), "xiashan_share"),
        (("xiashan-share", "--submission", f"{FIRST}:xiashan_uses"), "fee_relief_share"),
        (("xiashan-share", "--submission", "math:pi"), "found"),
        (("--submission", "mine.py"), "beside a problem"),
        (("xiashan-share", "--out", "somewhere"), "beside a --submission"),
        (("xiashan-share", "--lang", "fr"), "en or zh"),
    ],
)
def test_a_mistake_is_told_without_a_traceback(arguments: tuple[str, ...], words: str) -> None:
    assert words in ran(*arguments, status=2)
    assert not Path("somewhere").exists()


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("at_once", "import sys\nsys.exit(0)", "SystemExit: 0"),
        ("in_function", "def f(problem):\n    raise SystemExit(0)", "SystemExit: 0"),
        ("in_rule", "def f(seen, levers):\n    raise SystemExit(0)", "SystemExit: 0"),
        ("lacking", "def f(seen, levers):\n    import nope_x", "No module named 'nope_x'"),
        ("too_large", "def f(seen, levers):\n    raise MemoryError", "MemoryError"),
        ("nothing", "x = 1", "no 'f'"),
    ],
)
def test_a_submission_that_exits_is_an_ordinary_mistake(
    name: str, code: str, words: str, processes: str, tmp_path: Path
) -> None:
    file = tmp_path / f"{name}_{processes}.py"
    file.write_text(code + "\n")
    arguments = ("--submission", f"{file}:f", "--draws", "2", "--processes", processes)
    screen = ran("xiangyang-stop", *arguments, status=2)
    assert "1 problem(s) in the input" in screen
    assert words in screen


def test_too_few_draws_are_refused_by_the_command_line() -> None:
    assert "--draws" in ran("xiashan-share", "--draws", "1", status=2)


def test_a_chinese_problem_names_its_one_unit_of_money() -> None:
    screen = ran("qingyunpu-works", "--draws", "2", "--lang", "zh")
    assert "万元/年" in screen
    for english in ("yuan", "score", "share", "2,000,000"):
        assert english not in screen.replace("works_resident_share", "").replace(
            "dividend_share", ""
        )
