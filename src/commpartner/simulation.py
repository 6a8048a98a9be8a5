"""`simulate`: chunks of draws through an engine into a result."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from commpartner.accounts import ACCOUNTS, IN_KIND
from commpartner.arrays import month_inputs
from commpartner.assumptions import Ledger
from commpartner.checks import check_progress, is_whole, refused
from commpartner.engines import RUNNERS, Engine, check_engine, chunk_for
from commpartner.gathered import Gathered
from commpartner.memory import check_memory
from commpartner.metering import count
from commpartner.programme import Policy, Programme
from commpartner.programme.programme import check_programme
from commpartner.results import SimulationResult
from commpartner.scheme import build_scheme, unknown_policy
from commpartner.texts import Text
from commpartner.unread import unused_warning
from commpartner.wording import among

Progress = Callable[[int, int], None]


def simulate(
    programme: Programme,
    policy: Policy | str,
    *,
    months: int = 120,
    draws: int = 1000,
    seed: int = 0,
    engine: Engine = "numpy",
    assumptions: Ledger | None = None,
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
        A ledger in place of the default one; the programme's own rows replace its rows.
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
        Where the policy is unknown or names what the programme lacks.
    ValueError
        Where months, draws, seed, engine or chunk are out of range.
    ImbalanceError
        Where money does not balance in some draw and month.
    ImpossibleResultError
        Where a figure cannot be: not finite, a share or a score out of its range.
    MissingExtraError
        Where the engine's extra is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> result = cp.simulate(cp.datasets.load("xiashan"), "clustered", months=12, draws=4, seed=7)
    >>> result.outcomes.shape[0], result.largest_imbalance < 1e-3
    (4, True)
    """
    check_arguments(months=months, draws=draws, seed=seed, chunk=1 if chunk is None else chunk)
    check_engine(engine)
    check_progress(progress)
    name, policy = named_policy(programme, policy)
    ledger = programme.ledger(assumptions)
    scheme = build_scheme(programme, policy)
    count(draws, seed)
    unused = unused_warning(programme, [policy], assumptions)
    if unused is not None:
        warnings.warn(unused, stacklevel=2)
    size = chunk or chunk_for(engine, len(scheme.members))
    gathered = Gathered(scheme, months, draws)
    for start in range(0, draws, size):
        stop = min(start + size, draws)
        values = ledger.draw(seed, start, stop)
        inputs = month_inputs(scheme, values, months)
        rate = values["discount_rate_economic"]
        # A month is judged by its figures: what overflows and matters is told by name.
        with np.errstate(all="ignore"):
            run = RUNNERS[engine](inputs.start, inputs.path, inputs.fixed, inputs.rules)
            gathered.add(start, inputs, run, rate)
        gathered.add_draws(start, values.record())
        if progress is not None:
            progress(stop, draws)
    return SimulationResult(
        programme=programme,
        policy_name=name,
        policy=policy,
        months=months,
        draws=draws,
        seed=seed,
        engine=engine,
        outcomes=gathered.outcomes_table(),
        monthly=gathered.monthly_table(),
        estates=gathered.estates_table(),
        ledger=gathered.ledger_table(ACCOUNTS, gathered.accounts),
        payers=gathered.payers_table(),
        in_kind=gathered.ledger_table(IN_KIND, gathered.in_kind),
        ventures=gathered.ventures_table(),
        partners=gathered.partners_table(),
        assumptions=pd.DataFrame(gathered.assumptions.numbers),
        ledger_of_assumptions=ledger,
        largest_imbalance=gathered.largest_imbalance,
    )


def named_policy(programme: Programme, policy: Policy | str) -> tuple[str, Policy]:
    """Find a policy and its name; refuse what is neither."""
    check_programme(programme)
    if not isinstance(policy, Policy):
        if not among(policy, programme.policies):
            raise unknown_policy(policy, programme)
        return policy, programme.policies[policy]
    for name, known in programme.policies.items():
        if known == policy:
            return name, policy
    return "policy", policy


LEAST = {"seed": 0}  # of any other count it is 1


def check_arguments(**arguments: object) -> None:
    """Refuse a count that is not a whole number in its range, and what no memory holds."""
    for name, value in arguments.items():
        least = LEAST.get(name, 1)
        if not (is_whole(value) and value >= least):
            raise refused(name, value, Text("whole_number", least=least))
    check_memory(**{name: int(str(arguments.get(name, 1))) for name in ("months", "draws")})
