"""Share the cost of a centre among its estates, by several rules side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.shown import Shown
from commpartner.flows.namespace import Array
from commpartner.model.resampling import ROW
from commpartner.model.scheme import build_scheme, named_policy
from commpartner.planning.sharing.coalitions import Cluster, FromModel
from commpartner.planning.sharing.game import MOST_EXACT, Game
from commpartner.planning.sharing.shares import CostShares, Method
from commpartner.planning.sharing.sharing import check_samples, share_game
from commpartner.problems.arguments import check_arguments, refused
from commpartner.problems.wording import among, as_names
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

Rule = Literal[
    "policy",
    "equal",
    "households",
    "floor_area",
    "stand_alone",
    "scrb",
    "shapley",
    "nucleolus",
    "least_core",
]
RULES: tuple[Rule, ...] = get_args(Rule)
ORDERS = 200  # sampled if not all coalitions are costed
_MOST = 1 << 22  # coalitions times draws that are all costed, some twenty seconds


@dataclass(frozen=True, eq=False, repr=False)
class ClusterShares(Shown):
    """Hold what every estate of a centre would pay under several rules.

    Attributes
    ----------
    shares
        One row a rule and estate: rule, id, name, households, share, stand_alone, saving and
        standard_error [yuan/year], means over the draws at the prices of month 0.
    rules
        One row a rule: rule, pay_more (estates that pay more than alone), worst_saving (of the
        estate that saves least), in_core (True, False, or None: not known), gain (of the coalition
        that gains most by leaving [yuan/year]), leavers (that coalition), epsilon (least core and
        nucleolus: the least possible largest gain; at least this if not all were costed),
        coalitions (compared), note.
    centre
        Id of the centre.
    cost, stand_alone_cost
        Of all its estates together and one by one [yuan/year].
    exact
        Whether all coalitions were costed.
    by_rule
        The shares by each rule; `CostShares.effect_of` says who pays if an estate leaves.
    """

    shares: pd.DataFrame
    rules: pd.DataFrame
    centre: str
    cost: float
    stand_alone_cost: float
    exact: bool
    draws: int
    by_rule: Mapping[str, CostShares] = field(repr=False)


def share_cluster_costs(
    programme: Programme,
    policy: Policy | str,
    centre: str,
    *,
    method: Rule | Iterable[Rule] = RULES,
    draws: int = 100,
    seed: int = 0,
    samples: int | None = None,
    assumptions: AssumptionTable | None = None,
) -> ClusterShares:
    """Share the cost of a centre among its estates, and compare each with its cost alone.

    The cost of a coalition is the model's own: of a centre of the same kind at the same place that
    serves these estates only, or of each alone, whichever is less on average over the draws. The
    cost of all together is that of the centre, even if it is more than alone.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws; but sizes of estates are always as listed.
    centre
        Id of a centre that serves two or more estates under the policy.
    method
        One rule or several. ``"policy"`` is what the policy charges (the lever cost_sharing),
        ``"households"`` and ``"floor_area"`` are in proportion to them; the others are those of
        `share_costs`.
    draws
        Over which costs are averaged.
    samples
        Orders of joining to sample for the Shapley value. None: all coalitions are costed, if they
        are at most some four million with their draws (12 estates and 1,000 draws, 16 and 60, 20
        and 4); else 200 orders.

    Returns
    -------
    ClusterShares

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If the centre serves fewer than two estates, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> village = cp.datasets.load("qingyunpu")
    >>> found = cp.planning.share_cluster_costs(village, "village", "c2", draws=4, seed=7)
    >>> found.exact, len(found.rules), len(found.shares)
    (True, 9, 27)
    """
    rules = _rules(method)
    check_arguments(draws=draws, seed=seed)
    orders = check_samples(samples)
    _, policy = named_policy(programme, policy)
    scheme = build_scheme(programme, policy)
    names = [each.id for each in scheme.centres]
    sizes = np.diff([*scheme.starts.tolist(), len(scheme.order)]).tolist()
    fit = [name for name, size in zip(names, sizes, strict=True) if size > 1]
    if not among(centre, fit):
        shown = ", ".join(map(repr, fit[:20])) or Text("none")
        raise refused("centre", centre, Text("centre_of_two_estates", names=shown))
    # The players are the estates listed: their sizes are not drawn anew.
    table = programme.assumption_table(assumptions).replace(**{ROW: 0.0})
    cluster = Cluster(scheme, table.draw(seed, 0, draws), names.index(centre))
    estates = [programme.estates[scheme.members[place]] for place in cluster.estates]
    count = len(estates)
    complete = orders is None and count <= MOST_EXACT and draws << count <= _MOST
    game = Game(
        tuple(each.id for each in estates), FromModel(cluster, tuple(range(count))), complete
    )
    weights: dict[str, Array] = {
        "policy": cluster.charged,
        "households": np.array([float(each.households) for each in estates]),
        "floor_area": np.array([float(each.floor_area) for each in estates]),
    }
    by_rule: dict[str, CostShares] = {}
    for rule in rules:
        how: Method = "proportional" if rule in weights else rule  # type: ignore[assignment]
        by_rule[rule] = share_game(game, how, weights.get(rule), orders or ORDERS, seed)
    about = pd.DataFrame(
        {
            "id": [each.id for each in estates],
            "name": [each.name for each in estates],
            "households": [each.households for each in estates],
        }
    )
    return ClusterShares(
        shares=_shares(by_rule, about),
        rules=pd.DataFrame([_row(rule, found) for rule, found in by_rule.items()]),
        centre=centre,
        cost=game.whole,
        stand_alone_cost=float(game.alone.sum()),
        exact=complete,
        draws=draws,
        by_rule=by_rule,
    )


def _rules(method: object) -> list[Rule]:
    """Validate the names of the rules."""
    named = as_names(method)
    for each in named or [None]:
        if not among(each, RULES):
            raise refused("method", each, Text("one_of", names=", ".join(RULES)))
    return list(dict.fromkeys(named))


def _shares(by_rule: Mapping[str, CostShares], about: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for rule, found in by_rule.items():
        money = found.shares.drop(columns="player")
        part = pd.concat([about, money], axis=1)
        part.insert(0, "rule", rule)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _row(rule: str, found: CostShares) -> dict[str, object]:
    saving = found.shares["saving"]
    least = 1e-9 * float(found.shares["stand_alone"].abs().sum())
    return {
        "rule": rule,
        "pay_more": int((saving < -least).sum()),
        "worst_saving": float(saving.min()),
        "in_core": found.in_core,
        "gain": found.gain,
        "leavers": ", ".join(map(str, found.worst_coalition)),
        "epsilon": np.nan if found.epsilon is None else found.epsilon,
        "coalitions": found.coalitions,
        "note": found.note,
    }
