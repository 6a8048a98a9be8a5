"""Answer how many estates a centre must serve to pay."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import AssumptionTable
from commpartner.flows.namespace import Array
from commpartner.model.mechanisms.costs import service_costs
from commpartner.model.resampling import resampled
from commpartner.model.scheme import Scheme, build_scheme
from commpartner.planning.questions.answer import Answer, Figure, Sentence, end_of
from commpartner.planning.questions.asking import Asked, ask
from commpartner.planning.questions.solving import enough_in, spread
from commpartner.problems.arguments import one_count, refused
from commpartner.problems.wording import among, suggest
from commpartner.programme import Policy, Programme
from commpartner.texts import Text

MOST = 40
SHOWN = (1, 2, 3, 5, 8, 12, 20, 30, 40, 60, 100)


class Growing(NamedTuple):
    """Hold the yearly saving of a centre by the number of its estates [yuan/year]."""

    saving: Array  # (draw, number of estates from 1)
    households: Array  # mean of the draws, shape (number,)


def estates_to_pay(
    programme: Programme,
    policy: Policy | str,
    *,
    centre: str | None = None,
    most: int = MOST,
    draws: int = 200,
    seed: int = 0,
    assumptions: AssumptionTable | None = None,
) -> Answer:
    r"""Find how many estates a centre must serve to cost no more than serving each alone.

    .. math:: n_d = \min \{n : C_d(m) \le \textstyle\sum_{i \le m} A_{d,i}
        \text{ for all } m \text{ from } n \text{ to } N\}

    :math:`C_d(m)` is the model's cost of the centre with the :math:`m` estates nearest to it, rent,
    systems and the charge for its set-up included. :math:`A_{d,i}` is the cost of estate :math:`i`
    alone at the same service. Posts come in steps, so a few more estates may cost a saving again:
    the number counts from which the centre pays however many more join, up to :math:`N`.

    Parameters
    ----------
    programme, policy, seed, assumptions
        As in `simulate`, with which it shares its draws.
    centre
        Id of a centre of the programme. None: the first of the policy.
    most
        :math:`N`; if there are fewer estates that the policy may take on, all of them.
    draws
        Number of draws.

    Returns
    -------
    Answer
        Number of estates: what suffices in half of the draws, in 5 and in 95 % of them.

    Raises
    ------
    InputError
        If the policy is unknown or does not fit the programme.
    ArgumentError
        If the policy has no centre, or an argument is out of range.

    Examples
    --------
    >>> import commpartner as cp
    >>> found = cp.planning.estates_to_pay(
    ...     cp.datasets.load("xiashan"), "clustered", draws=8, seed=7
    ... )
    >>> 1 <= found.low <= found.value <= found.high
    True
    """
    asked = ask(programme, policy, draws=draws, seed=seed, assumptions=assumptions)
    most = one_count("most", most, 1000)
    known = [each.id for each in programme.centres]
    if centre is None:
        used = [each.id for each in asked.scheme.centres] or list(asked.policy.centres)
        if not used:
            raise refused("policy", Text("no_centre"), Text("policy_with_centres"))
        centre = used[0]
    elif not among(centre, known):
        raise refused("centre", centre, suggest(centre, known))
    grown = _growing(asked, centre, most)
    count = grown.saving.shape[1]
    pays = grown.saving >= -1e-9 * np.abs(grown.saving).max()
    stays = np.logical_and.accumulate(pays[:, ::-1], axis=1)[:, ::-1]
    first = np.where(stays[:, -1], 1.0 + stays.argmax(axis=1), np.nan)
    value, low, high = (enough_in(first, share) for share in (0.5, 0.05, 0.95))
    saving = float(grown.saving[:, -1].mean())
    told = {
        "centre": centre,
        "value": Figure(value),
        "low": Figure(low),
        "high": end_of(high, count, ""),
        "households": Figure(_households(grown, value)),
        "count": count,
        "saving": Figure(abs(saving), "yuan"),
        "none": Figure(float(np.isnan(first).mean()), "share"),
    }
    saves = "asked_estates_saves" if saving >= 0.0 else "asked_estates_costs"
    sentences = [
        Sentence("asked_estates" if np.isfinite(value) else "asked_estates_not", told),
        Sentence(saves, told),
    ]
    if np.isnan(first).any():
        sentences.append(Sentence("asked_estates_none", told))
    return asked.answer(
        "estates_to_pay",
        first,
        "",
        (value, low, high),
        (1.0, float(count)),
        _table(grown),
        sentences,
        months=12,
    )


def _table(grown: Growing) -> pd.DataFrame:
    count = grown.saving.shape[1]
    shown = [number for number in SHOWN if number < count] + [count]
    rows = [
        {
            "estates": number,
            "households": float(grown.households[number - 1]),
            **spread(grown.saving[:, number - 1]),
            "pays_in": float((grown.saving[:, number - 1] >= 0).mean()),
        }
        for number in shown
    ]
    table = pd.DataFrame(rows)
    table.attrs["units"] = {
        **dict.fromkeys(("mean", "p5", "p95"), "yuan/year"),
        "pays_in": "share",
    }
    return table


def _households(grown: Growing, number: float) -> float:
    return float(grown.households[int(number) - 1]) if np.isfinite(number) else np.inf


def _growing(asked: Asked, centre: str, most: int) -> Growing:
    """Compute the saving of one centre with its nearest estates, one more at a time."""
    alone = asked.policy.replace(
        organisation="clustered",
        centres=(centre,),
        estates_per_centre=most,
        assignment={},
        others="unmanaged",
        joins={},
        ventures=(),
        partners=(),
        works=(),
    )
    scheme = build_scheme(asked.programme, alone)
    parts = [
        _of_draws(scheme, asked.ledger.draw(asked.seed, start, stop))
        for start, stop in asked.chunks(scheme)
    ]
    saving = np.concatenate([part[0] for part in parts])
    households = np.concatenate([part[1] for part in parts])
    return Growing(saving, households.mean(axis=0))


def _of_draws(scheme: Scheme, draws: Draws) -> tuple[Array, Array]:
    """Compute saving [yuan/year] and households, shape (draw, number of estates) each."""
    scheme = resampled(scheme, draws)
    order = scheme.order
    if scheme.away is not None:
        nearest = np.argsort(scheme.away, kind="stable")
        scheme = replace(scheme, order=order[nearest], away=scheme.away[nearest])
        order = scheme.order
    count = len(order)
    sizes = np.arange(1, count + 1)
    which = np.concatenate([np.arange(size) for size in sizes])
    many = replace(
        scheme,
        centres=scheme.centres * count,
        order=order[which],
        starts=np.cumsum(sizes) - sizes,
        away=None if scheme.away is None else scheme.away[which],
    )
    together = service_costs(many, draws).together.total
    apart = np.cumsum(service_costs(scheme, draws).alone.total[:, order], axis=1)
    households = np.broadcast_to(scheme.sites.households, (len(together), len(scheme.members)))
    return 12.0 * (apart - together), np.cumsum(households[:, order], axis=1)
