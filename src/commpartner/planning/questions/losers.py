"""Answer which estates pay more than alone under which rule of sharing a centre's cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.labels import in_language
from commpartner.flows.namespace import Array
from commpartner.model.resampling import ROW
from commpartner.model.scheme import Scheme
from commpartner.planning.questions.answer import Answer, Figure, Label, Sentence, label
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.solving import spread
from commpartner.planning.sharing.coalitions import Cluster
from commpartner.planning.sharing.nucleolus import nucleolus
from commpartner.problems.arguments import refused
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

RULES = ("policy", "equal", "households", "floor_area", "stand_alone", "scrb")
NUCLEOLUS = "nucleolus"
MOST_ESTATES = 12  # of a centre whose nucleolus is found in every draw
MOST_GAMES = 1000  # draws times centres, some ten seconds
MOST_NAMES = 3
OFTEN = 0.5  # of the draws in which an estate named in the sentence loses
ROUNDING = 1e-9


class Shared(NamedTuple):
    """Hold what the estates of a centre pay by rule, and alone [yuan/year], (draw, estate) each."""

    estates: list[int]
    alone: Array
    paid: dict[str, Array]

    def loss(self, rule: str) -> Array:
        """Compute what each estate pays beyond its cost alone, at least 0, (draw, estate)."""
        more = self.paid[rule] - self.alone
        return np.where(more > ROUNDING * self.alone, more, 0.0)


def who_loses(
    programme: Programme,
    policy: Policy | str,
    *,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Count the estates that pay more than alone under rules of sharing a centre's cost.

    .. math:: L_d(r) = \sum_e [x_{d,e}(r) > A_{d,e}]

    :math:`x` is what estate :math:`e` pays of the cost of its centre in draw :math:`d` under rule
    :math:`r`, and :math:`A` what the same service costs it alone. The rules are those of
    `share_cluster_costs` that need no sampling: what the policy charges, equal parts, by
    households, by floor area, by stand-alone cost, separable costs and remaining benefits. The
    nucleolus of every draw joins them if no centre serves more than 12 estates and draws times
    centres are at most 1,000; else a sentence says why not. Sizes of estates are as listed.
    Estates that are served alone are not counted.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    draws
        Number of draws.

    Returns
    -------
    Answer
        Estates that lose under the policy's own rule: the mean, the 5 and 95 % quantiles. `table`
        has a row a rule, `detail` a row a rule and estate.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If no centre serves two estates, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.who_loses(cp.datasets.load("qingyunpu"), "village", draws=8, seed=7)
    >>> found.table["rule"].tolist()[:3], len(found.detail)
    (['policy', 'equal', 'households'], 105)
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    if not _sizes(asked.scheme):
        raise refused("policy", Text("no_centre"), Text("policy_with_shared_centre"))
    table = asked.ledger.replace(**{ROW: 0.0})
    left_out = _left_out(asked)
    rules = RULES if left_out else (*RULES, NUCLEOLUS)
    shared = _shared(asked, table.draw(seed, 0, draws), rules)
    losses = {rule: np.concatenate([each.loss(rule) for each in shared], axis=1) for rule in rules}
    counts = {rule: (loss > 0).sum(axis=1).astype(float) for rule, loss in losses.items()}
    rows = [
        {
            "rule": rule,
            **spread(counts[rule]),
            "somebody": float((counts[rule] > 0).mean()),
            "largest": float(loss.max(axis=1).mean()),
        }
        for rule, loss in losses.items()
    ]
    found = pd.DataFrame(rows)
    found.attrs["units"] = {
        **dict.fromkeys(("mean", "p5", "p95"), "estate"),
        "somebody": "share",
        "largest": "yuan/year",
    }
    detail = _detail(asked, shared, losses)
    own = spread(counts["policy"])
    best = min(rules, key=lambda rule: float(counts[rule].mean()))
    names = {rule: label(f"sharing_rule_{rule}") for rule in rules}
    told = {
        "policy": asked.label,
        "value": Figure(round(own["mean"], 1)),
        "low": Figure(own["p5"]),
        "high": Figure(own["p95"]),
        "count": losses["policy"].shape[1],
        "best": names[best],
        "fewest": Figure(round(float(counts[best].mean()), 1)),
    }
    return asked.answer(
        "who_loses",
        counts["policy"],
        "",
        (own["mean"], own["p5"], own["p95"]),
        (np.nan, np.nan),
        found,
        [
            Sentence("asked_losers", told),
            *_named(detail, told),
            Sentence("asked_fewest", told),
            *left_out,
        ],
        months=1,
        detail=detail,
        names=names,
    )


def _named(detail: pd.DataFrame, told: dict[str, object]) -> list[Sentence]:
    """Name the estates that lose in most draws under the policy's own rule."""
    own = detail[(detail["rule"] == "policy") & (detail["loses_in"] > OFTEN)]
    if own.empty:
        return []
    worst = own.sort_values("loses_in", ascending=False, kind="stable")["name"]
    several = len(worst) - MOST_NAMES
    labels = [
        Label(in_language(name, "en"), in_language(name, "zh")) for name in worst.iloc[:MOST_NAMES]
    ]
    whole: Label | Sentence = labels[0]
    for each in labels[1:]:
        whole = Sentence("asked_and", {"one": whole, "other": each})
    told = {**told, "names": whole, "often": len(worst)}
    return [Sentence("asked_loser_names" if several <= 0 else "asked_loser_some", told)]


def _sizes(scheme: Scheme) -> dict[int, int]:
    """Count the estates of every centre that serves two or more."""
    sizes = np.diff([*scheme.starts.tolist(), len(scheme.order)]).tolist()
    return {centre: size for centre, size in enumerate(sizes) if size > 1}


def _left_out(asked: Asked) -> list[Sentence]:
    """Describe why the nucleolus is left out, if it would take too long."""
    sizes = _sizes(asked.scheme)
    most = max(sizes.values())
    if most > MOST_ESTATES:
        told = {"most": MOST_ESTATES, "size": most}
        return [Sentence("asked_nucleolus_size", told)]
    if asked.draws * len(sizes) > MOST_GAMES:
        return [Sentence("asked_nucleolus_draws", {"draws": MOST_GAMES // len(sizes)})]
    return []


def _shared(asked: Asked, draws: Draws, rules: Sequence[str]) -> list[Shared]:
    """Share the cost of every centre that serves two or more estates."""
    scheme = asked.scheme
    return [_of_centre(Cluster(scheme, draws, centre), rules) for centre in _sizes(scheme)]


def _of_centre(cluster: Cluster, rules: Sequence[str]) -> Shared:
    costs, estates = cluster.whole, cluster.estates
    count = len(estates)
    alone = costs.alone.total[:, estates]
    whole = costs.together.total[:, cluster.centre, None]
    charged = costs.charged(costs.alone.total, costs.together.total)[:, estates]
    sites = cluster.scheme.sites

    def by(weight: Array) -> Array:
        total = weight.sum(axis=-1, keepdims=True)
        return np.asarray(
            whole * np.where(total > 0, weight / np.where(total, total, 1), 1 / count)
        )

    # All but one, from the centre or alone: whichever costs less on average, as in the core.
    rest = cluster.by_draw(~np.eye(count, dtype=bool))
    apart = alone.sum(axis=1, keepdims=True) - alone
    others = np.where(rest.mean(axis=0) <= apart.mean(axis=0), rest, apart)
    separable = whole - others
    benefit = np.maximum(alone - separable, 0.0)
    left = whole - separable.sum(axis=1, keepdims=True)
    total = benefit.sum(axis=1, keepdims=True)
    part = np.where(total > 0, benefit / np.where(total > 0, total, 1.0), 1.0 / count)
    paid = {
        "policy": charged,
        "equal": by(np.ones((1, count))),
        "households": by(np.atleast_2d(sites.households)[:, estates]),
        "floor_area": by(np.atleast_2d(sites.floor_area)[:, estates]),
        "stand_alone": by(alone),
        "scrb": separable + part * left,
    }
    if NUCLEOLUS in rules:
        paid[NUCLEOLUS] = _nucleoli(cluster.games(), alone)
    places = cluster.scheme.members[estates].tolist()
    yearly = {rule: 12.0 * np.asarray(each) for rule, each in paid.items()}
    return Shared(places, 12.0 * alone, yearly)


def _nucleoli(games: Array, alone: Array) -> Array:
    """Compute the nucleolus of every draw, (draw, estate); if alone is cheaper, beyond that."""
    apart = alone.sum(axis=1) * (1.0 + ROUNDING)
    cheaper = games[:, -1] <= apart
    return np.array(
        [nucleolus(game, bool(most)).shares for game, most in zip(games, cheaper, strict=True)]
    )


def _detail(asked: Asked, shared: list[Shared], losses: dict[str, Array]) -> pd.DataFrame:
    """Tabulate by rule and estate in how many draws it loses, and what it saves on average."""
    estates = [asked.programme.estates[place] for each in shared for place in each.estates]
    alone = np.concatenate([each.alone for each in shared], axis=1)
    parts = []
    for rule in losses:
        paid = np.concatenate([each.paid[rule] for each in shared], axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "rule": rule,
                    "id": [each.id for each in estates],
                    "name": [each.name or each.id for each in estates],
                    "households": [each.households for each in estates],
                    "loses_in": (losses[rule] > 0).mean(axis=0),
                    "saving": (alone - paid).mean(axis=0),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
