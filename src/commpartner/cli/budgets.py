"""Check the numbers of a search before the work: draws, seed, and the least budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, get_args

from commpartner.assumptions.designs import sampling as design_of
from commpartner.cli.mistakes import Mistakes
from commpartner.planning.optimising.goals import Limit
from commpartner.planning.optimising.optimised import Sampling
from commpartner.planning.optimising.optimising import LEAST, MOST, POLICIES
from commpartner.planning.optimising.reading import figures_of
from commpartner.problems.arguments import check_arguments, refused
from commpartner.programme import Programme
from commpartner.texts import Text


def check_numbers(
    programme: Programme,
    numbers: Mapping[str, int],
    sampling: str,
    limits: Sequence[Limit],
    mistakes: Mistakes,
) -> None:
    """Keep what is wrong with numbers, the least budget of the search among them."""
    for name, number in numbers.items():
        with mistakes.kept():
            check_arguments(**{name: number})
    known = get_args(Sampling)
    with mistakes.kept():
        if sampling not in known:
            names = ", ".join(map(repr, known))
            raise refused("sampling", sampling, Text("one_of", names=names))
        design_of(cast("Sampling", sampling), programme.assumption_table(), numbers["draws"])
    draws, budget = numbers["draws"], numbers["budget"]
    least = POLICIES * min(draws, LEAST) + draws * (2 + len(figures_of(limits)[1]))
    with mistakes.kept():
        if not least <= budget <= MOST:
            whole = Text("a_whole_number")
            allowed = Text("within", what=whole, low=least, high=f"{MOST:,}")
            raise refused("budget", budget, allowed)
