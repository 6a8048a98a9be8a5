"""Find the resting states of a scheme and the tipping point between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from commpartner.assumptions.scenarios import Scenarios, factorial
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import ArgumentError
from commpartner.flows.loop import Loop, resting_points
from commpartner.flows.namespace import Array
from commpartner.model.engines import run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.scheme import build_scheme, named_policy
from commpartner.problems.arguments import check_arguments
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

CHUNK = 64
SCENARIO_CHUNK = 512

STILL = {"wage_growth": 0.0, "inflation": 0.0, "income_growth": 0.0}

# Assumptions that shape the loop of service, satisfaction and paying.
LOOP = (
    "adoption_intercept",
    "satisfaction_effect",
    "price_effect",
    "household_income",
    "satisfaction_unserved",
    "satisfaction_full_service",
    "public_income_per_household",
    "fee_per_m2",
)


def resting_states(
    programme: Programme,
    policy: Policy | str,
    *,
    draws: int = 1000,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> pd.DataFrame:
    """Find the resting states of every draw: one, or two with a tipping point.

    The whole scheme is taken as one estate, at the prices of month 0 and with ventures mature
    (docs/model.md, section 16). If the fallback has no cap service is never cut back, so there
    is one state.

    Parameters
    ----------
    programme, policy, draws, seed, assumptions
        As in `simulate`, with which it shares its draws.

    Returns
    -------
    pandas.DataFrame
        One row a draw: paying share at the lowest stable state, at the tipping point (NaN if
        there is but one state) and at the highest; whether there are two; the paying share at the
        start; and the bill over the cost of the service, both a month.

    Raises
    ------
    InputError, ValueError
        As in `simulate`; ValueError if the policy serves no estate.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.planning.tipping import resting_states
    >>> found = resting_states(cp.datasets.load("xiashan"), "partner_capped", draws=4, seed=7)
    >>> bool((found["low"] <= found["high"]).all())
    True
    """
    check_arguments(draws=draws, seed=seed)
    _, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy)
    if not scheme.members.size:
        raise ArgumentError(Text("no_state_of_rest"))
    ledger = programme.assumption_table(assumptions)
    tables = []
    for start in range(0, draws, CHUNK):
        values = ledger.draw(seed, start, min(start + CHUNK, draws))
        inputs = month_inputs(scheme, values, months=1)
        tables.append(_states(inputs))
    table = pd.concat(tables, ignore_index=True)
    table.index.name = "draw"
    table.attrs["units"] = dict.fromkeys(("low", "tipping", "high", "start"), "share of bills paid")
    return table


def search_tipping_points(
    programme: Programme, policy: Policy | str, *, assumptions: AssumptionTable | None = None
) -> pd.DataFrame:
    """Search the plausible range of the loop's parameters for two stable states.

    All combinations of the low, central and high values of how people pay (`LOOP`) that the
    policy reads; all other assumptions at their central value.

    Returns
    -------
    pandas.DataFrame
        One row a combination: the assumptions, then the columns of `resting_states`.
    """
    _, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy)
    if not scheme.members.size:
        raise ArgumentError(Text("no_state_of_rest"))
    ledger = programme.assumption_table(assumptions)
    rows = [name for name in LOOP if name != "fee_per_m2" or policy.fee == name]
    levels = {name: (ledger[name].low, ledger[name].central, ledger[name].high) for name in rows}
    grid = factorial(levels)
    count = len(next(iter(grid.values())))
    tables = []
    for start in range(0, count, SCENARIO_CHUNK):
        part = {name: each[start : start + SCENARIO_CHUNK] for name, each in grid.items()}
        inputs = month_inputs(scheme, Scenarios(ledger, part), months=1)
        tables.append(pd.concat([pd.DataFrame(part), _states(inputs)], axis=1))
    return pd.concat(tables, ignore_index=True)


def months_at_rest(
    programme: Programme,
    policy: Policy | str,
    *,
    begun: float = 0.5,
    months: int = 480,
    draws: int = 100,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> pd.DataFrame:
    """Run the months without growth until they rest, beside the states of the loop.

    The loop takes a scheme as one estate. Months of estates that differ rest elsewhere; this says
    by how much.

    Parameters
    ----------
    begun
        Paying share of every estate in month 0; its arrears are those of that share at rest.
    months
        Run; the states of the loop do not depend on it.
    programme, policy, draws, seed, assumptions
        As in `simulate`, with which it shares its draws.

    Returns
    -------
    pandas.DataFrame
        One row a draw: the columns of `resting_states`, and `months`, the paying share of the
        scheme in the last month.

    Examples
    --------
    >>> import commpartner as cp
    >>> from commpartner.planning.tipping import months_at_rest
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = months_at_rest(xiashan, "partner_capped", months=12, draws=2, seed=7)
    >>> bool(found["months"].between(0.0, 1.0).all())
    True
    """
    check_arguments(draws=draws, seed=seed, months=months)
    _, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy.replace(fee_growth=0.0))
    if not scheme.households:
        raise ArgumentError(Text("no_state_of_rest"))
    ledger = programme.assumption_table(assumptions).replace(**STILL)
    tables = []
    for first in range(0, draws, CHUNK):
        values = ledger.draw(seed, first, min(first + CHUNK, draws))
        inputs = month_inputs(scheme, values, months)
        people, start = inputs.fixed.residents, inputs.start.residents
        start = start._replace(
            paying_share=np.full_like(start.paying_share, begun),
            arrears=(1.0 - begun) * people.fee * people.size / people.leaving,
        )
        state = inputs.start._replace(residents=start)
        end = run_numpy(state, inputs.path, inputs.fixed, inputs.rules).end
        households = np.broadcast_to(inputs.fixed.households, end.fund.shape)
        paying = np.add.reduce(end.residents.paying_share * households, axis=-1)
        table = _states(inputs)
        tables.append(table.assign(months=paying / np.add.reduce(households, axis=-1)))
    return pd.concat(tables, ignore_index=True)


def scheme_loop(inputs: Inputs) -> Loop:
    """Compute the loop of a whole scheme, shape (draw,) each [yuan/month]."""
    fixed, trading = inputs.fixed, inputs.trading
    size = fixed.households / np.add.reduce(fixed.households, axis=-1, keepdims=True)

    def mean(values: Array) -> Array:
        return np.asarray(np.add.reduce(values * size, axis=-1))

    cost = np.add.reduce(fixed.wage_cost + fixed.price_cost, axis=-1)
    households = np.add.reduce(fixed.households, axis=-1)
    profit = np.maximum(trading.mature_result, 0.0)
    trade, residents = fixed.trade, fixed.residents
    pool = np.add.reduce(trade.share * profit * trade.by_operator, axis=-1)
    pool = pool + inputs.path.partner_fees[0, :, 0]
    owners = np.zeros_like(pool)
    if trade.owners is not None:
        kept = trade.owners.to_fund[:, 0]
        owners = np.add.reduce(profit * trade.owners.by_owners, axis=-1) * kept
    if trade.by_collective is not None and fixed.village is not None:
        collective = np.add.reduce(profit * trade.by_collective, axis=-1)
        pool = pool + fixed.village[:, 0] * collective
    other = fixed.other_income[:, 0] * households + owners + pool
    underwritten = cost if fixed.cap is None else fixed.cap[:, 0] * households
    amenity = inputs.path.residents.amenity
    return Loop(
        logit=mean(residents.paying_logit + residents.price_logit),
        satisfaction_effect=residents.satisfaction_effect[:, 0],
        unserved=residents.unserved[:, 0],
        reach=mean(residents.reach),
        amenity=np.zeros_like(cost) if amenity is None else amenity[-1, :, 0],
        most=residents.most[:, 0],
        recovered=(residents.recovery / residents.leaving)[:, 0],
        kept=residents.kept[:, 0],
        bill=inputs.bills[:, 0],
        other=other + underwritten,
        cost=cost,
    )


def _states(inputs: Inputs) -> pd.DataFrame:
    loop = scheme_loop(inputs)
    low, tipping, high = resting_points(loop).T
    households = inputs.fixed.households
    begun = np.add.reduce(inputs.start.residents.paying_share * households, axis=-1)
    return pd.DataFrame(
        {
            "low": low,
            "tipping": tipping,
            "high": high,
            "two_states": ~np.isnan(tipping),
            "start": begun / np.add.reduce(households, axis=-1),
            "bill_over_cost": loop.bill / loop.cost,
        }
    )
