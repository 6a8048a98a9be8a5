"""Share a joint cost among the players by one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from commpartner.flows.namespace import Array
from commpartner.planning.sharing import rules, shapley
from commpartner.planning.sharing.game import (
    MOST_EXACT,
    Game,
    Player,
    check_players,
    source_of,
)
from commpartner.planning.sharing.nucleolus import nucleolus
from commpartner.planning.sharing.shares import CostShares, Method
from commpartner.planning.sharing.stability import searched_nucleolus, worst_coalition
from commpartner.problems.arguments import is_whole, refused, whole_number
from commpartner.problems.wording import among
from commpartner.texts import Text

P = TypeVar("P", bound=Player)
ORDERS = 1000  # sampled if nothing else is asked for
_MOST_ORDERS = 10**6


def share_costs(
    cost: Callable[[tuple[P, ...]], float] | Mapping[Any, float] | NDArray[Any],
    players: Sequence[P],
    *,
    method: Method = "shapley",
    key: Mapping[Any, float] | Sequence[float] | NDArray[Any] | None = None,
    samples: int | None = None,
    seed: int = 0,
) -> CostShares:
    """Share a joint cost among players, and find the coalition that would gain by leaving.

    Parameters
    ----------
    cost
        Cost of a coalition: a function of the tuple of its players, in the order of `players`; or a
        mapping from tuples or frozensets; or an array of all 2**n costs, in which bit i of the
        index stands for player i. Nobody costs 0.
    players
        One or more, each once.
    method
        ``"equal"``; ``"proportional"`` to `key`; ``"stand_alone"``, in proportion to the cost
        alone; ``"scrb"``, separable costs and remaining benefits; ``"shapley"``, the mean of what
        a player adds over all orders of joining; ``"nucleolus"``, which makes the largest gain by
        leaving as small as possible, then the second largest, and so on; ``"least_core"``, the same
        even if a player then pays more than alone.
    key
        For ``"proportional"``: a number of 0 or more for every player, by name or in their order.
    samples
        Orders of joining to sample, 4 to a million. None: exact up to 20 players, 1,000 orders
        beyond. With it the core is searched, too, and not all coalitions are costed.
    seed
        Of the sampled orders; the same seed gives the same shares.

    Returns
    -------
    CostShares

    Raises
    ------
    ArgumentError
        If an argument is out of range; if the cost of a coalition is missing, not a finite number,
        or raises an error, with the coalition; if there are more than 20 players for the
        nucleolus or the least core, which need all coalitions.

    References
    ----------
    H. P. Young (1985), "Cost allocation: methods, principles, applications", North-Holland.

    Examples
    --------
    Three aircraft need runways of 1, 2 and 3 km (Littlechild & Owen 1973,
    doi:10.1287/mnsc.20.3.370):

    >>> import commpartner as cp
    >>> need = {"small": 1.0, "middle": 2.0, "large": 3.0}
    >>> found = cp.share_costs(lambda who: max(need[each] for each in who), list(need))
    >>> found.shares["share"].round(4).tolist(), found.in_core
    ([0.3333, 0.8333, 1.8333], True)
    """
    if not among(method, get_args(Method)):
        raise refused("method", method, Text("one_of", names=", ".join(get_args(Method))))
    seed = whole_number("seed", seed, 0)
    orders = check_samples(samples)
    names = check_players(players)
    weight = None
    if method == "proportional":
        weight = rules.check_key(key, names)
    elif key is not None:
        raise refused("key", key, Text("none_unless_proportional"))
    complete = orders is None and len(names) <= MOST_EXACT
    if method in ("nucleolus", "least_core"):
        if len(names) > MOST_EXACT:
            found = Text("players_counted", count=len(names))
            raise refused("players", found, Text("players_at_most", count=MOST_EXACT))
        complete = True
    game = Game(names, source_of(cost, names), complete)
    return share_game(game, method, weight, orders or ORDERS, seed)


def check_samples(samples: object) -> int | None:
    """Validate the number of sampled orders: a whole number from 4 to a million, or None."""
    if samples is None:
        return None
    allowed = Text("within", what=Text("a_whole_number"), low=4, high=f"{_MOST_ORDERS:,}")
    if not (is_whole(samples) and 4 <= samples <= _MOST_ORDERS):
        raise refused("samples", samples, allowed)
    return int(samples)


def share_game(
    game: Game, method: Method, weight: Array | None, orders: int, seed: int
) -> CostShares:
    """Share the cost of a game by a rule, and judge the shares."""
    error, epsilon, sampled, note = np.zeros(len(game.players)), None, 0, ""
    match method:
        case "equal":
            shares = rules.equal(game)
        case "proportional":
            assert weight is not None
            shares = rules.by_weight(game.whole, weight)
        case "stand_alone":
            shares = rules.stand_alone(game)
        case "scrb":
            shares = rules.scrb(game)
        case "shapley" if game.complete:
            shares = shapley.exact(game.table)
        case "shapley":
            sampled = orders + orders % 2
            shares, error = shapley.sampled(game, orders, seed)
        case _:
            apart = float(game.alone.sum()) + game.rounding(abs(game.whole))
            individual = method == "nucleolus" and game.whole <= apart
            if method == "nucleolus" and not individual:
                note = Text("nucleolus_beyond_alone")
            if game.complete:
                shares, epsilon = nucleolus(game.table, individual)
            else:
                shares, epsilon = searched_nucleolus(game, individual, seed)
                searched = Text("searched_coalitions")
                note = Text("two_notes", one=note, other=searched) if note else searched
    worst = worst_coalition(game, shares, seed)
    tolerance = game.rounding(float(np.abs(shares).max()))
    saving = game.alone - shares
    table = pd.DataFrame(
        {
            "player": pd.Series([*game.players], dtype=object),
            "share": shares,
            "stand_alone": game.alone,
            "saving": saving,
            "standard_error": error,
        }
    )
    inside = worst.gain <= tolerance

    def again(other: Game, left: int) -> CostShares:
        kept = None if weight is None else np.delete(weight, left)
        return share_game(other, method, kept, orders, seed)

    return CostShares(
        shares=table,
        method=method,
        individually_rational=bool((saving >= -tolerance).all()),
        in_core=(True if worst.complete else None) if inside else False,
        worst_coalition=game.names(worst.members),
        gain=worst.gain,
        coalitions=worst.compared,
        epsilon=epsilon,
        orders=sampled,
        note=note,
        _game=game,
        _again=again,
    )
