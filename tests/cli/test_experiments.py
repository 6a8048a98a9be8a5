"""The commands of researchers, in a process of their own."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from calling import Streams, commpartner

import commpartner as cp
from commpartner.cli.printing import Terminal
from commpartner.cli.tabled import cell, labels, scaled, show_table
from commpartner.cli.words import LANGUAGES
from commpartner.experiments.running import rerunning
from commpartner.experiments.running.rerunning import Rerun
from commpartner.facts.outcomes import OUTCOMES
from commpartner.problems.wording import Language
from commpartner.results.dictionary import heading

THREE = ("--policy", "stand_alone", "--policy", "clustered", "--policy", "partner")
SMALL = ("--draws", "24", "--months", "6")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("compare")
    done = commpartner(
        "compare",
        "xiashan",
        *THREE,
        *SMALL,
        "--store",
        str(folder / "store"),
        "--out",
        str(folder / "out"),
    )
    assert done.status == 0, done.err
    return done.out, folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_compare_shows_order_differences_chances_and_regret(compared: tuple[str, Path]) -> None:
    screen, _ = compared
    for words in (
        "SYNTHETIC DATA",
        "best to worst",
        "same draws",
        "is best",
        "loses",
        "[million yuan]",
    ):
        assert words in screen
    order = screen[screen.index("best to worst") :]
    assert order.index("clustered") < order.index("stand-alone fallback")


def test_compare_writes_what_it_shows_and_more(compared: tuple[str, Path]) -> None:
    out = compared[1] / "out"
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["policies"] == ["stand_alone", "clustered", "partner"]
    assert manifest["failures"] == 0
    assert len(table(out / "outcomes.csv")) == 72
    assert len(table(out / "ranking.csv")) == 3
    assert {row["baseline"] for row in table(out / "differences.csv")} == {"stand_alone"}
    assert {row["draw"] for row in table(out / "assumptions.csv")} == {str(d) for d in range(24)}


def test_an_order_of_fewer_than_two_deliverers_is_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = ("--policy", "unmanaged", "--policy", "clustered", "--draws", "2", "--months", "3")
    found = Streams(monkeypatch).call("compare", "xiashan", *two, "--lang", "en")
    assert found.status == 0
    assert "Fewer than two policies deliver" in found.out


@pytest.mark.parametrize(("language", "caution"), [("en", "Left out"), ("zh", "不参与排序")])
def test_compare_leaves_out_of_the_order_who_serves_nobody(
    language: Language, caution: str, tmp_path: Path
) -> None:
    policies = ("--policy", "unmanaged", "--policy", "village", "--policy", "no_works")
    out = tmp_path / "out"
    done = commpartner(
        "compare", "qingyunpu", *policies, *SMALL, "--lang", language, "--out", str(out)
    )
    assert done.status == 0, done.err
    (line,) = (line for line in done.out.splitlines() if caution in line)
    assert labels(cp.datasets.load("qingyunpu"), language)["unmanaged"] in line
    policy, delivers = heading("policy", language), heading("delivers", language)
    for name in ("ranking", "probability_best", "regret"):
        assert {row[policy] for row in table(out / f"{name}.csv")} == {"village", "no_works"}
    assert {row[policy]: row[delivers] for row in table(out / "delivery.csv")} == {
        "unmanaged": "False",
        "village": "True",
        "no_works": "True",
    }


def test_compare_speaks_chinese() -> None:
    done = commpartner("compare", "xiashan", *THREE, *SMALL, "--lang", "zh")
    assert done.status == 0, done.err
    for words in (
        "合成数据",
        "公共财政净支出（现值）：由优到劣",
        "[万元]",
        "社区合伙人 (partner)",
        "最优概率",
        "期望后悔值",
        "可分：",
    ):
        assert words in done.out
    (last,) = (line for line in done.out.splitlines() if "单独托底" in line and " - " in line)
    assert not {"是", "否"} & set(last), "the last policy has none below that it could be told from"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 40])
def test_no_number_is_cut_however_narrow_the_screen(language: Language, width: int) -> None:
    names = ["wage_correlation: wage_guard, wage_cleaner, wage_technician", "fee_per_m2"]
    table = pd.DataFrame({"assumption": names})
    for place in range(7):
        table[f"column_{place}"] = [-18_271_234.0 - place * 1e6, 409_169.0]
    console = Terminal(width=width, record=True, file=StringIO())
    show_table(console, "title", table, language)
    screen = console.export_text()
    for name in table.columns[1:]:
        assert all(cell(value, language) in screen for value in table[name])
    assert "…" not in screen


def test_kinds_of_evidence_are_in_the_screen_s_language() -> None:
    console = Terminal(width=80, record=True, file=StringIO())
    kinds = ["assumption; literature", "derived"]
    show_table(console, "", pd.DataFrame({"assumption": ["a", "b"], "kind": kinds}), "zh")
    screen = console.export_text()
    assert "假设; 文献" in screen and "推算" in screen


def test_every_unit_of_an_outcome_has_a_chinese_name() -> None:
    for outcome in OUTCOMES.values():
        assert scaled(outcome.unit, "zh")[1] != outcome.unit


def test_a_store_is_computed_again_and_is_the_same(compared: tuple[str, Path]) -> None:
    done = commpartner("rerun", str(compared[1] / "store"))
    assert done.status == 0, done.err
    assert "equal to the bit" in done.out
    one = commpartner("rerun", str(compared[1] / "store"), "--draw", "3", "--policy", "partner")
    assert one.status == 0, one.err
    assert "savings_share" in one.out
    assert "clustered" not in one.out
    draw = ("--draw", "3", "--policy", "clustered", "--lang", "zh")
    named = commpartner("rerun", str(compared[1] / "store"), *draw)
    assert "clustered" in named.out  # the policy, not the cost of the same name


def test_a_store_that_was_changed_is_found_out(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert commpartner("compare", "xiashan", *THREE, *SMALL, "--store", str(store)).status == 0
    (file,) = (store / "parts").glob("*.npz")
    with np.load(file) as kept:
        arrays = dict(kept)
    arrays["outcomes"][1, 5, 0] = np.nextafter(arrays["outcomes"][1, 5, 0], np.inf)
    with file.open("wb") as target:
        np.savez(target, **arrays)
    done = commpartner("rerun", str(store))
    assert done.status == 2
    assert "damaged" in done.err


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [("en", "first draw", "last draw"), ("zh", "首次抽样", "末次抽样")],
)
def test_parts_that_differ_have_the_heads_of_their_draws(
    language: Language, first: str, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"first": [0, 8], "last": [7, 15], "equal": [True, False], "differs": ["", "partner"]}
    versions = pd.DataFrame({"store": ["1"], "rerun": ["2"]}, index=pd.Index(["a"], name="package"))
    found = Rerun(False, pd.DataFrame(parts), versions)
    monkeypatch.setattr(rerunning, "rerun", lambda *_, **__: found)
    done = commpartner("rerun", "store", "--lang", language)
    assert done.status == 1
    for head in (first, last):
        assert all(word in done.out for word in head.split())  # a head may take two lines
    assert heading("first", language).split()[-1] not in done.out  # of a sensitivity index
    assert "not in it" not in done.out and "此前一次" not in done.out


@pytest.mark.parametrize(
    ("arguments", "field", "allowed"),
    [
        (("compare", "xiashan", "--outcome", "fallback_cumulativ"), "outcome", "fallback_cumula"),
        (("compare", "xiashan", "--policy", "partnr"), "policies", "partner"),
        (("compare", "xiashan", "--policy", "partner"), "policies", "two or more"),
        (("compare", "xiashan", *THREE, "--baseline", "partnr"), "policy", "partner"),
        (("compare", "xiashan", "--outcome", "staff"), "outcome", "more or"),
        (("compare", "nowhere"), "case or path", "xiashan"),
        (("sensitivity", "xiashan", "partner", "--method", "sobl"), "method", "sobol"),
        (("sensitivity", "xiashan", "partner", "--baseline", "clustered"), "baseline", "tornado"),
        (
            ("sensitivity", "xiashan", "partner", "--method", "tornado", "--samples", "3"),
            "samples",
            "not with --method tornado",
        ),
        (("rerun", "nothing_here"), "store", "manifest.json"),
        (("rerun", "nothing_here", "--policy", "partner"), "--policy", "only with --draw"),
    ],
)
def test_a_mistake_is_one_table_and_no_traceback(
    arguments: tuple[str, ...], field: str, allowed: str
) -> None:
    done = commpartner(*arguments)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert field in done.err
    assert allowed in done.err


@pytest.mark.parametrize(("store", "out"), [("one", "one"), ("one/parts", "one"), ("one", "one/a")])
def test_tables_and_store_in_one_folder_are_refused_first(
    store: str, out: str, tmp_path: Path
) -> None:
    places = ("--store", str(tmp_path / store), "--out", str(tmp_path / out))
    done = commpartner("compare", "xiashan", *THREE, *SMALL, *places)
    assert done.status == 2
    assert "two folders" in done.err
    assert not list(tmp_path.iterdir())


def test_a_mistake_is_found_before_any_work(tmp_path: Path) -> None:
    store = tmp_path / "store"
    done = commpartner("compare", "xiashan", *THREE, "--outcome", "staff", "--store", str(store))
    assert done.status == 2
    assert not store.exists()


def test_other_inputs_for_a_store_are_named(compared: tuple[str, Path]) -> None:
    store = str(compared[1] / "store")
    done = commpartner("compare", "xiashan", *THREE, *SMALL, "--seed", "8", "--store", store)
    assert done.status == 2
    assert "seed" in done.err
    assert "months" not in done.err


def test_sensitivity_names_what_matters_most(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = commpartner(
        "sensitivity",
        "xiashan",
        "partner",
        "--method",
        "tornado",
        "--months",
        "6",
        "--out",
        str(out),
    )
    assert done.status == 0, done.err
    assert heading("fee_per_m2", "en") in done.out
    assert {"assumption", "swing", "source"} <= table(out / "sensitivity.csv")[0].keys()
    assert "[million yuan]" in done.out  # never yuan beside the millions of other screens
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    asked = {"policy": "partner", "outcome": "fallback_cumulative", "method": "tornado"}
    assert manifest.items() >= {**asked, "months": 6, "baseline": None, "engine": "numpy"}.items()
    assert manifest["seed"] is manifest["samples"] is None  # nothing is drawn
