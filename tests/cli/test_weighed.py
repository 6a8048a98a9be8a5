"""What `compare --effect` adds: ratios, the frontier, and where it switches."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import commpartner as cp
from commpartner.cli.commands import app
from commpartner.cli.weighed import willingness_of
from commpartner.facts.words import say
from commpartner.report.charts.names import columns
from commpartner.texts import Language, Text

POLICIES = ("unmanaged", "clustered", "partner")
RUN = ("--draws", "16", "--months", "6", *(f"--policy={name}" for name in POLICIES))


def compared(*more: str, width: int = 80) -> Result:
    arguments = ("compare", "xiashan", *RUN, *more)
    return CliRunner().invoke(app, arguments, env={"COLUMNS": str(width), "LANG": "en_US.UTF-8"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_has_the_library_s_numbers(language: str, tmp_path: Path) -> None:
    more = ("--effect", "satisfaction", "--wtp", "0:2e8:6", "--lang", language)
    done = compared(*more, "--out", str(tmp_path), width=200)
    assert done.exit_code == 0, done.output
    xiashan = cp.datasets.load("xiashan")
    found = cp.compare(xiashan, [*POLICIES], months=6, draws=16, seed=7)
    curves = found.acceptability("satisfaction", willingness=willingness_of("0:2e8:6"))
    scale = 1e-4 if language == "zh" else 1e-6
    for start in curves.switches["willingness_from"]:
        shown = f"{start * scale:.3g}"
        assert shown in done.output.replace(",", "")
    rows = done.output.split("完全信息价值" if language == "zh" else "certainty")[-1]
    assert len(re.findall(r"%", rows)) >= 6 * 3
    files = {path.stem for path in tmp_path.glob("*.csv")}
    assert {"cost_effectiveness", "quadrants", "acceptability", "frontier", "switches"} <= files
    assert len(pd.read_csv(tmp_path / "acceptability.csv")) == 6 * len(POLICIES)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_screen(language: str) -> None:
    done = compared("--effect", "abandoned_estates", "--lang", language)
    assert done.exit_code == 0
    assert max(columns(line.rstrip()) for line in done.output.splitlines()) <= 80
    assert not re.search(r"abandoned_estates|mean_cost|efficient_|weighed", done.output)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_only_policies_that_deliver_are_weighed(language: Language, tmp_path: Path) -> None:
    chosen = ("--policy", "partner_capped", "--effect", "satisfaction", "--lang", language)
    done = compared(*chosen, "--draws", "32", "--months", "120", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    delivery = pd.read_csv(tmp_path / "delivery.csv").set_index(
        "policy" if language == "en" else "方案"
    )
    short = delivery.index[~delivery["delivers" if language == "en" else "达标"]]
    assert {*short} == {"unmanaged", "partner_capped"}, "the test itself"
    for name in ("cost_effectiveness", "acceptability", "frontier", "switches"):
        table = pd.read_csv(tmp_path / f"{name}.csv")
        assert "partner_capped" not in {*table.iloc[:, :2].to_numpy().ravel()}, name
    told = "".join(done.output.split())
    baseline = cp.datasets.load("xiashan").policies["unmanaged"]
    label = baseline.label_zh if language == "zh" else "unmanaged"
    note = say("weighed_baseline_stays", language, policy=label, least=0.95)
    assert "".join(note.split()) in told


def test_every_policy_to_choose_has_its_row(tmp_path: Path) -> None:
    names = ("unmanaged", "no_works", "works_resident_share", "reinvest_all")
    asked = ("compare", "qingyunpu", "--effect", "satisfaction", *(f"--policy={n}" for n in names))
    done = CliRunner().invoke(
        app,
        (*asked, "--draws", "40", "--lang", "en", "--out", str(tmp_path)),
        env={"COLUMNS": "80"},
    )
    assert done.exit_code == 0, done.output
    switches = pd.read_csv(tmp_path / "switches.csv")
    assert len(switches) > 2, "the test itself"
    assert switches["willingness_from"].iloc[-1] > 100 * switches["willingness_from"].iloc[1]
    shown = done.output.split("certainty")[-1].split("By the means")[0]
    labels = cp.datasets.load("qingyunpu").policies
    for policy in switches["policy"]:
        assert labels[policy].label_en[:20] in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_quadrants_are_one_table(language: Language) -> None:
    done = compared("--effect", "satisfaction", "--lang", language)
    label = cp.datasets.load("xiashan").policies["unmanaged"].label_zh
    baseline = label if language == "zh" else "unmanaged"
    title = say("weighed_quadrants", language, baseline=baseline)
    below = done.output.split(title)[1]
    shown = [line.split() for line in below.splitlines() if line.count("%") == 4]
    assert len(shown) == len(POLICIES) - 1
    assert all(line[-4:] == ["100%", "0%", "0%", "0%"] for line in shown)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--wtp", "0:1"), "only_with"),
        (("--effect", "satisfaction", "--wtp", "1:0"), "a_span_of_willingness"),
        (("--effect", "satisfaction", "--wtp", "0:1:x"), "a_span_of_willingness"),
        (("--effect", "satisfaction", "--wtp", "0:inf"), "a_span_of_willingness"),
        (("--effect", "public_net_cost"), "another_outcome_than_the_cost"),
        (("--effect", "satisfaction", "--outcome", "households_served"), "an_outcome_in_yuan"),
    ],
)
def test_wrong_options_are_refused_before_the_work(options: tuple[str, ...], code: str) -> None:
    done = compared(*options)
    assert done.exit_code == 2
    known = {"only_with": {"option": "--effect"}}.get(code, {})
    assert str(Text(code, **known)).split(",")[0][:30] in " ".join(done.output.split())


def test_unknown_effects_are_refused_with_a_likely_one() -> None:
    done = compared("--effect", "satisfacton")
    assert done.exit_code == 2 and "satisfaction" in done.output
