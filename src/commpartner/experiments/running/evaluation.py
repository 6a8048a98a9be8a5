"""Several policies in the same draws: outcomes only, and what policies share computed once."""

from __future__ import annotations

from collections.abc import Mapping

from commpartner.arrays import Inputs, month_inputs
from commpartner.arrays.shared import ROOM, Shared
from commpartner.control import Rule, run_controlled
from commpartner.draws import Draws
from commpartner.engines import RUNNERS, Engine, Run, run_numpy
from commpartner.flows.namespace import Array
from commpartner.measured import measured
from commpartner.model import residents
from commpartner.month import heeds_money
from commpartner.programme import Policy, Programme
from commpartner.scheme import Scheme, build_scheme


def build_schemes(programme: Programme, policies: Mapping[str, Policy]) -> dict[str, Scheme]:
    """Assign estates to centres for every policy."""
    return {name: build_scheme(programme, policy) for name, policy in policies.items()}


def evaluate(
    schemes: Mapping[str, Scheme],
    draws: Draws,
    months: int,
    engine: Engine = "numpy",
    rules: Mapping[str, Rule] | None = None,
) -> dict[str, dict[str, Array]]:
    """Outcomes of every policy in the same draws.

    Parameters
    ----------
    schemes
        By name of the policy, from `build_schemes`.
    draws
        Values of the assumptions: `Ledger.draw`, or `Scenarios` with values of one's own.
    months
        Horizon [month].
    rules
        By name of the policy, where a rule sets some levers anew every month.

    Returns
    -------
    dict
        Policy to outcome to an array of shape (draw,). The same bits for every way of cutting the
        draws into chunks.

    Raises
    ------
    InputError
        Where a policy and a draw do not go together.
    ImbalanceError
        Where money does not balance in some draw and month.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> schemes = build_schemes(xiashan, {"partner": xiashan.policies["partner"]})
    >>> found = evaluate(schemes, xiashan.ledger().draw(7, 0, 4), months=12)
    >>> found["partner"]["savings_share"].shape
    (4,)
    """
    shared = Shared()
    found = {}
    for name, scheme in schemes.items():
        inputs = month_inputs(scheme, draws, months, shared)
        if rules and name in rules:
            run, inputs = run_controlled(inputs, rules[name])
        else:
            run = _run(inputs, engine, shared if len(schemes) > 1 else None)
        rate = draws["discount_rate_economic"]
        found[name] = measured(inputs, run, rate, draws.start).outcomes
    return found


def _run(inputs: Inputs, engine: Engine, shared: Shared | None) -> Run:
    """Run the months; policies in which residents do the same share what they do.

    The months of residents are run ahead where another policy may have use of them and they leave
    room for those of others. No bit depends on it.
    """
    given = (inputs.start, inputs.path, inputs.fixed, inputs.rules)
    if shared is None or engine != "numpy" or heeds_money(inputs.fixed, inputs.rules):
        return RUNNERS[engine](*given)
    people = (inputs.start.residents, inputs.path.residents, inputs.fixed.residents)
    room = residents.bytes_ahead(people[0], people[1])
    if room > ROOM:
        return RUNNERS[engine](*given)
    ahead = shared.once_alike(
        residents.given_to(*people), lambda: residents.run_ahead(*people), room
    )
    return run_numpy(*given, ahead)
