"""The command `plan`: a screen of 80 columns, files that work, the best so far, mistakes."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from calling import commpartner
from rich.cells import cell_len

import commpartner as cp
from commpartner.facts.words import say
from commpartner.lists import read_estate_list
from commpartner.planning.clusters.search import Search
from commpartner.report.grids.planned import plan_sentences
from commpartner.texts import Language

SMALL = ("--draws", "2", "--time-limit", "20")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("town") / "town"
    made = cp.datasets.synthetic(8, seed=2, centres=3)
    cp.save_programme(made, folder)
    return str(folder)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_is_shown_on_eighty_columns(language: Language, town: str) -> None:
    done = commpartner("plan", town, "--centres", "2", *SMALL, "--lang", language, columns=80)
    assert (done.status, done.err) == (0, "")
    assert max(map(cell_len, done.out.splitlines())) <= 80
    assert say("plan_all", language) in done.out
    if language == "zh":
        assert "yuan" not in done.out


def test_files_of_a_plan_can_be_used(town: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--candidate", "estates", "--origin", "110.4,21.2", "--out", str(out))
    done = commpartner("plan", town, "--centres", "2", *SMALL, *options)
    assert done.status == 0, done.err
    planned = cp.load_programme(out / "planned.toml")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert list(planned.policies["plan"].centres) == manifest["centres"]
    with (out / "estates.csv").open(encoding="utf-8-sig", newline="") as file:
        served = {row["id"]: row["centre"] for row in csv.DictReader(file) if row["centre"]}
    assert dict(planned.policies["plan"].assignment) == served
    assert len(read_estate_list(out / "estates.geojson").estates) == 8
    assert "plotly" in (out / "map.html").read_text(encoding="utf-8").lower()
    assert not (out / "cost_by_centres.html").exists()  # the number is given
    assert f"commpartner run {out / 'planned.toml'} --policy plan" in done.out
    again = commpartner("plan", town, "--centres", "1", *SMALL, "--out", str(out))
    assert again.status == 0, again.err
    assert not (out / "lines.geojson").exists()
    assert "--origin" in again.out


def test_a_free_number_is_charted(town: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = commpartner("plan", town, *SMALL, "--out", str(out))
    assert done.status == 0, done.err
    with (out / "by_number.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = [int(row["centres"]) for row in csv.DictReader(file)]
    assert numbers == [0, 1, 2, 3]
    page = (out / "cost_by_centres.html").read_text(encoding="utf-8")
    assert "plotly" in page.lower()
    assert page.count("<tr>") == 1 + len(numbers)


def test_an_interruption_writes_the_best_so_far(
    town: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Search.run

    def stopped(self: Any) -> None:
        whole(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "run", stopped)
    out = tmp_path / "out"
    done = commpartner("plan", town, "--centres", "2", *SMALL, "--out", str(out), "--lang", "en")
    assert done.status == 130
    assert "Interrupted after" in done.out
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["stopped"] == "interrupted"
    assert len(manifest["centres"]) == 2
    assert cp.load_programme(out / "planned.toml").policies["plan"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--centres", "9"), "--centres"),
        (("--keep", "no_such"), "--keep"),
        (("--candidate", "no_such"), "--candidate"),
        (("--base", "no_such"), "--base"),
        (("--within", "street"), "--within"),
        (("--max-distance", "nan"), "--max-distance"),
        (("--time-limit", "0"), "--time-limit"),
        (("--origin", "21.2"), "--origin"),
        (("--origin", "110.4,99"), "--origin"),
        (("--serve-all", "--max-distance", "0.001"), "estates."),
    ],
)
def test_mistakes_are_refused_before_anything_is_written(
    options: tuple[str, ...], told: str, town: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = commpartner("plan", town, *options, "--draws", "2", "--out", str(out))
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert not out.exists()


def test_a_policy_of_that_name_stays(tmp_path: Path) -> None:
    made = cp.datasets.synthetic(8, seed=2, centres=2)
    made = made.replace(policies={"plan": made.policies["clustered"]})
    cp.save_programme(made, tmp_path / "town")
    out = tmp_path / "out"
    done = commpartner("plan", str(tmp_path / "town"), *SMALL, "--out", str(out))
    assert done.status == 0, done.err
    planned = cp.load_programme(out / "planned.toml").policies
    assert planned["plan"] == made.policies["plan"]
    assert "plan_2" in planned


def test_a_plan_proven_best_says_so_once() -> None:
    found = cp.plan_clusters(cp.datasets.synthetic(4, seed=2, centres=1), draws=2, seed=7)
    lines = plan_sentences(replace(found, stopped="proven"), "en")
    assert "the plan is the best" in lines[-1]
    assert not any("costs less than" in line for line in lines)
    others = plan_sentences(replace(found, stopped="searched"), "en")
    assert any("costs less than" in line for line in others)
