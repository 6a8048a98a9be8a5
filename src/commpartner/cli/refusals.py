"""Find what `commpartner run` would refuse by a small run of every policy."""

from __future__ import annotations

import sys

from commpartner.cli.printing import Terminal
from commpartner.cli.running import run_all
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.programme import Programme
from commpartner.report.chosen import focus_of
from commpartner.simulation import simulate
from commpartner.texts import Text

MONTHS, SEED = 120, 7  # those of `run`


def refusals(programme: Programme, source: str) -> list[Problem]:
    """Run every policy in one draw and list the refusals, each problem once.

    What goes wrong in other draws alone is not found.

    Examples
    --------
    >>> import commpartner as cp
    >>> refusals(cp.datasets.load("xiashan").replace(policies={}), "mine")[0].allowed
    'at least one policy'
    """
    if not programme.policies:
        return [Problem(source, None, "policies", Text("none"), Text("at_least_one_policy"))]
    found: list[Problem] = []
    screen = Terminal(sys.stderr)
    for name in programme.policies:
        try:
            if name == focus_of(programme.policies):
                run_all(
                    programme,
                    (name,),
                    name,
                    screen,
                    months=MONTHS,
                    draws=1,
                    seed=SEED,
                    engine="numpy",
                )
            else:
                simulate(programme, name, months=MONTHS, draws=1, seed=SEED)
        except InputError as error:
            found += error.problems
        except CommpartnerError as error:
            reason = error.args[0] if error.args else ""
            found.append(Problem(source, None, f"policies.{name}", Text("fails_in_a_run"), reason))
    return list(dict.fromkeys(found))
