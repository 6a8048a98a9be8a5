"""The command line as a user meets it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from calling import commpartner

import commpartner as cp

SMALL = ("--draws", "3", "--months", "6")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    out = tmp_path_factory.mktemp("run") / "out"
    done = commpartner("run", "xiashan", "--out", str(out), *SMALL)
    assert done.status == 0, done.err
    return done.out, out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_run_shows_what_a_planner_asks(ran: tuple[str, Path]) -> None:
    screen, _ = ran
    for words in ("SYNTHETIC DATA", "What pooling saves", "In plain words", "fallback", "balances"):
        assert words in screen
    for policy in cp.datasets.load("xiashan").policies.values():
        assert all(word in screen for word in policy.label_en.split())


def test_run_writes_tables_and_a_manifest_with_their_hashes(ran: tuple[str, Path]) -> None:
    _, out = ran
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {path.stem for path in out.glob("*.csv")} == set(manifest["tables"])
    assert manifest["seed"] == 7
    assert manifest["draws"] == 3
    assert manifest["synthetic"] is True
    assert len(manifest["programme_sha256"]) == 64
    assert {"commpartner", "numpy", "python"} <= set(manifest["versions"])
    summary = rows(out / "summary.csv")
    assert {row["policy"] for row in summary} == set(cp.datasets.load("xiashan").policies)
    assert all(row["unit"] for row in summary)
    assert len(rows(out / "outcomes.csv")) == 3 * len(cp.datasets.load("xiashan").policies)
    steps = {row["staffing_step_fte"] for row in rows(out / "savings_by_step.csv")}
    assert steps == {"0.1", "0.25", "0.5", "1"}


def test_the_tables_hold_the_library_s_own_numbers(ran: tuple[str, Path]) -> None:
    _, out = ran
    result = cp.simulate(cp.datasets.load("xiashan"), "partner", months=6, draws=3, seed=7)
    written = [row for row in rows(out / "outcomes.csv") if row["policy"] == "partner"]
    for row, expected in zip(written, result.outcomes["npv_operator"], strict=True):
        assert float(row["npv_operator"]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.nightly
def test_the_same_run_writes_the_same_bytes(ran: tuple[str, Path], tmp_path: Path) -> None:
    _, out = ran
    again = tmp_path / "again"
    command = [sys.executable, "-m", "commpartner", "run", "xiashan", "--out", str(again), *SMALL]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}  # in another order of sets
    subprocess.run(command, capture_output=True, check=True, env=environment)
    for path in sorted(out.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_run_speaks_chinese() -> None:
    done = commpartner("run", "xiashan", "--policy", "partner", "--lang", "zh", *SMALL)
    assert done.status == 0
    for words in ("合成数据", "人员统一调度", "托底", "结论"):
        assert words in done.out
    assert "The number of estates" not in done.out  # the note is in one language, too


@pytest.mark.parametrize(("policy", "priced"), [("package_basic", False), ("package_full", True)])
def test_only_service_that_is_gained_has_a_price(policy: str, priced: bool) -> None:
    done = commpartner("run", "xiangyang", "--policy", policy, *SMALL)
    assert done.status == 0, done.err
    assert ("household, month and point" in " ".join(done.out.split())) == priced


def test_a_policy_without_centres_shows_no_saving() -> None:
    done = commpartner("run", "xiashan", "--policy", "stand_alone", *SMALL)
    assert done.status == 0
    assert "What pooling saves" not in done.out


def test_where_nobody_is_served_nothing_is_said_to_fail() -> None:
    done = commpartner("run", "xiashan", "--policy", "unmanaged", *SMALL)
    assert done.status == 0
    assert "no estate is served" in done.out
    assert "never" not in done.out


MISTAKES = {
    "an unknown case": ("run", "xiashen"),
    "an unknown policy": ("run", "xiashan", "--policy", "partnr"),
    "an unknown language": ("run", "xiashan", "--lang", "fr"),
    "an unknown engine": ("run", "xiashan", "--engine", "fortran"),
    "a focus that is not run": ("run", "xiashan", "--policy", "partner", "--focus", "rollout"),
    "no draws": ("run", "xiashan", "--draws", "0"),
    "half a month": ("run", "xiashan", "--months", "0.5"),
    "nothing to check": ("check", "no/such/folder"),
    "an unknown case to start from": ("init", "somewhere-new", "--case", "nowhere"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_without_a_traceback(mistake: str) -> None:
    done = commpartner(*MISTAKES[mistake])
    assert done.status == 2
    assert "Traceback" not in done.out + done.err
    assert done.err.strip()
    assert not Path("somewhere-new").exists()


def test_a_policy_s_name_is_suggested() -> None:
    assert "'partner'" in commpartner("run", "xiashan", "--policy", "partnr").err


@pytest.mark.parametrize(("language", "comment"), [("en", "# --- Policies"), ("zh", "# --- 方案")])
def test_init_makes_a_runnable_programme_and_keeps_its_comments(
    language: str, comment: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    assert commpartner("init", str(folder), "--lang", language).status == 0
    assert comment in (folder / "programme.toml").read_text(encoding="utf-8")
    checked = commpartner("check", str(folder))
    assert checked.status == 0
    assert "12 estates" in checked.out
    done = commpartner("run", str(folder), "--lang", language, *SMALL)
    assert done.status == 0, done.err


def test_init_copies_a_case(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert commpartner("init", str(folder), "--case", "xiashan").status == 0
    assert cp.load_programme(folder) == cp.datasets.load("xiashan")


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert commpartner("init", str(tmp_path)).status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_init_reports_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a_file").write_text("mine", encoding="utf-8")
    done = commpartner("init", str(tmp_path / "a_file" / "new"))
    assert done.status == 2
    assert "a writable place" in " ".join(done.err.replace("│", " ").split())


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with one of every mistake that the checks must tell together."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "programme.toml").write_text(
        '[programme]\nname = "mine"\ncolour = "red"\n\n'
        '[[centres]]\nid = "c1"\n\n'
        '[policies.pooled]\ncentres = ["c1", "c9"]\n',
        encoding="utf-8",
    )
    (folder / "estates.csv").write_text(
        "id,households\na,-5\nb,many\nb,40\n",  # and no floor_area
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("command", ["check", "run"])
def test_all_mistakes_of_a_folder_are_listed_together(
    command: str, broken: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = ["--out", str(out)] if command == "run" else []
    done = commpartner(command, str(broken), *arguments)
    assert done.status == 2
    assert not out.exists()
    told = " ".join(done.err.split())
    for words in ("-5", "many", "floor_area", "colour", "'c9'", "row 3 has it already"):
        assert words in told, words
    assert "Traceback" not in done.err


def test_a_wrong_encoding_is_told_with_its_byte(broken: Path) -> None:
    header = b"id,name,households,floor_area\n"
    (broken / "estates.csv").write_bytes(header + "a,小区,10,700\n".encode("gbk"))
    done = commpartner("check", str(broken))
    assert done.status == 2
    assert "UTF-8" in done.err


def test_an_unwritable_place_is_reported_before_the_work() -> None:
    done = commpartner("run", "xiashan", "--out", "/proc/nowhere/out", *SMALL)
    assert done.status == 2
    assert "cannot be written to" in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert not done.out.strip()


def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = commpartner("run", "xiashan", "--out", str(tmp_path), *SMALL)
    assert done.status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_explain_walks_a_figure_back_in_both_languages() -> None:
    arguments = ["explain", "xiashan", "clustered", "fallback_per_year"]
    options = ["--draws", "2", "--months", "6"]
    for language, word in (("en", "Accounts"), ("zh", "科目")):
        done = commpartner(*arguments, *options, "--lang", language)
        assert done.status == 0
        assert word in done.out
        assert "flows.funds.pay_for_service" in done.out


def test_explaining_an_unknown_figure_is_a_user_s_mistake() -> None:
    done = commpartner(
        "explain", "xiashan", "clustered", "fallbak", "--draws", "1", "--months", "1"
    )
    assert done.status == 2
    assert "Traceback" not in done.out + done.err


def test_a_document_is_written_whole_or_printed(tmp_path: Path) -> None:
    target = tmp_path / "mechanisms.md"
    assert commpartner("document", "mechanisms", "--out", str(target)).status == 0
    assert target.read_text(encoding="utf-8") == commpartner("document", "mechanisms").out
    assert commpartner("document", "mechanics").status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "xiashan", "nobody", "fallback_per_year"),
        ("sensitivity", "xiashan", "nobody"),
        ("sensitivity", "xiashan", "clustered", "--method", "tornado", "--baseline", "nobody"),
    ],
)
def test_an_unknown_policy_is_a_mistake_in_every_command(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "mine"  # a programme with assumptions of its own, which policies read
    assert commpartner("init", str(folder)).status == 0
    known = next(iter(cp.load_programme(folder).policies))
    words = [{"xiashan": str(folder), "clustered": known}.get(word, word) for word in arguments]
    done = commpartner(*words, "--months", "1")
    assert done.status == 2
    assert "nobody" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("months", "marks"), [("12", "¹²³⁴"), ("60", "¹²³⁴⁵")])
def test_footnotes_are_those_of_the_columns_that_are_shown(months: str, marks: str) -> None:
    options = ("--policy", "clustered", "--draws", "2", "--months", months, "--lang", "zh")
    screen = commpartner("run", "xiashan", *options).out
    assert all(screen.count(mark) >= 2 for mark in marks)  # at its column and below
    assert {mark for mark in "¹²³⁴⁵" if mark in screen} == set(marks)
    assert ("占成本%" in screen) == (months == "60")


def test_a_results_folder_hides_no_case_so_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small = ("--draws", "1", "--months", "1", "--policy", "trial_0")
    for _ in range(2):
        assert commpartner("run", "xiangyang", *small, "--out", "xiangyang").status == 0
    Path("xiashan").mkdir()
    Path("xiashan/programme.toml").touch()  # the user's own, and empty
    assert commpartner("check", "xiashan").status == 2
