"""The command `roll-out`: 80 columns, files that work, the best so far, mistakes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from calling import commpartner
from rich.cells import cell_len

import commpartner as cp
from commpartner.facts.words import say
from commpartner.planning.rolling.search import Search
from commpartner.texts import Language

SMALL = ("--years", "2", "--draws", "2", "--runs", "2")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("town") / "town"
    cp.save_programme(cp.datasets.synthetic(8, seed=2, centres=2), folder)
    return str(folder)


def called(town: str, *options: str, **more: Any) -> Any:
    return commpartner("roll-out", town, "clustered", *SMALL, *options, **more)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_roll_out_is_shown_on_eighty_columns(language: Language, town: str) -> None:
    done = called(town, "--budget", "900000", "--lang", language, columns=80)
    assert (done.status, done.err) == (0, "")
    assert max(map(cell_len, done.out.splitlines())) <= 80
    assert say("roll_out_spent_title", language) in done.out
    if language == "zh":
        assert "yuan" not in done.out


def test_files_of_a_roll_out_can_be_used(town: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--fixed", "c1=2", "--complete", "--out", str(out), "--lang", "en")
    done = called(town, "--budget", "900000", *options)
    assert done.status == 0, done.err
    with (out / "schedule.csv").open(encoding="utf-8-sig", newline="") as file:
        years = {row["step"]: row["year"] for row in csv.DictReader(file)}
    assert years["c1"] == "2"
    planned = cp.load_programme(out / "planned.toml")
    assert planned.policies["roll_out"].joins["c1"] == 12
    assert cp.simulate(planned, "roll_out", months=2, draws=2).draws == 2
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["roll_out"]["fixed"] == {"c1": 2}
    assert "plotly" in (out / "roll_out.html").read_text(encoding="utf-8").lower()
    assert f"commpartner run {out / 'planned.toml'} --policy roll_out" in done.out


def test_the_budget_is_of_its_years(town: str, tmp_path: Path) -> None:
    for number, options in enumerate(
        [("--budget", "900000,0"), ("--budget", "900000", "--budget-years", "1")]
    ):
        out = tmp_path / str(number)
        done = called(town, *options, "--out", str(out))
        assert done.status == 0, done.err
        with (out / "spent.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["order"] == "planned"]
        assert [float(row["budget"]) for row in rows] == [900_000.0, 0.0]


def test_an_interrupted_search_writes_the_best_so_far(
    town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Search.run

    def stopped(self: Any) -> None:
        whole(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "run", stopped)
    out = tmp_path / "out"
    done = called(town, "--budget", "900000", "--out", str(out), "--lang", "en")
    assert done.status == 130
    assert "Interrupted after" in done.out
    assert cp.load_programme(out / "planned.toml").policies["roll_out"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--budget", "much"), "--budget"),
        (("--budget", "-1"), "budget"),
        (("--budget", "1"), "budget"),
        (("--budget", "1e6,1e6", "--budget-years", "2"), "--budget-years"),
        (("--budget", "1e6", "--fixed", "nothing"), "fixed"),
        (("--budget", "1e6", "--fixed", "c1=x"), "--fixed"),
        (("--budget", "1e6", "--needs", "c1"), "--needs"),
        (("--budget", "1e6", "--needs", "c1=c2", "--needs", "c2=c1"), "needs"),
        (("--budget", "1e6", "--steps", "street"), "steps"),
        (("--budget", "1e6", "--outcome", "joy"), "outcome"),
        (("--budget", "1e6", "--reliability", "2"), "reliability"),
        ((), "--budget"),
    ],
)
def test_mistakes_are_refused_before_anything_is_written(
    options: tuple[str, ...], told: str, town: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = called(town, *options, "--out", str(out))
    assert (done.status, done.out) == (2, "")
    assert "plan_roll_out" not in done.err
    assert told in done.err
    assert not out.exists()
