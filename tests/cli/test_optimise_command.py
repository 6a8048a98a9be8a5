"""The command `optimise`: words of a command line, 80 columns, files, the best so far."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from calling import commpartner
from rich.cells import cell_len

import commpartner as cp
from commpartner.cli.levers import EMPTY, levers_of, limits_of, sought_of
from commpartner.errors import InputError
from commpartner.facts.labels import CHOICE_NAMES
from commpartner.io.policies import with_policies
from commpartner.planning.optimising.trials import Trials
from commpartner.report.grids.levers import lever_value
from commpartner.texts import Language

SMALL = ("--draws", "8", "--months", "12", "--budget", "200", "--base", "village")
LEVERS = ("--lever", "fee=0.2:1.0", "--lever", "allocation=household,deficit")
SOUGHT = ("--seek", "npv_operator", "--limit", "satisfaction_served>=base-1")
VILLAGES = cp.datasets.load("qingyunpu")


def called(*options: str, **more: Any) -> Any:
    return commpartner("optimise", "qingyunpu", *SMALL, *LEVERS, *options, **more)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_search_is_shown_on_eighty_columns(language: Language) -> None:
    more = ("--limit", "public_net_cost<=2e8@90%", "--lang", language)
    done = called(*SOUGHT, *more, columns=80)
    assert (done.status, done.err) == (0, "")
    assert max(map(cell_len, done.out.splitlines())) <= 80
    for word in ("fee", "allocation", "90%"):
        assert word in done.out
    assert ("yuan" in done.out) == (language == "en")


def test_files_hold_what_the_library_finds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = called(*SOUGHT, "--out", str(out), "--lang", "en")
    assert done.status == 0, done.err
    village = VILLAGES.policies["village"]
    found = cp.optimise_policy(
        VILLAGES,
        {"fee": (0.2, 1.0), "allocation": ["household", "deficit"]},
        "npv_operator",
        base=village,
        limits=limits_of(["satisfaction_served>=base-1"], village),
        draws=8,
        months=12,
        budget=200,
        seed=7,
    )
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["levers"] == dict(found.levers)
    assert manifest["simulations"] == found.simulations
    planned = cp.load_programme(out / "planned.toml").policies["optimised"]
    assert planned.replace(label_en="", label_zh="") == found.best.replace(  # type: ignore[union-attr]
        label_en="", label_zh="", description=""
    )
    assert "optimised" in with_policies(VILLAGES, out / "policy.toml").policies
    front = with_policies(VILLAGES, out / "front.toml").policies
    assert len(front) == len(VILLAGES.policies) + len(found.front)
    assert f"commpartner run {out / 'planned.toml'} --policy village" in done.out
    assert len(rows(out / "evaluated.csv")) == len(found.evaluated)


def test_changes_are_those_of_compare_in_fresh_draws(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert called(*SOUGHT, "--out", str(out), "--lang", "en").status == 0
    planned = cp.load_programme(out / "planned.toml")
    compared = cp.compare(planned, ["village", "optimised"], draws=8, months=12, seed=8)
    change = compared.differences("village", ["npv_operator"], level=0.95).iloc[0]
    (figure, limited) = rows(out / "figures.csv")
    assert float(figure["change"]) == pytest.approx(change["mean"])
    assert float(figure["change_low"]) == pytest.approx(change["low"])
    assert limited["figure"] == "satisfaction_served"
    (limit,) = rows(out / "limits.csv")
    assert float(limit["value"]) == pytest.approx(float(limited["change"]))
    assert limit["kept"] == str(float(limit["value"]) >= -1.0)


def test_an_interruption_writes_the_best_policy_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, calls = Trials.raise_to, []

    def stopped(self: Trials, names: Any, draws: int) -> None:
        run(self, names, draws)
        calls.append(names)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Trials, "raise_to", stopped)
    out = tmp_path / "out"
    done = called(*SOUGHT, "--out", str(out), "--lang", "en")
    assert done.status == 130
    assert "best policy so far" in done.out
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["optimism"] == {}
    assert cp.load_programme(out / "planned.toml").policies["optimised"]
    (figure, _), (best, *_) = rows(out / "figures.csv"), rows(out / "front.csv")
    assert float(figure["best"]) == pytest.approx(float(best["npv_operator"]))  # the same draws


def test_a_stopped_comparison_leaves_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commpartner.planning.beside.compare", stopped)
    out = tmp_path / "out"
    done = called(*SOUGHT, "--out", str(out), "--lang", "en")
    assert done.status == 130
    assert "Levers of the best policy" in done.out
    assert rows(out / "front.csv") and not (out / "figures.csv").exists()


def test_several_figures_have_their_front(tmp_path: Path) -> None:
    pytest.importorskip("pymoo")
    out = tmp_path / "out"
    sought = ("--seek", "npv_operator", "--seek", "npv_residents_payments:p50")
    done = called(*sought, "--out", str(out), "--lang", "zh", columns=80)
    assert done.status == 0, done.err
    assert max(map(cell_len, done.out.splitlines()[:-1])) <= 80  # the last can be pasted
    assert " *" in done.out and "optimised_p0" in done.out
    heads = rows(out / "front.csv")[0]
    assert {"物业费标准", "运营方净现值", "运营方净现值下限"} <= set(heads)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_mistakes_are_named_at_once(language: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    wrong = ("--lever", "moon=1:2", "--lever", "free_months=0:99999", "--seek", "joy")
    more = ("--limit", "satisfaction=3", "--out", str(taken), "--lang", language)
    done = called(*wrong, *more, columns=80)
    assert (done.status, done.out) == (2, "")
    for word in ("--lever", "lever.moon", "lever.free_months", "--seek", "--limit", "--out"):
        assert word in done.err
    assert "optimise_policy" not in done.err


def test_names_that_the_programme_lacks_are_refused() -> None:
    options = ("--lever", "ventures=canteen,moon", "--lever", "service=gold,standard")
    done = called("--seek", "npv_operator", *options)
    assert (done.status, done.out) == (2, "")
    assert "lever.ventures" in done.err and "moon" in done.err and "gold" in done.err


def test_a_budget_too_small_is_named() -> None:
    done = commpartner("optimise", "qingyunpu", *LEVERS, *SOUGHT, "--budget", "9")
    assert (done.status, done.out) == (2, "")
    assert "--budget" in done.err


def test_words_of_a_command_line_are_read() -> None:
    village = VILLAGES.policies["village"]
    read = levers_of(["fee＝0.2：1", "opening_months.canteen=0:6", "own_fees=true,false"], village)
    assert read == {
        "fee": (0.2, 1),
        "opening_months.canteen": range(7),
        "own_fees": [True, False],
    }
    pairs = levers_of(["ventures=canteen,canteen+parking"], None)
    assert pairs == {"ventures": [("canteen",), ("canteen", "parking")]}
    assert limits_of(["satisfaction ≥ 60".replace("≥", ">=")], EMPTY)[0].number == 60.0
    (chance,) = sought_of(["satisfaction>=60，public_net_cost<=8e6"])
    assert isinstance(chance, cp.planning.Chance)
    assert dict(chance.thresholds)["public_net_cost"] == ("at_most", 8e6)


@pytest.mark.parametrize(
    "given", ["fee", "fee=", "=1:2", "fee=2:1", "fee=1:nan:2,x:", "label_en=a,b"]
)
def test_levers_that_say_nothing_are_refused(given: str) -> None:
    with pytest.raises(InputError):
        levers_of([given], VILLAGES.policies["village"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values_of_levers_are_words_with_units(language: Language) -> None:
    levers = ("--lever", "ventures=canteen", "--lever", "fallback_cap=0:40,none")
    done = called(*SOUGHT, *levers, "--lang", language, columns=200)
    assert done.status == 0, done.err
    told = done.out.split("npv" if language == "en" else "运营方")[0]
    row = VILLAGES.assumption_table()["fee_per_m2"]
    shown = {"en": (row.label_en, "by households (household)", "none", "[yuan/m2/month]")}
    shown["zh"] = (row.label_zh, "按户数 (household)", "无", "（元/平方米/月）")
    for word in shown[language]:
        assert word in told
    assert "fee_per_m2" not in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_choice_of_a_lever_has_words(language: Language) -> None:
    for name, schema in cp.Policy.model_json_schema()["properties"].items():
        parts = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
        for value in (each for part in parts for each in part.get("enum", ())):
            told = lever_value(name, value, VILLAGES, language)
            assert isinstance(value, int) or f"{name}.{value}" in CHOICE_NAMES
            assert told == str(value) or told.endswith(f" ({value})"), (name, value)


def test_a_budget_too_small_is_told_with_all_else(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    wrong = {
        "--lever": "moon=0:1",
        "--seek": "joy",
        "--limit": "hope>=1",
        "--budget": "9",
        "--draws": "30",
        "--out": str(taken),
    }
    words = [word for pair in wrong.items() for word in pair]
    done = commpartner("optimise", "qingyunpu", *words, columns=80)
    assert (done.status, done.out) == (2, "")
    told = {line.split("│")[1].strip() for line in done.err.splitlines() if line.startswith("│")}
    assert told >= set(wrong)


@pytest.mark.parametrize("limits", [(), ("--limit", "satisfaction_served>=base-1")])
def test_the_least_budget_told_is_that_of_the_search(limits: tuple[str, ...]) -> None:
    few = ("optimise", "qingyunpu", "--draws", "2", "--months", "2", "--base", "village")
    asked = (*few, "--lever", "fee=0.2:1.0", "--seek", "npv_operator", *limits)
    least = 8 * 2 + 2 * (2 + bool(limits))
    assert commpartner(*asked, "--budget", str(least)).status == 0
    done = commpartner(*asked, "--budget", str(least - 1), columns=200)
    assert done.status == 2 and f"from {least} to" in done.err
