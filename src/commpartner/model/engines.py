"""Run the months by a loop under NumPy or a compiled scan under JAX."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from commpartner.flows.namespace import Array
from commpartner.model import tree
from commpartner.model.mechanisms import residents
from commpartner.model.month import MonthInputs, MonthParameters, Rules, State, Totals, month
from commpartner.problems.arguments import refused
from commpartner.problems.optional import optional
from commpartner.problems.wording import among
from commpartner.texts import Text

Engine = Literal["numpy", "jax"]

CELLS = 32_000  # estates times draws that run together: their arrays stay in the processor's cache
MOST = 256  # draws that run together in a small district, where calls cost more than arithmetic
CHUNK: dict[Engine, int] = {"jax": 64}  # draws, in engines that compile for one number of them
BLOCK = 32  # draws that the compiled program runs at a time


def chunk_for(engine: Engine, estates: int) -> int:
    """Choose the number of draws to compute together; results do not depend on it."""
    return CHUNK.get(engine, min(max(CELLS // max(estates, 1), 1), MOST))


class Run(NamedTuple):
    """Hold the state after the last month and the totals by month (leading axis month)."""

    end: State
    totals: Totals


def run_numpy(
    start: State,
    path: MonthInputs,
    fixed: MonthParameters,
    rules: Rules,
    ahead: residents.Ahead | None = None,
) -> Run:
    """Run the months one after the other.

    Parameters
    ----------
    ahead
        The residents' part of all months, if it was run before.
    """
    state = start if ahead is None else start._replace(residents=ahead.end)
    each: list[Totals] = []
    for index in range(path.wage_index.shape[0]):
        now = tree.over(lambda part, index=index: part[index], path)
        known = None if ahead is None else ahead.months[index]
        state, totals = month(state, now, fixed, rules, known)
        each.append(totals)
    return gathered_run(state, each)


def gathered_run(end: State, each: list[Totals]) -> Run:
    """Stack the totals of single months."""
    return Run(end, tree.over(_stacked, *each))


def _stacked(*parts: Array) -> Array:
    """Stack arrays as `numpy.stack`, three times as fast for many small parts."""
    return np.concatenate(parts).reshape(len(parts), *parts[0].shape)


def run_jax(start: State, path: MonthInputs, fixed: MonthParameters, rules: Rules) -> Run:
    """Run the months as one compiled scan in float64.

    Raises
    ------
    MissingExtraError
        If JAX is not installed.
    """
    jax = optional("jax")
    rows = start.fund.shape[0]
    # Draws run in blocks of one size, the last filled up with copies of its last draw: a block fits
    # the cache, compiles once, and gives every draw the same bits whatever runs beside it.
    count = -(-rows // CHUNK["jax"]) * CHUNK["jax"]
    blocks = count // BLOCK
    with jax.enable_x64(True):
        run = _compiled(rules)(
            tree.over(lambda part: _in_blocks(part, count, 0), start),
            tree.over(lambda part: _in_blocks(part, count, 1, blocks), path),
            tree.over(lambda part: _in_blocks(part, count, 0, blocks), fixed),
        )
        end, totals = jax.device_get(run)
    return Run(
        tree.over(lambda part: part.reshape(count, *part.shape[2:])[:rows], end),
        tree.over(lambda part: _by_month(part)[:, :rows], totals),
    )


def _in_blocks(values: Array, count: int, axis: int, shared: int = 0) -> Array:
    """Split the draws on `axis` into blocks along a new first axis."""
    if values.ndim == 1:
        return np.broadcast_to(values, (shared, *values.shape))
    last = np.take(values, [-1], axis=axis)
    missing = count - values.shape[axis]
    if missing:
        values = np.concatenate([values, np.repeat(last, missing, axis=axis)], axis=axis)
    shape = (*values.shape[:axis], count // BLOCK, BLOCK, *values.shape[axis + 1 :])
    return np.moveaxis(values.reshape(shape), axis, 0)


def _by_month(values: Array) -> Array:
    """Reorder (block, month, draw of the block, ..) to (month, draw, ..)."""
    blocks, months, draws = values.shape[:3]
    return np.moveaxis(values, 0, 1).reshape(months, blocks * draws, *values.shape[3:])


@cache
def _compiled(rules: Rules) -> Any:
    jax = optional("jax")

    def block(given: tuple[State, MonthInputs, MonthParameters]) -> Any:
        start, path, fixed = given
        return jax.lax.scan(lambda state, now: month(state, now, fixed, rules), start, path)

    def run(start: State, path: MonthInputs, fixed: MonthParameters) -> Any:
        return jax.lax.map(block, (start, path, fixed))

    return jax.jit(run)


RUNNERS = {"numpy": run_numpy, "jax": run_jax}


def check_engine(engine: object) -> None:
    """Validate the name of an engine."""
    if not among(engine, RUNNERS):
        raise refused("engine", engine, Text("one_of", names=", ".join(map(repr, RUNNERS))))
