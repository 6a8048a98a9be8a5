"""Run several policies in the same draws and compute shared parts once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Draws, Read
from commpartner.model.control import Rule, run_controlled
from commpartner.model.engines import RUNNERS, Engine, Run, run_numpy
from commpartner.model.inputs import Inputs, month_inputs
from commpartner.model.mechanisms import residents
from commpartner.model.month import heeds_money
from commpartner.model.scheme import Scheme
from commpartner.model.shared import ROOM, Shared
from commpartner.model.valuation import Valuation, valuation


class Ran(NamedTuple):
    """Hold the months of one policy in a chunk of draws.

    Attributes
    ----------
    valued
        How months and payers are weighed.
    read
        The assumptions that this policy has read, whoever was the first to read them.
    """

    policy: str
    inputs: Inputs
    run: Run
    valued: Valuation
    read: Read


def run_together(
    schemes: Mapping[str, Scheme],
    draws: Draws,
    months: int,
    engine: Engine = "numpy",
    rules: Mapping[str, Rule] | None = None,
    shared: Shared | None = None,
) -> Iterator[Ran]:
    """Run the months of every policy in the same draws.

    Parameters
    ----------
    schemes
        By name of the policy.
    rules
        By name of the policy, if a rule sets some levers anew every month.
    shared
        What earlier calls have computed for the same programme, draws and months.
    """
    alone = shared is None and len(schemes) == 1
    shared = Shared() if shared is None else shared
    for name, scheme in schemes.items():
        with draws.noting() as read:
            inputs = month_inputs(scheme, draws, months, shared)
            # A month is judged by its figures: what overflows and matters is told by name.
            with np.errstate(all="ignore"):
                valued = valuation(draws, months)
                if rules and name in rules:
                    run, inputs = run_controlled(inputs, rules[name])
                else:
                    run = _run(inputs, engine, None if alone else shared)
            # Within: an error of what is measured names the rows that this policy has read.
            yield Ran(name, inputs, run, valued, read)


def _run(inputs: Inputs, engine: Engine, shared: Shared | None) -> Run:
    """Run the months; policies in which residents do the same share what they do.

    The months of residents are run ahead if another policy may have use of them and they leave
    room for those of others. No bit depends on it.
    """
    given = (inputs.start, inputs.path, inputs.fixed, inputs.rules)
    money = heeds_money(inputs.fixed, inputs.rules) or inputs.rollout is not None
    if shared is None or engine != "numpy" or money:
        return RUNNERS[engine](*given)
    people = (inputs.start.residents, inputs.path.residents, inputs.fixed.residents)
    room = residents.bytes_ahead(people[0], people[1])
    if room > ROOM:
        return RUNNERS[engine](*given)
    ahead = shared.once_alike(
        residents.given_to(*people), lambda: residents.run_ahead(*people), room
    )
    return run_numpy(*given, ahead)
