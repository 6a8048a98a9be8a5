"""The store: nothing is computed twice, nothing half-written, nothing mixed up with another run."""

from __future__ import annotations

import errno
import importlib
import json
import linecache
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from refusals import raises_problem
from small_town import (
    BROKEN,
    DRAWS,
    MARKET,
    MONTHS,
    SEED,
    TWO,
    Doubled,
    as_planned,
    bits,
    more_when_in_need,
    raises,
    scenarios,
)
from town import BASE, TOWN

from commpartner.assumptions.draws import Array
from commpartner.assumptions.table import Assumption
from commpartner.errors import CommpartnerError, InputError, MissingExtraError
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running import store as store_module
from commpartner.experiments.running.manifest import INPUTS, MANIFEST
from commpartner.experiments.running.store import PARTS, Store, StoreBusyError
from commpartner.model.control import FeedbackPolicy

# Values far from what is usual make single draws fail here.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

PLAIN = {"plain": BASE}
SCRIPT = Path(__file__).parents[3] / "benchmarks" / "robustness" / "kills.py"


def run(folder: Path | None, policies: Any = PLAIN, **changes: Any) -> Comparison:
    arguments: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": SEED, "part": 5}
    programme = changes.pop("programme", TOWN)
    return compare(programme, policies, store=folder, **{**arguments, **changes})


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / PARTS).iterdir())


@pytest.fixture(scope="module")
def whole() -> Comparison:
    return run(None)


@pytest.fixture(scope="module")
def in_two() -> Comparison:
    return run(None, TWO)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "store"
    run(folder)
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "store"))


# --- Going on -------------------------------------------------------------------------------


def test_a_store_gives_equal_bits(tmp_path: Path, in_two: Comparison) -> None:
    assert bits(run(tmp_path / "a" / "new folder", TWO)) == bits(in_two)
    assert bits(run(tmp_path / "a" / "new folder", TWO)) == bits(in_two)
    # In the order in which parts come from other processes, too.
    assert parts(tmp_path / "a" / "new folder") == [
        f"{start:08d}-{start + 5:08d}.npz" for start in range(0, DRAWS, 5)
    ]


def test_what_is_kept_is_not_computed_again(
    made: Path, whole: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commpartner.experiments.running.experiment.evaluate", None)
    told: list[tuple[int, int]] = []
    assert bits(run(made, progress=lambda *done: told.append(done))) == bits(whole)
    assert told == [(DRAWS, DRAWS)]


@pytest.mark.nightly
def test_a_run_killed_at_random_ends_with_equal_bits() -> None:
    arguments = ["--kills", "5", "--draws", "16", "--part", "1", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("kill ") == 5
    assert done.stdout.rstrip().endswith("equal to the bit")


def test_more_draws_are_added_to_those_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, draws=13)
    told: list[int] = []
    more = run(tmp_path, draws=DRAWS, progress=lambda done, _: told.append(done))
    assert told == [10, 15, 20]  # the part of three draws is one of five now
    assert bits(more) == bits(run(None))
    assert bits(run(tmp_path, draws=13)) == bits(run(None, draws=13))


def test_sobol_points_are_added_to(tmp_path: Path) -> None:
    run(tmp_path, sampling="sobol", draws=8)
    more = run(tmp_path, sampling="sobol", draws=16)
    assert bits(more) == bits(run(None, sampling="sobol", draws=16))


def test_a_latin_hypercube_is_not_added_to(tmp_path: Path) -> None:
    run(tmp_path, sampling="latin_hypercube", draws=10)
    assert run(tmp_path, sampling="latin_hypercube", draws=10).draws == 10
    with raises_problem("draws: 20; store_was_made_of 10"):
        run(tmp_path, sampling="latin_hypercube", draws=20)


def test_failures_are_kept(tmp_path: Path) -> None:
    some = scenarios(7, s5=BROKEN)
    for _ in range(2):
        with pytest.warns(UserWarning, match="1 of 7 experiments failed"):
            kept = run(tmp_path, scenarios=some, part=3)
    with pytest.warns(UserWarning, match="1 of 7 experiments failed"):
        assert bits(kept) == bits(run(None, scenarios=some))


def test_numbers_of_numpy_are_numbers(tmp_path: Path, whole: Comparison) -> None:
    few = {"months": np.int64(MONTHS), "draws": np.int64(DRAWS), "seed": np.int64(SEED)}
    assert bits(run(tmp_path, part=np.int64(5), **few)) == bits(whole)
    assert bits(run(tmp_path)) == bits(whole)


def test_the_chunk_may_change(made: Path, whole: Comparison) -> None:
    (made / PARTS / parts(made)[1]).unlink()
    assert bits(run(made, chunk=2)) == bits(whole)


# --- Damage ---------------------------------------------------------------------------------


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    "damage",
    [truncated, lambda _: b"", lambda _: b"garbage", lambda content: content[:-1]],
    ids=["truncated", "empty", "garbage", "without the last byte"],
)
def test_a_damaged_part_is_computed_again(
    damage: Callable[[bytes], bytes], made: Path, whole: Comparison
) -> None:
    path = made / PARTS / parts(made)[2]
    content = path.read_bytes()
    path.write_bytes(damage(content))
    assert Store(made).read(10, 15) is None
    with pytest.warns(UserWarning, match="draws 10 to 14"):
        assert bits(run(made)) == bits(whole)
    assert path.read_bytes() == content


WRONG: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "no policies": lambda kept: {"outcomes": kept["outcomes"][0]},
    "two policies": lambda kept: {"outcomes": np.repeat(kept["outcomes"], 2, axis=0)},
    "fewer draws": lambda kept: {"outcomes": kept["outcomes"][:, 1:]},
    "fewer outcomes": lambda kept: {"outcomes": kept["outcomes"][:, :, 1:]},
    "other numbers": lambda kept: {"outcomes": kept["outcomes"].astype(np.float32)},
    "whole numbers": lambda kept: {"assumptions": kept["assumptions"].astype(np.int64)},
    "no outcomes": lambda kept: {"outcomes": None},
    "fewer names": lambda kept: {"names": kept["names"][1:]},
    "fewer assumptions": lambda kept: {"assumptions": kept["assumptions"][1:]},
    "assumptions of fewer draws": lambda kept: {"assumptions": kept["assumptions"][:, 1:]},
    "fewer names of assumptions": lambda kept: {"assumption_names": kept["names"][1:]},
    "failures of another shape": lambda _: {"failures": np.array("[[1]]")},
    "no failures": lambda _: {"failures": np.array("{")},
    "objects": lambda kept: {"names": kept["names"].astype(object)},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_part_of_a_wrong_shape_is_computed_again(
    name: str, made: Path, whole: Comparison
) -> None:
    path = made / PARTS / parts(made)[0]
    with np.load(path) as kept:
        arrays = {each: kept[each] for each in kept.files}
    assert Store(made).read(0, 5) is not None
    changed = arrays | WRONG[name](arrays)
    np.savez(path, **{each: array for each, array in changed.items() if array is not None})
    assert Store(made).read(0, 5) is None
    with pytest.warns(UserWarning) as told:
        assert bits(run(made)) == bits(whole)
    assert [each.message.args[0].code for each in told] == ["part_computed_again"]  # type: ignore[union-attr]


def edited(value: float) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def edit(kept: dict[str, Any]) -> dict[str, Any]:
        outcomes = kept["outcomes"].copy()
        outcomes[0, 1, 2] = value
        return {"outcomes": outcomes}

    return edit


EDITED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a large number": edited(1e9),
    "infinity": edited(np.inf),
    "no number": edited(np.nan),
    "names in another order": lambda kept: {"names": np.roll(kept["names"], 1)},
    "assumptions in another order": lambda kept: {
        "assumption_names": np.roll(kept["assumption_names"], 1)
    },
    "an assumption": lambda kept: {"assumptions": kept["assumptions"] * 1.001},
    "a failure": lambda _: {"failures": np.array('[["plain", 1, "never"]]')},
    "another mark": lambda _: {"mark": np.array("0" * 64)},
}


@pytest.mark.parametrize("name", EDITED)
def test_a_part_that_was_edited_is_computed_again(name: str, made: Path, whole: Comparison) -> None:
    path = made / PARTS / parts(made)[0]
    with np.load(path) as kept:
        arrays = {each: kept[each] for each in kept.files}
    np.savez(path, **{**arrays, **EDITED[name](arrays)})
    with pytest.warns(UserWarning, match="draws 0 to 4"):
        assert bits(run(made)) == bits(whole)


def test_another_experiment_s_or_draw_s_task_is_recomputed(
    made: Path, tmp_path: Path, whole: Comparison
) -> None:
    run(tmp_path / "other", seed=SEED + 1)
    first, second = ((made / PARTS / name) for name in parts(made)[:2])
    shutil.copy(tmp_path / "other" / PARTS / first.name, first)
    with pytest.warns(UserWarning, match="draws 0 to 4"):
        assert bits(run(made)) == bits(whole)
    shutil.copy(first, second)
    with pytest.warns(UserWarning, match="draws 5 to 9"):
        assert bits(run(made)) == bits(whole)


def test_a_folder_in_a_task_s_place_is_named(made: Path) -> None:
    path = made / PARTS / parts(made)[0]
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError) as refused:
        run(made)
    assert (refused.value.problems[0].file, refused.value.problems[0].field) == (str(path), "part")


def test_a_flipped_bit_leaves_a_task_whole_or_absent(made: Path) -> None:
    path = made / PARTS / parts(made)[0]
    content, places = path.read_bytes(), random.Random(7)
    kept = Store(made).read(0, 5)
    assert kept is not None
    ends = [*range(120), *range(len(content) - 600, len(content))]  # headers, and the directory
    for place in [*ends, *places.sample(range(len(content)), 300)]:
        damaged = bytearray(content)
        damaged[place] ^= 1 << places.randrange(8)
        path.write_bytes(damaged)
        found = Store(made).read(0, 5)
        if found is not None:  # a date, or what no reader looks at
            assert found.names == kept.names
            assert found.outcomes.tobytes() == kept.outcomes.tobytes()
            assert found.failures == kept.failures
            for name, values in kept.assumptions.items():
                assert found.assumptions[name].tobytes() == values.tobytes()


def test_lost_inputs_are_written_anew(made: Path, whole: Comparison) -> None:
    content = (made / INPUTS).read_bytes()
    other = content.replace(b'"stall_rent"', b'"stall_rant"')
    assert other != content
    (made / INPUTS).unlink()
    for damaged in (None, b"", b"\xff\xfe\0", content[:-9], other):
        if damaged is not None:
            (made / INPUTS).write_bytes(damaged)
        assert bits(run(made)) == bits(whole)
        assert (made / INPUTS).read_bytes() == content


def test_a_folder_in_the_inputs_place_is_named(made: Path) -> None:
    (made / INPUTS).unlink()
    (made / INPUTS).mkdir()
    with raises_problem(r"inputs\.json, file: a_folder; file_or_nothing"):
        run(made)


# --- A full disk ----------------------------------------------------------------------------


def full_at(monkeypatch: pytest.MonkeyPatch, what: str, number: int, code: int) -> None:
    """Let a call of a function on files fail, and all after it."""
    owner, name = {"replace": (os, "replace"), "savez": (np, "savez"), "fsync": (os, "fsync")}[what]
    function, calls = getattr(owner, name), iter(range(1_000))

    def full(*arguments: Any, **named: Any) -> Any:
        if next(calls) < number:
            return function(*arguments, **named)
        if what == "savez":
            arguments[0].write(b"half of a")
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(owner, name, full)


@pytest.mark.parametrize(
    ("what", "number", "kept", "code"),
    [
        ("replace", 0, 0, errno.ENOSPC),  # the inputs
        ("fsync", 1, 0, errno.ENOSPC),  # the manifest
        ("replace", 4, 2, errno.ENOSPC),
        ("savez", 2, 2, errno.EDQUOT),
        ("savez", 0, 0, errno.ENOSPC),
        ("fsync", 5, 3, errno.ENOSPC),
    ],
)
def test_a_full_disk_is_one_error_without_loss(
    what: str, number: int, kept: int, code: int, tmp_path: Path, whole: Comparison
) -> None:
    folder = tmp_path / "store"
    with pytest.MonkeyPatch.context() as patched:
        full_at(patched, what, number, code)
        with raises_problem(r"store.*: the disk is full; finished parts are"):
            run(folder)
    assert len(parts(folder)) == kept
    assert not list(folder.rglob("*.tmp"))
    told: list[int] = []
    assert bits(run(folder, progress=lambda done, _: told.append(done))) == bits(whole)
    assert told == list(range(max(5 * kept, 5), DRAWS + 1, 5))


def test_another_error_of_the_disk_is_not_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_at(monkeypatch, "replace", 3, errno.EACCES)
    with pytest.raises(CommpartnerError, match="cannot be written to") as raised:
        run(tmp_path)
    assert "full" not in str(raised.value)
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_store_that_may_not_be_read_is_named(made: Path) -> None:
    (made / INPUTS).chmod(0)
    with pytest.raises(InputError):
        run(made)


def test_a_folder_in_a_leftover_s_place_is_named(made: Path) -> None:
    (made / PARTS / ".left.tmp").mkdir()
    with raises_problem(r"\.left\.tmp"):
        run(made)


# --- Another experiment ---------------------------------------------------------------------

LEDGER = TOWN.assumption_table()
OTHERS: dict[str, dict[str, Any]] = {
    "seed": {"seed": SEED + 1},
    "months": {"months": MONTHS + 1},
    "part": {"part": 4},
    "sampling": {"sampling": "sobol", "draws": 16},
    "engine": {"engine": "jax"},
    "correlations": {"correlations": {("stall_rent", "inflation"): 0.1}},
    "scenarios": {"scenarios": scenarios(DRAWS)},
    "assumptions_sha256": {"assumptions": LEDGER.replace(wage_cleaner=2201.0)},
    "policies.plain": {"policies": {"plain": BASE.replace(fee=30.0)}},
    "policies.other": {"policies": {"plain": BASE, "other": MARKET}},
    "order_of_policies": {"policies": {"other": MARKET, "plain": BASE}},
    "rules.plain": {"policies": {"plain": FeedbackPolicy(BASE, as_planned)}},
    "programme": {"programme": TOWN.replace(name="city")},
    "programme_sha256": {"programme": TOWN.replace(estates=TOWN.estates[1:])},
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_store_of_another_experiment_is_refused_by_name(name: str, made: Path) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as refused:
        run(made, **{**OTHERS[name]})
    problems = {problem.field: problem for problem in refused.value.problems}
    assert name in problems
    assert problems[name].file == str(made / MANIFEST)
    assert problems[name].code == "store_was_made_of"
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def other_version(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(
        "commpartner.experiments.running.plan.version",
        lambda name: "9.9" if name == package else version(name),
    )


@pytest.mark.parametrize("package", ["numpy", "scipy"])
def test_a_store_of_another_version_is_refused(
    package: str, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_version(monkeypatch, package)
    with raises_problem(rf"versions\.{package}: 9\.9; store_was_made_of \d"):
        run(made)


def test_a_store_of_other_code_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = "commpartner.experiments.running.plan.code_fingerprint"
    monkeypatch.setattr(place, lambda: "0" * 64)
    with pytest.raises(InputError) as refused:
        run(made)
    assert [each.field for each in refused.value.problems] == ["versions.commpartner_code"]


def doubled(factor: float) -> type[Assumption]:
    class Local(Assumption):
        def quantile(self, probability: Array) -> Array:
            return factor * super().quantile(probability)

    return Local


def test_a_distribution_of_ones_own_is_another_experiment(made: Path, tmp_path: Path) -> None:
    plain = LEDGER["stall_rent"]
    own: list[Assumption] = [
        Doubled(**plain.model_dump()),
        Doubled(**plain.model_dump(), factor=3.0),
    ]
    own += [doubled(factor)(**plain.model_dump()) for factor in (2.0, 3.0)]
    for row in own:
        with pytest.raises(InputError) as refused:
            run(made, assumptions=LEDGER.replace(stall_rent=row))
        assert [each.field for each in refused.value.problems] == ["assumptions_sha256"]
    for one, other in ((0, 1), (2, 3)):
        run(tmp_path / str(one), assumptions=LEDGER.replace(stall_rent=own[one]))
        with raises_problem("assumptions_sha256"):
            run(tmp_path / str(one), assumptions=LEDGER.replace(stall_rent=own[other]))


def test_the_version_of_jax_counts_where_jax_computes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, engine="jax", draws=1)
    other_version(monkeypatch, "jaxlib")
    with raises_problem(r"versions\.jaxlib: 9\.9; store_was_made_of \d"):
        run(tmp_path, engine="jax", draws=1)


def test_another_rule_is_another_policy(tmp_path: Path) -> None:
    run(tmp_path, {"rule": FeedbackPolicy(BASE, as_planned)})
    with raises_problem(r"rules\.rule: \w{12}; store_was_made_of \w{12}"):
        run(tmp_path, {"rule": FeedbackPolicy(BASE, more_when_in_need)})


def test_a_rule_that_calls_another_function_is_another_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "rules_of_mine.py"
    monkeypatch.syspath_prepend(str(tmp_path))

    def rule(factor: float) -> FeedbackPolicy:
        module.write_text(
            f"def less(share):\n    return {factor} * share\n\n\ndef mine(seen, levers):\n"
            "    return levers._replace(reinvestment_share=less(levers.reinvestment_share))\n",
            encoding="utf-8",
        )
        monkeypatch.delitem(sys.modules, "rules_of_mine", raising=False)
        importlib.invalidate_caches()
        linecache.clearcache()
        return FeedbackPolicy(BASE, importlib.import_module("rules_of_mine").mine)

    run(tmp_path / "store", {"rule": rule(0.50)})
    run(tmp_path / "store", {"rule": rule(0.50)})
    with raises_problem(r"rules\.rule: \w{12}; store_was_made_of \w{12}"):
        run(tmp_path / "store", {"rule": rule(0.251)})  # longer: Python's cache goes by size


def test_policies_in_another_order_are_another_experiment(tmp_path: Path) -> None:
    run(tmp_path, TWO)
    with raises_problem(r"order_of_policies: \['rule', 'plain'\]; store_was_made_of"):
        run(tmp_path, dict(reversed(TWO.items())))


def test_every_difference_is_named(made: Path) -> None:
    with pytest.raises(InputError) as refused:
        run(made, seed=1, months=9)
    assert [problem.field for problem in refused.value.problems] == ["months", "seed"]
    assert refused.value.problems[1].found == "1"


# --- Folders that are no store --------------------------------------------------------------


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with raises_problem("store: other_files; new_folder_or_store"):
        run(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("name", ["notes", PARTS, INPUTS, MANIFEST])
def test_a_file_is_no_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("text")
    with raises_problem("store: other_files; new_folder_or_store"):
        run(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"{}", b"\xff\xfe", b"null"])
def test_a_manifest_that_cannot_be_read_is_refused(content: bytes, made: Path) -> None:
    (made / MANIFEST).write_bytes(content)
    with raises_problem(r"manifest\.json, (file: damaged|schema: nothing)"):
        run(made)


def test_a_place_where_no_folder_can_be_is_named(made: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    shutil.rmtree(made / PARTS)
    (made / PARTS).write_text("text")
    (tmp_path / "locked" / store_module.LOCK).mkdir(parents=True)
    places = {
        tmp_path / "file" / "x": tmp_path / "file" / "x",
        tmp_path / "a\0b": tmp_path / "a\0b",
        made: made / PARTS,
        tmp_path / "locked": tmp_path / "locked" / store_module.LOCK,
    }
    for folder, named in places.items():
        with raises_problem(f"^{named}, store: not_writable"):
            run(folder)


def test_a_run_killed_before_its_manifest_left_a_store(tmp_path: Path, whole: Comparison) -> None:
    (tmp_path / PARTS).mkdir()
    for name in (".lock", INPUTS, f".{MANIFEST}.0123.tmp"):
        (tmp_path / name).write_text("half")
    assert bits(run(tmp_path)) == bits(whole)
    assert json.loads((tmp_path / INPUTS).read_text())["months"] == MONTHS


def test_leftovers_of_a_killed_run_are_cleared_away(made: Path) -> None:
    (made / PARTS / ".00000000-00000005.npz.0123.tmp").write_bytes(b"half")
    run(made)
    assert all(not name.startswith(".") for name in parts(made))


def test_what_does_not_fit_leaves_no_store_behind(tmp_path: Path) -> None:
    with raises_problem("centres: not_among 'north'"):
        run(tmp_path / "new", {"plain": BASE.replace(centres=("north",))})
    with raises_problem(r"a\.inflation: inf; finite_number"):
        run(tmp_path / "new", scenarios={"a": {"inflation": float("inf")}})
    assert not (tmp_path / "new").exists()


def test_a_rule_without_a_module_leaves_no_store(tmp_path: Path) -> None:
    def inner(seen: Any, levers: Any) -> Any:
        return levers

    class Rule:
        def __call__(self, seen: Any, levers: Any) -> Any:
            return levers

    for rule in (lambda seen, levers: levers, inner, Rule()):
        with raises_problem(r"policies\.a\.rule: rule_not_found_again"):
            run(tmp_path / "new", {"a": FeedbackPolicy(BASE, rule)})
    assert not (tmp_path / "new").exists()


def test_a_rule_behind_the_name_of_another_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raises, "__qualname__", "as_planned")
    with raises_problem(r"policies\.a\.rule: rule_not_found_again"):
        run(tmp_path / "new", {"a": FeedbackPolicy(BASE, raises)})


def test_a_store_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "filelock", None)
    with pytest.raises(MissingExtraError, match=r"filelock must be installed for store=\.\.\."):
        run(tmp_path / "new")
    assert not (tmp_path / "new").exists()


# --- One run at a time ----------------------------------------------------------------------

HOLDER = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    input()
"""


def test_a_second_run_is_refused_unless_the_first_died(made: Path, whole: Comparison) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(made / store_module.LOCK)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusyError, match="another run is writing to this store"):
            run(made)
        holder.kill()
        holder.wait()
        assert bits(run(made)) == bits(whole)


def test_a_run_keeps_others_out_until_it_is_done(tmp_path: Path) -> None:
    busy: list[type[BaseException]] = []

    def once_more(done: int, _: int) -> None:
        try:
            run(tmp_path)
        except StoreBusyError as error:
            busy.append(type(error))

    run(tmp_path, progress=once_more)
    assert len(busy) == 4
    run(tmp_path)


def test_an_error_frees_the_store(tmp_path: Path, whole: Comparison) -> None:
    def stop(done: int, _: int) -> None:
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        run(tmp_path, progress=stop)
    assert bits(run(tmp_path)) == bits(whole)
