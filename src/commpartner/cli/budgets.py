"""Check the numbers of a search before the work: draws, seed, and the least budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from commpartner.assumptions.designs import sampling as design_of
from commpartner.cli.mistakes import Mistakes
from commpartner.planning.optimising.budget import check_budget, check_sampling
from commpartner.planning.optimising.goals import Limit
from commpartner.planning.optimising.optimised import Sampling
from commpartner.planning.optimising.reading import figures_of
from commpartner.problems.arguments import check_arguments
from commpartner.programme import Programme


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
    with mistakes.kept():
        check_sampling(sampling)
        table = programme.assumption_table()
        design_of(cast("Sampling", sampling), table, numbers["draws"])
    with mistakes.kept():
        check_budget(numbers["budget"], numbers["draws"], len(figures_of(limits)[1]))
