"""Unlikely values on the screen: in both languages, with rows, before the work."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commpartner import datasets, implausible_values, load_programme, save_programme, simulate
from commpartner.cli.cautions import warnings_in
from commpartner.cli.commands import app
from commpartner.cli.refusals import refusals
from commpartner.errors import (
    ImpossibleResultError,
    InputError,
    PlausibilityWarning,
    Problem,
    UnusedAssumptionWarning,
)
from commpartner.texts import Text

SMALL = ("--draws", "2", "--months", "2")


def commpartner(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "1000", "LANG": "en_US.UTF-8"})


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write the template with places and areas multiplied, and a fee for one policy."""
    for name, source in datasets.template("en").items():
        shutil.copyfile(source, tmp_path / name)
    usual = load_programme(tmp_path)

    def write(place: float = 1.0, area: float = 1.0, fee: float = 0.5) -> Path:
        def moved(entry: object) -> dict[str, float]:
            x, y = getattr(entry, "x_km"), getattr(entry, "y_km")  # noqa: B009
            return {"x_km": place * x, "y_km": place * y}

        estates = [
            estate.replace(floor_area=area * estate.floor_area, **moved(estate))
            for estate in usual.estates
        ]
        centres = [centre.replace(**moved(centre)) for centre in usual.centres]
        dear = {"one_by_one": usual.policies["one_by_one"].replace(fee=fee)}
        folder = tmp_path / "changed"
        changed = usual.replace(
            estates=estates, centres=centres, policies={**usual.policies, **dear}
        )
        save_programme(changed, folder)
        return folder

    return write


def test_what_is_usual_is_checked_without_a_warning(written: Callable[..., Path]) -> None:
    done = commpartner("check", str(written()))
    assert done.exit_code == 0
    assert "nlikely" not in done.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_tells_what_is_unlikely_with_its_rows(
    written: Callable[..., Path], language: str
) -> None:
    folder = written(area=1e-4)
    done = commpartner("check", str(folder), "--lang", language)
    assert done.exit_code == 0
    (finding,) = implausible_values(load_programme(folder))
    assert finding.in_language("zh" if language == "zh" else "en") in done.stdout
    assert "2, 3, 4, ..." in done.stdout


@pytest.mark.parametrize("command", [("run", *SMALL), ("compare", *SMALL), ("check",)])
def test_metres_are_told_before_the_work_and_then_refused(
    written: Callable[..., Path], command: tuple[str, ...]
) -> None:
    folder = written(place=1000.0)
    (finding,) = implausible_values(load_programme(folder))
    done = commpartner(command[0], str(folder), *command[1:], "--lang", "zh")
    assert done.exit_code == 2
    assert finding.in_language("zh") in done.stderr
    assert done.stderr.index(finding.in_language("zh")) < done.stderr.index("centres.south")


def test_check_finds_what_run_would_refuse(written: Callable[..., Path]) -> None:
    usual = load_programme(written())
    empty = usual.replace(policies={})
    (problem,) = refusals(empty, "mine")
    assert (problem.file, problem.field, problem.found) == ("mine", "policies", Text("none"))
    assert refusals(usual, "mine") == []
    far = usual.replace(centres=[centre.replace(x_km=4000.0) for centre in usual.centres])
    with pytest.raises(InputError) as refused:
        simulate(far, "together", months=1, draws=1)
    fields = {problem.field for problem in refusals(far, "mine")}
    assert {problem.field for problem in refused.value.problems} <= fields


def test_check_tells_a_run_that_fails_of_every_policy(
    written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ImpossibleResultError(Text("nothing"))

    for name in ("simulate", "run_all"):
        monkeypatch.setattr(f"commpartner.cli.refusals.{name}", fails)
    usual = load_programme(written())
    assert refusals(usual, "mine") == [
        Problem("mine", None, f"policies.{name}", Text("fails_in_a_run"), Text("nothing"))
        for name in usual.policies
    ]


def test_explain_and_sensitivity_tell_it_too(written: Callable[..., Path]) -> None:
    folder = written(area=1e-4)
    (finding,) = implausible_values(load_programme(folder))
    explained = commpartner("explain", str(folder), "together", "savings_per_year", *SMALL)
    assert str(finding) in explained.stderr
    options = ("--method", "tornado", "--months", "2")
    varied = commpartner("sensitivity", str(folder), "together", *options)
    assert str(finding) in varied.stderr


def test_unlikely_values_warn_and_policies_left_out_do_not(
    written: Callable[..., Path],
) -> None:
    folder = written(fee=50.0)
    told = commpartner("run", str(folder), "--policy", "one_by_one", *SMALL)
    assert (told.exit_code, "policies.fee" in told.stderr) == (0, True)
    left_out = commpartner("run", str(folder), "--policy", "together", *SMALL)
    assert (left_out.exit_code, left_out.stderr) == (0, "")


@pytest.mark.parametrize("command", [("check",), ("compare", *SMALL)])
def test_an_unlikely_replaced_row_warns_once_in_the_language(
    written: Callable[..., Path], command: tuple[str, ...]
) -> None:
    folder = written()
    row = "\n[assumptions.wage_guard]\nlow = 90000\ncentral = 95000\nhigh = 99000\n"
    with (folder / "programme.toml").open("a", encoding="utf-8") as file:
        file.write(row)
    with pytest.warns(PlausibilityWarning) as caught:
        load_programme(folder)
    text = caught[0].message.args[0]  # type: ignore[union-attr]
    done = commpartner(command[0], str(folder), *command[1:], "--lang", "zh")
    assert done.exit_code == 0
    assert done.stderr.count(text.in_language("zh")) == 1
    assert "PlausibilityWarning" not in done.stderr


def test_our_warnings_are_translated_once_and_others_stay_unchanged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = Text("unused_rows", rows="wage_guard")
    with pytest.warns(UserWarning, match="of another library"), warnings_in("zh"):
        for _ in range(2):
            warnings.warn(UnusedAssumptionWarning(text), stacklevel=1)
        warnings.warn("of another library", stacklevel=1)
    assert capsys.readouterr().err == f"{text.in_language('zh')}\n"
