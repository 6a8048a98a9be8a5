"""Who runs the months: a loop under NumPy, a compiled scan under JAX. Both run `month.month`."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, Literal, NamedTuple

import numpy as np

from commpartner.errors import MissingExtraError
from commpartner.flows.namespace import Array
from commpartner.month import Fixed, Now, Rules, State, Totals, month

Engine = Literal["numpy", "jax"]

# Draws that run together: their arrays stay in the processor's cache.
CHUNK: dict[Engine, int] = {"numpy": 32, "jax": 64}


class Run(NamedTuple):
    """The state after the last month, and each month's totals with the leading axis month."""

    end: State
    totals: Totals


def run_numpy(start: State, path: Now, fixed: Fixed, rules: Rules) -> Run:
    """Run the months one after the other."""
    state = start
    each: list[Totals] = []
    for index in range(path.billing.shape[0]):
        state, totals = month(state, Now(*(part[index] for part in path)), fixed, rules)
        each.append(totals)
    return Run(state, Totals(*(np.stack(parts) for parts in zip(*each, strict=True))))


def run_jax(start: State, path: Now, fixed: Fixed, rules: Rules) -> Run:
    """Run the months as one compiled scan in float64.

    Raises
    ------
    MissingExtraError
        Where JAX is not installed.
    """
    jax = _import_jax()
    rows = start.fund.shape[0]
    with jax.enable_x64(True):
        # A short last chunk is filled up with copies of its last draw, so that it has the shape
        # for which the program was compiled, and every draw the same bits as in a full chunk.
        padded = partial(_pad, count=CHUNK["jax"] - rows)
        run = _compiled(rules)(
            State(*map(padded, start)),
            Now(*(padded(part, axis=1) if part.ndim > 1 else part for part in path)),
            Fixed(*(padded(part) if part.ndim > 1 else part for part in fixed)),
        )
        end, totals = jax.device_get(run)
    return Run(State(*(part[:rows] for part in end)), Totals(*(part[:, :rows] for part in totals)))


def _pad(values: Array, *, count: int, axis: int = 0) -> Array:
    if count <= 0:
        return values
    last = np.take(values, [-1], axis=axis)
    return np.concatenate([values, np.repeat(last, count, axis=axis)], axis=axis)


@cache
def _compiled(rules: Rules) -> Any:
    jax = _import_jax()

    def scan(start: State, path: Now, fixed: Fixed) -> Any:
        return jax.lax.scan(lambda state, now: month(state, now, fixed, rules), start, path)

    return jax.jit(scan)


def _import_jax() -> Any:
    try:
        import jax
    except ImportError:
        raise MissingExtraError(
            "engine='jax' needs the extra 'accelerate': pip install 'commpartner[accelerate]'"
        ) from None
    return jax


RUNNERS = {"numpy": run_numpy, "jax": run_jax}
