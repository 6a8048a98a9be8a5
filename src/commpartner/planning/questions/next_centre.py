"""Answer what the next centre is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from commpartner.assumptions.table import AssumptionTable
from commpartner.facts.outcomes import OUTCOMES
from commpartner.flows.namespace import Array
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.planning.questions.answer import Answer, Figure, Label, Sentence
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.solving import spread
from commpartner.problems.arguments import check_arguments, refused
from commpartner.problems.wording import among, suggest
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

WORTH = "savings_per_year"
SHOWN = (
    WORTH,
    "public_net_cost",
    "social_net_benefit",
    "households_served",
    "abandoned_estates",
    "satisfaction",
)
TRIED = 16  # draws in which the candidates are tried against each other


def worth_of_next_centre(
    programme: Programme,
    policy: Policy | str,
    *,
    centre: str | None = None,
    months: int = 120,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Compute what one more centre saves over serving its estates alone, and what it changes.

    .. math:: W_d = S_d(C \cup \{c\}) - S_d(C)

    :math:`S` is the yearly saving of the centres over each of their estates alone at the same
    service (`savings_per_year`), at the prices of month 0, and :math:`C` the centres of the policy.
    The policy with one more centre assigns estates anew by its own rule, so the new centre takes on
    more estates, or relieves the others if none are left. `table` has the change of further
    outcomes over the horizon: what the purse pays more, what residents gain.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    centre
        Id of the next centre. None: of all centres that are not open, the one with the largest mean
        saving in 16 draws of another seed. So the choice does not flatter the answer.
    months
        Horizon [month].
    draws
        Number of draws.

    Returns
    -------
    Answer
        In yuan/year: the mean, the 5 and 95 % quantiles. `detail` has the candidates tried.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If the policy names no centres, no other is left, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.worth_of_next_centre(
    ...     cp.datasets.load("xiashan"), "clustered", centre="c04", months=12, draws=4, seed=7
    ... )
    >>> found.unit, found.table["outcome"].tolist()[0]
    ('yuan/year', 'savings_per_year')
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    check_arguments(months=months, draws=draws)
    if asked.policy.organisation != "clustered" or not asked.policy.centres:
        raise refused("policy", Text("no_centre"), Text("policy_with_centres"))
    if asked.policy.assignment:
        raise refused("policy", Text("own_assignment"), Text("policy_without_assignment"))
    others = [each.id for each in programme.centres if each.id not in asked.policy.centres]
    if not others:
        raise refused("policy", Text("every_centre_open"), Text("policy_with_centre_left"))
    if centre is not None and not among(centre, others):
        raise refused("centre", centre, suggest(centre, others))
    tried = _tried(asked, others if centre is None else [centre])
    chosen = str(tried.iloc[0]["centre"])
    scheme = _with(asked, chosen)
    names = [each for each in SHOWN if months >= 12 or each == WORTH]
    before, after = asked.outcomes(names, months), asked.outcomes(names, months, scheme)
    change = {name: after[name] - before[name] for name in names}
    table = pd.DataFrame(
        [{"outcome": name, "unit": OUTCOMES[name].unit, **spread(change[name])} for name in names]
    )
    worth = spread(change[WORTH])
    cost = float(change["public_net_cost"].mean()) if "public_net_cost" in change else 0.0
    told = {
        "policy": asked.label,
        "centre": chosen,
        "value": Figure(abs(worth["mean"]), "yuan"),
        "low": Figure(worth["p5"], "yuan", alone=True),
        "high": Figure(worth["p95"], "yuan"),
        "estates": len(scheme.members) - len(asked.scheme.members),
        "positive": Figure(float((change[WORTH] > 0).mean()), "share"),
        "cost": Figure(abs(cost), "yuan"),
        "months": months,
        "count": len(tried),
    }
    sentences = [
        Sentence("asked_next" if worth["mean"] >= 0 else "asked_next_dearer", told),
        Sentence("asked_next_purse" if cost >= 0 else "asked_next_purse_less", told),
    ]
    if chosen not in {each.id for each in scheme.centres}:
        sentences = [Sentence("asked_next_unused", told)]
    labels = {name: Label(OUTCOMES[name].label_en, OUTCOMES[name].label_zh) for name in names}
    return asked.answer(
        "worth_of_next_centre",
        change[WORTH],
        "yuan/year",
        (worth["mean"], worth["p5"], worth["p95"]),
        (np.nan, np.nan),
        table,
        sentences,
        months=months,
        detail=tried,
        names=labels,
    )


def _with(asked: Asked, centre: str) -> Scheme:
    """Assign estates anew with one more centre open."""
    policy = asked.policy.replace(centres=(*asked.policy.centres, centre))
    return build_scheme(asked.programme, policy)


def _tried(asked: Asked, candidates: list[str]) -> pd.DataFrame:
    """Compute the mean change of the saving by candidate in draws of another seed, best first."""
    trial = Asked(
        asked.programme,
        asked.policy,
        asked.name,
        asked.scheme,
        asked.ledger,
        min(TRIED, asked.draws),
        asked.seed + 1,
    )

    def saving(scheme: Scheme | None) -> Array:
        return trial.outcomes([WORTH], 1, scheme)[WORTH]

    base = saving(None)
    rows = [
        {"centre": each, "mean": float((saving(_with(asked, each)) - base).mean())}
        for each in candidates
    ]
    table = pd.DataFrame(rows).sort_values("mean", ascending=False, kind="stable")
    table.attrs["units"] = {"mean": "yuan/year"}
    return table.reset_index(drop=True)
