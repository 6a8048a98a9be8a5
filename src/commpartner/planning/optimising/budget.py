"""Check the numbers that a search is given: its budget and its sampling."""

from __future__ import annotations

from typing import get_args

from commpartner.planning.optimising.optimised import Sampling
from commpartner.planning.optimising.signposts import SHOWN_DRAWS
from commpartner.problems.arguments import refused
from commpartner.problems.wording import among
from commpartner.texts import Text

LEAST = 16  # draws of the first stage
MOST = 100_000_000  # simulations of a budget
POLICIES = 8  # that the budget must allow in the draws of the last stage or in few


def check_sampling(sampling: object) -> None:
    """Refuse a sampling other than those of a search."""
    known = get_args(Sampling)
    if not among(sampling, known):
        raise refused("sampling", sampling, Text("one_of", names=", ".join(map(repr, known))))


def check_budget(budget: int, draws: int, bases: int, ruled: bool = False) -> None:
    """Refuse a budget that allows too few policies.

    Parameters
    ----------
    bases
        Policies that limits are counted from.
    ruled
        Whether signpost rules are searched.
    """
    needed = POLICIES * min(draws, LEAST) + draws * (2 + bases) + SHOWN_DRAWS * ruled
    if not needed <= budget <= MOST:
        whole = Text("a_whole_number")
        raise refused("budget", budget, Text("within", what=whole, low=needed, high=f"{MOST:,}"))
