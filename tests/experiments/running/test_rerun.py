"""`rerun`: a store computed again from itself alone, and what differs named to the bit."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from refusals import raises_problem, summary
from small_town import (
    BROKEN,
    MARKED,
    MONTHS,
    POLICIES,
    SEED,
    TWO,
    Doubled,
    as_planned,
    raises,
    scenarios,
)
from town import BASE, TOWN

from commpartner.errors import InputError
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running import rerunning
from commpartner.experiments.running.experiment import Failure, Part
from commpartner.experiments.running.manifest import INPUTS, MANIFEST
from commpartner.experiments.running.store import PARTS, Store, mark_of
from commpartner.model.control import FeedbackPolicy

# Values far from what is usual make single draws fail here.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

DRAWS = 8
FIRST = "00000000-00000003.npz"
rerun = partial(rerunning.rerun, allow="small_town")
rerun_draw = partial(rerunning.rerun_draw, allow=["small_town"])


def stored(folder: Path, policies: Any = TWO, **changes: Any) -> Comparison:
    arguments: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": SEED, "part": 3}
    return compare(TOWN, policies, store=folder, **{**arguments, **changes})


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "store"
    stored(folder)
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "store"))


# --- Equal ----------------------------------------------------------------------------------


def test_a_recomputed_store_is_equal_and_unchanged(made: Path) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    told: list[tuple[int, int]] = []
    again = rerun(made, progress=lambda *done: told.append(done))
    assert again.equal
    assert again.parts.to_dict("list") == {
        "first": [0, 3, 6],
        "last": [2, 5, 7],
        "equal": [True, True, True],
        "differs": ["", "", ""],
    }
    assert told == [(3, 8), (6, 8), (8, 8)]
    assert list(again.versions.index) == ["commpartner", "commpartner_code", "numpy", "scipy"]
    assert again.versions["store"].equals(again.versions["rerun"])
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "changes",
    [
        {"policies": POLICIES},
        {"sampling": "latin_hypercube"},
        {"sampling": "sobol"},
        {"correlations": {("stall_rent", "inflation"): 0.3, ("inflation", "parking_fee"): -0.2}},
        {"scenarios": scenarios(5, s2={"stall_rent": 1.0 / 3.0})},
        {"assumptions": TOWN.assumption_table().replace(wage_cleaner=2345.6)},
        {"chunk": 1},
        {"engine": "jax", "policies": {"plain": BASE}},
        {"policies": {"霞山, 片区": BASE, "0.1": BASE.replace(fee=0.1 + 0.2)}},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_every_kind_of_store_can_be_computed_again(changes: dict[str, Any], tmp_path: Path) -> None:
    stored(tmp_path, **changes)
    assert rerun(tmp_path).equal


def test_a_store_with_repeated_failures_is_equal(tmp_path: Path) -> None:
    for number, chunk in enumerate((1, None)):
        with pytest.warns(UserWarning, match="4 of 16 experiments failed"):
            stored(
                tmp_path / str(number),
                scenarios=scenarios(8, s1=BROKEN, s2=BROKEN),
                part=8,
                chunk=chunk,
            )
        assert rerun(tmp_path / str(number)).equal


def test_a_store_that_was_added_to_is_equal(tmp_path: Path) -> None:
    stored(tmp_path)
    stored(tmp_path, draws=11)
    told: list[tuple[int, int]] = []
    again = rerun(tmp_path, progress=lambda *done: told.append(done))
    assert again.equal
    assert again.parts["last"].tolist() == [2, 5, 7, 8, 10]  # 6 to 7 as it was, and 6 to 8
    assert told[-1] == (13, 13)


def test_a_store_can_be_computed_again_by_other_workers(made: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert rerun(made, executor=pool).parts["equal"].tolist() == [True, True, True]


def test_an_unfinished_store_is_equal_so_far(made: Path) -> None:
    (made / PARTS / FIRST).unlink()
    assert rerun(made).parts["first"].tolist() == [3, 6]


def test_other_files_among_the_parts_are_no_parts(made: Path) -> None:
    shutil.copy(made / PARTS / FIRST, made / PARTS / f"{FIRST} (copy)")
    shutil.copy(made / PARTS / FIRST, made / PARTS / "1-2-3.npz")
    assert len(rerun(made).parts) == 3


# --- Different ------------------------------------------------------------------------------


def marked_anew(folder: Path) -> None:
    """Let all parts fit the manifest, as if it and they had been made so."""
    store = Store(folder)
    for path in (folder / PARTS).iterdir():
        with np.load(path) as kept:
            arrays = {each: kept[each] for each in kept.files}
        names = tuple(map(str, arrays["assumption_names"]))
        start, stop = map(int, path.stem.split("-"))
        part = Part(
            start,
            stop,
            tuple(map(str, arrays["names"])),
            arrays["outcomes"],
            dict(zip(names, arrays["assumptions"], strict=True)),
            tuple(Failure(*each) for each in json.loads(str(arrays["failures"]))),
        )
        np.savez(path, **{**arrays, "mark": np.array(mark_of(store.experiment, part))})


def altered(path: Path, name: str, place: tuple[int, ...]) -> None:
    """Flip the last bit of one number of a part."""
    with np.load(path) as kept:
        arrays = {each: kept[each] for each in kept.files}
    bits = arrays[name].view(np.uint64)
    bits[place] ^= 1
    np.savez(path, **arrays)
    marked_anew(path.parents[1])


@pytest.mark.parametrize(("policy", "draw"), [("plain", 0), ("rule", 2)])
def test_one_bit_of_an_outcome_is_named(policy: str, draw: int, made: Path) -> None:
    with np.load(made / PARTS / FIRST) as kept:
        place = list(kept["names"]).index("npv_operator")
    altered(made / PARTS / FIRST, "outcomes", (list(TWO).index(policy), draw, place))
    again = rerun(made)
    assert not again.equal
    assert again.parts["equal"].tolist() == [False, True, True]
    assert again.parts["differs"].tolist() == [f"{policy}, draw {draw}, npv_operator", "", ""]


def test_a_draw_has_its_number_in_the_store(made: Path) -> None:
    altered(made / PARTS / "00000006-00000008.npz", "outcomes", (0, 1, 0))
    assert rerun(made).parts["differs"].tolist() == ["", "", "plain, draw 7, savings_per_year"]


def test_one_bit_of_an_assumption_is_named(made: Path) -> None:
    with np.load(made / PARTS / FIRST) as kept:
        name = str(kept["assumption_names"][4])
    altered(made / PARTS / FIRST, "assumptions", (4, 1))
    assert rerun(made).parts["differs"][0] == f"assumption {name}"


def test_an_assumption_that_a_part_has_lost_is_named(made: Path) -> None:
    with np.load(made / PARTS / FIRST) as kept:
        arrays = {each: kept[each] for each in kept.files}
    lost = str(arrays["assumption_names"][-1])
    shorter = {name: arrays[name][:-1] for name in ("assumption_names", "assumptions")}
    np.savez(made / PARTS / FIRST, **{**arrays, **shorter})
    marked_anew(made)
    assert rerun(made).parts["differs"].tolist() == [f"assumption {lost}", "", ""]


@pytest.mark.parametrize("what", ["other outcomes", "failures"])
def test_what_else_differs_is_named(what: str, made: Path) -> None:
    with np.load(made / PARTS / FIRST) as kept:
        arrays = {each: kept[each] for each in kept.files}
    if what == "failures":
        arrays["failures"] = np.array('[["plain", 1, "of old"]]')
    else:
        arrays["names"] = np.char.add("old ", arrays["names"])
    np.savez(made / PARTS / FIRST, **arrays)
    marked_anew(made)
    assert rerun(made).parts["differs"].tolist() == [what, "", ""]


def test_other_versions_are_shown(made: Path) -> None:
    manifest = json.loads((made / MANIFEST).read_text())
    manifest["versions"]["numpy"] = "1.0"
    (made / MANIFEST).write_text(json.dumps(manifest))
    marked_anew(made)
    versions = rerun(made).versions
    assert versions.loc["numpy", "store"] == "1.0"
    assert versions.loc["numpy", "rerun"] == np.__version__


# --- Refused --------------------------------------------------------------------------------


def test_no_store_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with raises_problem(r"store: no_store; folder_with_manifest manifest\.json"):
            rerun(folder)
        with raises_problem(r"store: no_store; folder_with_manifest manifest\.json"):
            rerun_draw(folder, 0)


def test_a_store_without_a_part_is_refused(made: Path) -> None:
    for path in (made / PARTS).iterdir():
        path.unlink()
    with raises_problem("store/parts, parts: no_finished_part"):
        rerun(made)


def test_a_damaged_part_is_refused(made: Path) -> None:
    path = made / PARTS / FIRST
    path.write_bytes(path.read_bytes()[:-3])
    with raises_problem(r"parts, parts: damaged_part \(0, 3\); whole_parts"):
        rerun(made)


def test_parts_that_are_no_folder_are_no_parts(made: Path) -> None:
    shutil.rmtree(made / PARTS)
    with raises_problem("store/parts, parts: no_finished_part"):
        rerun(made)
    (made / PARTS).write_text("text")
    with raises_problem("store/parts, parts: no_finished_part"):
        rerun(made)


def refused(folder: Path) -> str:
    """What `rerun` and `rerun_draw` say of a damaged store."""
    with pytest.raises(InputError) as whole:
        rerun(folder)
    with pytest.raises(InputError) as one:
        rerun_draw(folder, 0)
    assert str(whole.value) == str(one.value)
    return summary(whole.value)


@pytest.mark.parametrize("name", [MANIFEST, INPUTS])
@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe\0", b"[" * 9999, b'{"a": 1'])
def test_a_damaged_file_is_refused(name: str, content: bytes, made: Path) -> None:
    (made / name).write_bytes(content)
    assert f"{made / name}, file: damaged_" in refused(made)


def test_a_folder_is_no_file_of_a_store(made: Path) -> None:
    for name in (INPUTS, MANIFEST):
        (made / name).unlink()
        (made / name).mkdir()
        assert f"{made / name}, file: unreadable Is a dir" in refused(made)


GONE = object()
WRONG: list[tuple[str, str, Any, str]] = [
    (MANIFEST, "schema", 1, "schema: 1; from_to a_whole_number 2 2"),
    (MANIFEST, "schema", GONE, "schema: nothing"),
    (MANIFEST, "versions", GONE, "versions: nothing"),
    (MANIFEST, "versions", [], "versions: []; a_table"),
    (MANIFEST, "order_of_policies", GONE, "order_of_policies: nothing"),
    (MANIFEST, "order_of_policies", 2, "order_of_policies: 2; a_list"),
    (
        MANIFEST,
        "order_of_policies",
        [],
        "['plain', 'rule']; store_was_made_of []",
    ),
    (INPUTS, "policies", {}, "order_of_policies: []; store_was_made_of ['plain', 'rule']"),
    (INPUTS, "policies", GONE, "policies: nothing"),
    (INPUTS, "programme", 1, "programme: 1; a_table"),
    (INPUTS, "assumptions", [], "households_per_estate: no_such_row; every_row_of_default"),
    (INPUTS, "assumptions", [{}], "assumptions[0].name: nothing"),
    (INPUTS, "months", 0, "months: 0; whole_number 1"),
    (INPUTS, "months", -1, "months: -1; whole_number 1"),
    (INPUTS, "months", "2", "months: '2'; whole_number 1"),
    (INPUTS, "months", MONTHS + 1, f"months: {MONTHS + 1}; store_was_made_of {MONTHS}"),
    (INPUTS, "engine", "q", "engine: 'q'; one_of 'numpy', 'jax'"),
    (INPUTS, "seed", -1, "seed: -1; whole_number 0"),
    (INPUTS, "seed", True, "seed: True; whole_number 0"),
    (INPUTS, "part", 0, "part: 0; whole_number 1"),
    (INPUTS, "draws", 0, "draws: 0; whole_number 1"),
    (INPUTS, "sampling", "sobl", "sampling: 'sobl'; one_of 'monte_carlo', "),
    (INPUTS, "correlations", [["inflation"]], "file: damaged_"),
    (INPUTS, "scenarios", ["a", "b"], "scenarios: "),
    (INPUTS, "given", {"stall_rent": [1.0]}, "given.stall_rent: count_values 1; one_a_scenario 0"),
    (INPUTS, "given", {"stall_rent": ["1"]}, "given.stall_rent[0]: '1'; a_number"),
    (INPUTS, "rules", {}, "rules: []; store_was_made_of ['rule']"),
    (INPUTS, "rules", {"rule": "small_town.no:x"}, "rules: small_town.no:x; error_told No mod"),
    (INPUTS, "rules", {"rule": ":"}, "rules: code_not_allowed :; allow_module "),
]


@pytest.mark.parametrize(("name", "key", "value", "message"), WRONG)
def test_what_is_wrong_in_a_file_is_named(
    name: str, key: str, value: Any, message: str, made: Path
) -> None:
    content = json.loads((made / name).read_text(encoding="utf-8"))
    if value is GONE:
        del content[key]
    else:
        content[key] = value
    (made / name).write_text(json.dumps(content), encoding="utf-8")
    said = refused(made)
    assert message in said
    assert str(made / (INPUTS if "['plain', 'rule']; store" in message else name)) in said


def test_scenarios_without_their_values_are_refused(tmp_path: Path) -> None:
    stored(tmp_path, scenarios=scenarios(3))
    content = json.loads((tmp_path / INPUTS).read_text())
    content["scenarios"].append("more")
    (tmp_path / INPUTS).write_text(json.dumps(content))
    assert "count_values 3; one_a_scenario 4" in refused(tmp_path)


def test_a_policy_changed_in_the_inputs_is_named(made: Path) -> None:
    content = json.loads((made / INPUTS).read_text())
    content["policies"]["plain"]["fee"] = 3.0
    (made / INPUTS).write_text(json.dumps(content))
    assert "inputs.json, policies.plain: " in refused(made)


def test_another_version_s_store_is_free_of_its_hashes(made: Path) -> None:
    manifest = json.loads((made / MANIFEST).read_text())
    manifest["versions"]["commpartner"] = "0.0.1"
    manifest["policies"]["plain"] = manifest["programme_sha256"] = "of older models"
    (made / MANIFEST).write_text(json.dumps(manifest))
    marked_anew(made)
    assert rerun(made).equal
    (made / MANIFEST).write_text(json.dumps(manifest | {"seed": SEED + 1}))
    assert f"inputs.json, seed: {SEED}; store_was_made_of {SEED + 1}" in refused(made)


@pytest.mark.parametrize("executor", [0, True, "a", 1.5])
def test_what_is_no_executor_is_refused(executor: Any, made: Path) -> None:
    with raises_problem(f"executor: {executor!r}; executor"):
        rerun(made, executor=executor)


def test_missing_inputs_are_refused(made: Path) -> None:
    (made / INPUTS).unlink()
    with raises_problem(r"inputs\.json, file: not_there"):
        rerun(made)


def test_a_rule_that_has_gone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(tmp_path, {"rule": FeedbackPolicy(BASE, as_planned)})
    assert rerun(tmp_path).equal
    monkeypatch.delattr("small_town.as_planned")
    with raises_problem(
        "rules: small_town:as_planned; error_told module 'small_town' has no attribute 'as_planned'"
    ):
        rerun(tmp_path)


# --- One draw -------------------------------------------------------------------------------


def test_one_recomputed_draw_has_the_comparison_s_bits(made: Path) -> None:
    outcomes = stored(made).outcomes
    for draw in (0, 4, 7):
        again = rerun_draw(made, draw)
        assert list(again) == list(TWO)
        for policy in TWO:
            row = outcomes[(outcomes["policy"] == policy) & (outcomes["draw"] == draw)]
            figures = row.drop(columns=["policy", "draw"]).iloc[0].astype(float)
            pd.testing.assert_series_equal(
                again[policy], figures, check_names=False, rtol=0, atol=0
            )
        assert list(rerun_draw(made, draw, "rule")) == ["rule"]


def test_a_scenario_is_a_draw_by_its_number(tmp_path: Path) -> None:
    outcomes = stored(tmp_path, scenarios=scenarios(5)).outcomes
    again = rerun_draw(tmp_path, 3, "plain")["plain"]
    assert again["cost_per_household_month"] == outcomes["cost_per_household_month"][3]


def test_a_draw_that_failed_raises_what_it_raised(tmp_path: Path) -> None:
    policies = {"plain": BASE, "fails": FeedbackPolicy(BASE, raises)}
    with pytest.warns(UserWarning, match="1 of 8 experiments failed"):
        failures = stored(tmp_path, policies, scenarios=scenarios(4, s2=MARKED)).failures
    assert failures["error"].tolist() == ["ZeroDivisionError: the marked draw"]
    with pytest.raises(ZeroDivisionError, match="the marked draw"):
        rerun_draw(tmp_path, 2)
    with pytest.raises(ZeroDivisionError, match="the marked draw"):
        rerun_draw(tmp_path, 2, "fails")
    assert rerun_draw(tmp_path, 2, "plain").shape[1] == 1


def test_a_policy_absent_from_the_store_is_named(made: Path) -> None:
    with raises_problem("policy: 'plane'; did_you_mean 'plain'"):
        rerun_draw(made, 0, "plane")


@pytest.mark.parametrize("draw", [-1, 1.5, "0"])
def test_what_is_no_draw_is_named(draw: Any, made: Path) -> None:
    with raises_problem(f"draw: {draw!r}; whole_number 0"):
        rerun_draw(made, draw)


def test_a_draw_beyond_a_fixed_design_is_named(tmp_path: Path) -> None:
    stored(tmp_path, scenarios=scenarios(3))
    with raises_problem("draw: 3; zero_to_last 2"):
        rerun_draw(tmp_path, 3)


# --- Code that is not ours --------------------------------------------------------------------


def test_nothing_is_imported_that_was_not_allowed(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stranger.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    content = json.loads((made / INPUTS).read_text())
    content["rules"]["rule"] = "stranger:rule"
    (made / INPUTS).write_text(json.dumps(content))
    for call in (rerunning.rerun, partial(rerunning.rerun_draw, draw=0)):
        with pytest.raises(InputError) as refused:
            call(made)
        assert refused.value.problems[0].found.code == "code_not_allowed"  # type: ignore[attr-defined]
    with pytest.raises(SystemExit, match="imported"):
        rerunning.rerun(made, allow=["stranger"])
    content["seed"] += 1  # what does not fit is told before anything is imported
    (made / INPUTS).write_text(json.dumps(content))
    assert "seed" in refused_with(made, ["stranger"])


def refused_with(folder: Path, allow: list[str]) -> set[str]:
    with pytest.raises(InputError) as raised:
        rerunning.rerun(folder, allow=allow)
    return {problem.field for problem in raised.value.problems}


@pytest.mark.parametrize(
    "place", ["small_town:os.system", "commpartner.experiments.running.store:os.replace"]
)
def test_an_imported_name_of_an_allowed_module_is_refused(place: str, made: Path) -> None:
    content = json.loads((made / INPUTS).read_text())
    content["rules"]["rule"] = place
    (made / INPUTS).write_text(json.dumps(content))
    assert refused_with(made, ["small_town"]) == {"rules"}


def test_a_custom_distribution_is_rebuilt_if_allowed(tmp_path: Path) -> None:
    ledger = TOWN.assumption_table()
    row = Doubled(**ledger["stall_rent"].model_dump(), factor=2.0)
    stored(tmp_path, {"plain": BASE}, assumptions=ledger.replace(stall_rent=row))
    assert refused_with(tmp_path, []) == {"distributions"}
    assert rerun(tmp_path).equal
