"""Simulate policies: run chunks of draws through an engine and collect the result."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np

from commpartner.assumptions.table import AssumptionTable
from commpartner.model.engines import Engine, check_engine, chunk_for
from commpartner.model.metering import count
from commpartner.model.scheme import build_scheme, named_policy
from commpartner.model.together import run_together
from commpartner.problems.arguments import Progress, check_arguments, check_progress
from commpartner.programme import Policy, Programme
from commpartner.results.accumulator import Accumulator, bytes_gathered
from commpartner.results.result import SimulationResult
from commpartner.results.unread import unused_warning

ROOM = 512_000_000  # bytes of what policies that run together keep of their draws


def simulate(
    programme: Programme,
    policy: Policy | str,
    *,
    months: int = 120,
    draws: int = 1000,
    seed: int = 0,
    engine: Engine = "numpy",
    assumptions: AssumptionTable | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> SimulationResult:
    """Simulate a programme under a policy, month by month, for many draws of the assumptions.

    Parameters
    ----------
    programme
        What exists.
    policy
        What is chosen: a policy, or the name of one of the programme's.
    months
        Horizon [month], >= 1.
    draws
        Number of draws, >= 1.
    seed
        Seed of the draws, >= 0. The same seed gives every policy the same draws.
    engine
        ``"numpy"``, or ``"jax"`` with the extra ``accelerate``.
    assumptions
        A table of assumptions in place of the default one; the programme's own rows replace its
        rows.
    chunk
        Draws computed together. It changes speed and memory, and no bit of the result.
    progress
        Called with (draws done, draws in all) after every chunk.

    Returns
    -------
    SimulationResult

    Raises
    ------
    InputError
        If the policy is unknown or names what the programme lacks.
    ValueError
        If months, draws, seed, engine or chunk are out of range.
    ImbalanceError
        If money does not balance in some draw and month.
    ImpossibleResultError
        If a figure cannot be: not finite, a share or a score out of its range.
    MissingExtraError
        If the engine's extra is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> result = cp.simulate(cp.datasets.load("xiashan"), "clustered", months=12, draws=4, seed=7)
    >>> result.outcomes.shape[0], result.largest_imbalance < 1e-3
    (4, True)
    """
    name, policy = named_policy(programme, policy)
    unused = unused_warning(programme, [policy], assumptions)
    if unused is not None:
        warnings.warn(unused, stacklevel=2)
    results = simulate_together(
        programme,
        {name: policy},
        months=months,
        draws=draws,
        seed=seed,
        engine=engine,
        ledger=programme.assumption_table(assumptions),
        chunk=chunk,
        progress=progress,
    )
    return results[name]


def simulate_together(
    programme: Programme,
    policies: Mapping[str, Policy],
    *,
    months: int,
    draws: int,
    seed: int,
    engine: Engine,
    ledger: AssumptionTable,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> dict[str, SimulationResult]:
    """Simulate policies in the same draws and compute shared parts once.

    Each has the result that `simulate` gives, to the bit. As many run together as there is room
    for what they keep.

    Parameters
    ----------
    ledger
        The assumptions, those of the programme included.
    progress
        Called with (runs done, runs in all), each of one policy in one draw.
    programme, months, draws, seed, engine, chunk
        As in `simulate`.
    """
    check_arguments(months=months, draws=draws, seed=seed, chunk=1 if chunk is None else chunk)
    check_engine(engine)
    check_progress(progress)
    most = max(ROOM // bytes_gathered(months, draws), 1)
    schemes = {name: build_scheme(programme, policy) for name, policy in policies.items()}
    sizes = {
        name: chunk or chunk_for(engine, len(scheme.members)) for name, scheme in schemes.items()
    }
    # Those of one size: a large district would have small ones run in chunks that are too small.
    alike = [
        [name for name in sizes if sizes[name] == size] for size in dict.fromkeys(sizes.values())
    ]
    batches = [
        names[first : first + most] for names in alike for first in range(0, len(names), most)
    ]
    results: dict[str, SimulationResult] = {}
    for names in batches:
        count(draws * len(names), seed)
        gathered = {name: Accumulator(schemes[name], months, draws) for name in names}
        for start in range(0, draws, sizes[names[0]]):
            stop = min(start + sizes[names[0]], draws)
            values = ledger.draw(seed, start, stop)
            for ran in run_together(
                {name: schemes[name] for name in names}, values, months, engine
            ):
                with np.errstate(all="ignore"):  # as of the months themselves
                    gathered[ran.policy].add(start, ran.inputs, ran.run, ran.valued)
                gathered[ran.policy].add_draws(start, values.record(ran.read))
            if progress is not None:
                progress(draws * len(results) + stop * len(names), draws * len(policies))
        for name in names:
            results[name] = SimulationResult(
                programme=programme,
                policy_name=name,
                policy=policies[name],
                months=months,
                draws=draws,
                seed=seed,
                engine=engine,
                assumption_table=ledger,
                largest_imbalance=gathered[name].largest_imbalance,
                **gathered.pop(name).tables(),
            )
    return {name: results[name] for name in policies}
