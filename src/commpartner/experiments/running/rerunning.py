"""Compute a stored experiment again and compare it to the bit."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.experiments.running.experiment import Part
from commpartner.experiments.running.manifest import INPUTS, differences, read_manifest
from commpartner.experiments.running.plan import Plan, plan_of, read_inputs
from commpartner.experiments.running.store import PARTS, Store, plain_os_errors
from commpartner.experiments.running.tasks import Span, check_executor, run_parts
from commpartner.facts.shown import Shown
from commpartner.problems.arguments import Progress, check_progress, refused
from commpartner.problems.reading import path_of
from commpartner.problems.wording import as_names, known_name
from commpartner.texts import Text

IN_WORDS = ("order_of_policies", "months", "seed", "engine", "sampling", "correlations", "part")


@dataclass(frozen=True, eq=False, repr=False)
class Rerun(Shown):
    """Hold the comparison of a stored experiment with its second run.

    Attributes
    ----------
    equal
        Whether every kept part came out the same to the bit, outcomes and assumptions.
    parts
        One row a part: first, last (draws), equal, and the outcome and policy that differ first.
    versions
        What made the store and what made the rerun, by package.
    """

    equal: bool
    parts: pd.DataFrame
    versions: pd.DataFrame


def rerun(
    folder: str | Path,
    *,
    allow: str | Collection[str] = (),
    executor: Executor | int | None = None,
    progress: Progress | None = None,
) -> Rerun:
    """Compute all parts of a store again, from the store alone, and compare them to the bit.

    Parameters
    ----------
    folder
        A store of `compare`. It is read and left as it is.
    allow
        Modules, by name, that the rules and distributions of the store may be imported from.
        Importing a module runs it, with your rights: allow what you know. Without, a store that
        needs more than this package is refused, and nothing is imported.
    executor, progress
        As in `compare`.

    Raises
    ------
    InputError
        If the folder is no store or has no finished part, a file of it is damaged, or a rule or
        distribution is in a module that is not allowed.
    ValueError
        If the executor is none.
    """
    check_executor(executor)
    check_progress(progress)
    folder = path_of(folder)
    manifest, plan = _read(folder, as_names(allow))
    store = Store(folder)
    kept = {span: store.read(*span) for span in _spans(folder)}
    damaged = [span for span, part in kept.items() if part is None]
    if not kept or damaged:
        found = Text("damaged_part", first=damaged[0]) if damaged else Text("no_finished_part")
        raise InputError([Problem(str(folder / PARTS), None, "parts", found, Text("whole_parts"))])
    again: dict[Span, Part] = {}
    whole = sum(stop - start for start, stop in kept)

    def keep(part: Part) -> None:
        again[part.start, part.stop] = part
        if progress is not None:
            progress(sum(stop - start for start, stop in again), whole)

    lost = run_parts(plan.experiment, kept, executor, keep)
    rows = []
    for span, part in sorted(kept.items()):
        differs = lost.get(span) or _difference(part, again[span], list(plan.experiment.policies))
        rows.append(
            {"first": span[0], "last": span[1] - 1, "equal": not differs, "differs": differs}
        )
    now = plan.identity()["versions"]
    versions = pd.DataFrame(
        {"store": manifest["versions"], "rerun": now}, index=pd.Index(list(now), name="package")
    )
    parts = pd.DataFrame(rows)
    return Rerun(bool(parts["equal"].all()), parts, versions)


def rerun_draw(
    folder: str | Path,
    draw: int,
    policy: str | None = None,
    *,
    allow: str | Collection[str] = (),
) -> pd.DataFrame:
    """Compute one draw of a stored experiment again; `allow` is as in `rerun`.

    Returns
    -------
    pandas.DataFrame
        One row an outcome, one column a policy.

    Raises
    ------
    InputError
        If the folder is no store, a file of it is damaged, or the policy is not in it.
    ValueError
        If the draw is not in it; any draw is that can be added to it.
    Exception
        Whatever the experiment raises: it is not isolated here, so that it can be looked into.
    """
    _, plan = _read(path_of(folder), as_names(allow))
    run = plan.experiment
    last = plan.settings.draws - 1 if plan.is_whole else None
    if not isinstance(draw, int) or draw < 0 or (last is not None and draw > last):
        allowed = Text("whole_number", least=0) if last is None else Text("zero_to_last", last=last)
        raise refused("draw", draw, allowed)
    if policy is not None:
        known_name("rerun", "policy", policy, run.policies)
    chosen = {k: v for k, v in run.policies.items() if policy in (None, k)}
    schemes = build_schemes(run.programme, chosen)
    found = evaluate(schemes, run.draws(draw, draw + 1), run.months, run.engine, run.rules)
    return pd.DataFrame({name: {k: v[0] for k, v in each.items()} for name, each in found.items()})


def _read(folder: Path, allow: Collection[str]) -> tuple[dict[str, Any], Plan]:
    """Read both files of a store, which must be of the same experiment.

    Nothing that they name is imported before they are seen to agree, and then only what is
    allowed.
    """
    path = folder / INPUTS
    manifest, kept = read_manifest(folder), read_inputs(path)
    plan = plan_of(path, kept, None)
    now = {**_as_json(plan.identity()), "rules": kept.rules}
    hashed = all(
        manifest["versions"].get(name) == now["versions"][name]
        for name in ("commpartner", "commpartner_code")
    )
    known = {"assumptions_sha256"} if kept.distributions else set()
    _compare(path, manifest, now, hashed, known)
    if kept.rules or kept.distributions:
        plan = plan_of(path, kept, allow)
        _compare(path, manifest, _as_json(plan.identity()), hashed, set())
    return manifest, plan


def _as_json(identity: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(identity))
    return read


def _compare(
    path: Path, manifest: dict[str, Any], now: dict[str, Any], hashed: bool, unknown: set[str]
) -> None:
    one, other = (
        {name: entry for name, entry in _said(each, hashed).items() if name not in unknown}
        for each in (manifest, now)
    )
    if problems := differences(path, one, other):
        raise InputError(problems)


def _said(identity: dict[str, Any], hashed: bool) -> dict[str, Any]:
    """Return the content that both files must share.

    Not versions and texts of rules, nor hashes across versions of this package, whose models may
    have new fields: `rerun` is there to show what those change.
    """
    said = {name: entry for name, entry in identity.items() if hashed or name in IN_WORDS}
    return {**said, "rules": sorted(identity["rules"]), "versions": None}


def _spans(folder: Path) -> list[Span]:
    with plain_os_errors(folder / PARTS):
        paths = list((folder / PARTS).iterdir()) if (folder / PARTS).is_dir() else []
    names = [re.fullmatch(r"(\d+)-(\d+)\.npz", path.name) for path in paths]
    return sorted((int(name[1]), int(name[2])) for name in names if name)


def _difference(kept: Part | None, again: Part, policies: list[str]) -> str:
    """Name the first figure that differs; nothing if all are the same to the bit."""
    if kept is None:
        return "missing"
    if kept.names != again.names or kept.outcomes.shape != again.outcomes.shape:
        return "other outcomes"
    if kept.outcomes.tobytes() != again.outcomes.tobytes():
        other = kept.outcomes.view(np.uint64) != again.outcomes.view(np.uint64)
        policy, draw, outcome = np.argwhere(other)[0]
        return f"{policies[policy]}, draw {kept.start + draw}, {kept.names[outcome]}"
    one, other = ({k: v.tobytes() for k, v in part.assumptions.items()} for part in (kept, again))
    for name in {**one, **other}:
        if one.get(name) != other.get(name):
            return f"assumption {name}"
    return "" if kept.failures == again.failures else "failures"
