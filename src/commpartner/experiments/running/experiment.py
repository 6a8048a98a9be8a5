"""Define an experiment and compute its parts."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array, Design, Draws
from commpartner.assumptions.scenarios import Scenarios
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.outcomes import MAY_BE_ABSENT
from commpartner.model.control import InterruptedRuleError, Rule
from commpartner.model.engines import Engine, chunk_for
from commpartner.model.scheme import Scheme
from commpartner.programme import Policy, Programme
from commpartner.texts import Text


@dataclass(frozen=True, eq=False)
class Experiment:
    """Hold everything that a part depends on; workers receive it unchanged.

    Attributes
    ----------
    given
        Values of assumptions by name, one a draw, if draws are scenarios of the caller's own;
        the other assumptions then have their central values.
    """

    programme: Programme
    policies: Mapping[str, Policy]
    rules: Mapping[str, Rule]
    months: int
    seed: int
    engine: Engine
    ledger: AssumptionTable
    design: Design
    given: Mapping[str, Array]
    chunk: int | None

    def draws(self, start: int, stop: int) -> Draws:
        """Return the values of the assumptions in some of the draws."""
        if self.given:
            return Scenarios(self.ledger, {k: v[start:stop] for k, v in self.given.items()})
        return self.ledger.draw(self.seed, start, stop, self.design)


class Failure(NamedTuple):
    """Hold the error of one policy in one draw."""

    policy: str
    draw: int
    error: str


class Part(NamedTuple):
    """Hold the results of the draws ``start`` to ``stop - 1``.

    Attributes
    ----------
    names
        Of the outcomes.
    outcomes
        Shape (policy, draw, outcome); NaN in every outcome of an experiment that failed.
    assumptions
        The values that were read, each of shape (draw,).
    """

    start: int
    stop: int
    names: tuple[str, ...]
    outcomes: Array
    assumptions: dict[str, Array]
    failures: tuple[Failure, ...]


def run_part(payload: bytes, start: int, stop: int) -> Part:
    """Compute a part from a pickled experiment, in a worker."""
    try:
        experiment, schemes = _prepared(payload)
    except (AttributeError, ModuleNotFoundError) as error:  # code that is not in this process
        found, allowed = Text("rule_cannot_travel", error=str(error)), Text("function_of_module")
        raise InputError([Problem("compare", None, "executor", found, allowed)]) from None
    return compute(experiment, schemes, start, stop)


@lru_cache(maxsize=1)
def _prepared(payload: bytes) -> tuple[Experiment, dict[str, Scheme]]:
    # A worker gets many parts of one experiment; the estates need assigning only once.
    experiment: Experiment = pickle.loads(payload)
    return experiment, build_schemes(experiment.programme, experiment.policies)


def compute(experiment: Experiment, schemes: Mapping[str, Scheme], start: int, stop: int) -> Part:
    """Compute a part chunk by chunk; a chunk with an error is computed draw by draw."""
    estates = max(len(scheme.members) for scheme in schemes.values())
    size = experiment.chunk or chunk_for(experiment.engine, estates)
    pieces = [
        _chunk(experiment, schemes, first, min(first + size, stop))
        for first in range(start, stop, size)
    ]
    names = next((piece.names for piece in pieces if piece.names), ())
    read = {name for piece in pieces for name in piece.assumptions}
    place = {policy: number for number, policy in enumerate(schemes)}
    failures = [failure for piece in pieces for failure in piece.failures]
    return Part(
        start,
        stop,
        names,
        np.concatenate([_filled(piece, names) for piece in pieces], axis=1),
        {
            name: np.concatenate(columns(experiment, pieces, name))
            for name in experiment.ledger
            if name in read
        },
        tuple(sorted(failures, key=lambda failure: (failure.draw, place[failure.policy]))),
    )


def _filled(piece: Part, names: tuple[str, ...]) -> Array:
    """Return the outcomes of a piece; NaN if every experiment failed."""
    if piece.names:
        return piece.outcomes
    return np.full((*piece.outcomes.shape[:2], len(names)), np.nan)


def columns(experiment: Experiment, parts: Sequence[Part], name: str) -> list[Array]:
    """Join the values of an assumption over all parts; a part without values gives NaN."""
    known = [part for part in parts if name in part.assumptions]
    if len(known) == len(parts):
        return [part.assumptions[name] for part in parts]
    draws = {part.start: experiment.draws(part.start, part.stop)[name][:, 0] for part in parts}
    fill = _as_read(
        experiment.ledger[name].central,
        np.concatenate([part.assumptions[name] for part in known]),
        np.concatenate([draws[part.start] for part in known]),
    )
    return [part.assumptions.get(name, fill(draws[part.start])) for part in parts]


def _as_read(central: float, read: Array, drawn: Array) -> Callable[[Array], Array]:
    """Tell an assumption that is drawn from a yardstick, which is read at its central value."""
    if np.all(read == central) and np.any(read != drawn):
        return lambda values: np.full_like(values, central)
    return lambda values: values


def _chunk(experiment: Experiment, schemes: Mapping[str, Scheme], start: int, stop: int) -> Part:
    try:
        return _measured(experiment, schemes, start, stop)
    except _OF_THE_MACHINE:
        raise
    except Exception:
        return _draw_by_draw(experiment, schemes, start, stop)


# No fault of a draw.
_OF_THE_MACHINE = (MemoryError, ImportError, InterruptedRuleError)


def _measured(experiment: Experiment, schemes: Mapping[str, Scheme], start: int, stop: int) -> Part:
    draws = experiment.draws(start, stop)
    # A draw is judged by its figures, not by whether this process turns NumPy's warnings to errors.
    with np.errstate(all="ignore"):
        found = evaluate(schemes, draws, experiment.months, experiment.engine, experiment.rules)
    names = tuple(next(iter(found.values())))
    outcomes = np.array([[found[policy][name] for name in names] for policy in schemes])
    outcomes = np.moveaxis(outcomes, 1, 2)
    failures = []
    may_be_absent = np.array([name in MAY_BE_ABSENT for name in names])
    for policy, values in zip(schemes, outcomes, strict=True):
        bad = np.where(may_be_absent, np.isinf(values), ~np.isfinite(values))
        for row in np.flatnonzero(bad.any(axis=1)):
            where = int(np.argmax(bad[row]))
            error = f"{names[where]} is {values[row, where]}, which is no result"
            failures.append(Failure(policy, start + int(row), error))
            values[row] = np.nan
    return Part(start, stop, names, outcomes, draws.record(), tuple(failures))


def _draw_by_draw(
    experiment: Experiment, schemes: Mapping[str, Scheme], start: int, stop: int
) -> Part:
    """Compute every experiment by itself; those with an error become failures."""
    names: tuple[str, ...] = ()
    rows: dict[tuple[int, int], Array] = {}
    failures: list[Failure] = []
    read: dict[str, list[tuple[int, float]]] = {}
    for draw in range(start, stop):
        for number, (policy, scheme) in enumerate(schemes.items()):
            try:
                alone = _measured(experiment, {policy: scheme}, draw, draw + 1)
            except _OF_THE_MACHINE:
                raise
            except Exception as error:
                failures.append(Failure(policy, draw, f"{type(error).__name__}: {error}"))
                continue
            names, rows[number, draw - start] = alone.names, alone.outcomes[0, 0]
            for name, values in alone.assumptions.items():
                read.setdefault(name, []).append((draw - start, values[0]))
            failures.extend(alone.failures)
    outcomes = np.full((len(schemes), stop - start, len(names)), np.nan)
    for place, row in rows.items():
        outcomes[place] = row
    drawn = experiment.draws(start, stop)
    known = {}
    for name, found in read.items():
        at, seen = (np.array(each) for each in zip(*found, strict=True))
        values = drawn[name][:, 0]
        known[name] = _as_read(experiment.ledger[name].central, seen, values[at])(values)
    return Part(start, stop, names, outcomes, known, tuple(failures))
