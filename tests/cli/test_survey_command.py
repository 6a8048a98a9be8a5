"""The command `survey`: the library's numbers on 80 columns, files, all mistakes at once."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from calling import commpartner
from rich.cells import cell_len

import commpartner as cp
from commpartner.facts.quantities import percent
from commpartner.facts.words import say
from commpartner.texts import Language

COSTS = ("--fixed-cost", "20", "--interview-cost", "1")
POLICIES = ("--policy", "no_works", "--policy", "village")
SMALL = ("--draws", "128", "--months", "24", "--ask", "collection_rate_before=0.3")


def called(*options: str, **more: Any) -> Any:
    return commpartner("survey", "qingyunpu", *options, **more)


def manifest_of(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "manifest.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_survey_is_shown_on_eighty_columns(language: Language, tmp_path: Path) -> None:
    out = tmp_path / "out"
    more = ("--sizes", "1,5，15", "--out", str(out), "--lang", language)
    done = called(*SMALL, *COSTS, *POLICIES, *more, columns=80)
    assert (done.status, done.err) == (0, "")
    assert max(map(cell_len, done.out.splitlines()[:-1])) <= 80
    village = cp.datasets.load("qingyunpu")
    compared = cp.compare(village, ["no_works", "village"], months=24, draws=128, seed=7)
    found = compared.survey_size(
        {"collection_rate_before": 0.3}, fixed_cost=20.0, cost_per_interview=1.0, sizes=[1, 5, 15]
    )
    assert "".join(found.verdict.in_language(language).split()) in "".join(done.out.split())
    means = compared.outcomes.groupby("policy")["public_net_cost"].mean()
    best = str(means.idxmin())
    label = getattr(village.policies[best], f"label_{language}")
    share = percent(found.chosen_share, language)
    assert (found.chosen, manifest_of(out)["chosen"]) == (best, found.chosen)
    points = say("optimised_points", language, value="30")
    assert "".join(points.split()) in "".join(done.out.split())
    told = say("survey_chosen", language, policy=label, share=share)
    assert "".join(told.split()) in "".join(done.out.split())
    with (out / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    head = "净收益" if language == "zh" else "net_benefit"
    place = rows[0].index(head)
    assert [float(row[place]) for row in rows[1:]] == found.table["net_benefit"].tolist()
    assert manifest_of(out)["best"] == found.best
    assert "plotly" in (out / "survey.html").read_text(encoding="utf-8").lower()


def test_only_policies_that_deliver_compete(tmp_path: Path) -> None:
    def asked(*more: str) -> tuple[Any, list[str]]:
        out = tmp_path / f"out{len(more)}"
        done = called(*SMALL, *COSTS, *more, "--out", str(out), "--lang", "en")
        assert done.status == 0, done.err
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        return done, manifest["survey"]["policies"]

    village = cp.datasets.load("qingyunpu")
    compared = cp.compare(village, [*village.policies], months=24, draws=128, seed=7)
    delivers = compared.delivery().set_index("policy")["delivers"]
    assert not delivers.all()
    done, chosen = asked()
    assert chosen == [name for name in village.policies if delivers[name]]
    assert "Left out of the choice" in done.out
    done, chosen = asked(*(word for name in village.policies for word in ("--policy", name)))
    assert chosen == [*village.policies]
    assert "Left out of the choice" not in done.out


def test_weights_add_what_a_point_is_worth(tmp_path: Path) -> None:
    out = tmp_path / "out"
    more = ("--weight", "satisfaction_served=1e7", "--out", str(out), "--lang", "en")
    assert called(*SMALL, *COSTS, *POLICIES, *more).status == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    weights = {"public_net_cost": 1.0, "satisfaction_served": 1e7}
    assert manifest["survey"]["outcome"] == weights


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_wrong_options_of_a_survey_are_named(language: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    wrong = {
        "--ask": "moon=3",
        "--fixed-cost": "-1",
        "--interview-cost": "nan",
        "--policy": "nobody",
        "--outcome": "satisfaction",
        "--weight": "joy=1",
        "--sizes": "5,one",
        "--decisions": "0",
        "--out": str(taken),
    }
    words = [word for pair in wrong.items() for word in pair]
    done = called(*words, "--lang", language, columns=80)
    assert (done.status, done.out) == (2, "")
    told = {line.split("│")[1].strip() for line in done.err.splitlines() if line.startswith("│")}
    assert told >= set(wrong)
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("given", ["collection_rate_before", "collection_rate_before=0", "=3"])
def test_what_is_asked_has_its_deviation(given: str) -> None:
    done = called("--ask", given, *COSTS)
    assert (done.status, done.out) == (2, "")
    assert "--ask" in done.err
