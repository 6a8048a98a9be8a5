"""Define the possible values of each unit and of some assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commpartner.facts.rows import rows
from commpartner.texts import Text


class Bounds(NamedTuple):
    """Hold the possible numbers: from `least`, included or not, to `most`."""

    least: float = -math.inf
    most: float = math.inf
    above: bool = False

    def hold(self, values: ArrayLike) -> NDArray[np.bool_]:
        """Return whether values are finite and possible."""
        array = np.asarray(values, dtype=np.float64)
        low = array > self.least if self.above else array >= self.least
        return np.asarray(np.isfinite(array) & low & (array <= self.most))

    @property
    def allowed(self) -> Text:
        """Describe the range in words."""
        if math.isinf(self.least):
            return Text("finite_number")
        number = Text("a_number")
        if self.above and math.isfinite(self.most):
            return Text("above_up_to", what=number, low=self.least, high=self.most)
        if self.above:
            return Text("above", what=number, low=self.least)
        if math.isfinite(self.most):
            return Text("from_to", what=number, low=self.least, high=self.most)
        return Text("at_least", what=number, low=self.least)


# No sum of money, length or count of a district comes near: beyond it products overflow.
LARGEST = 1e12

ANY = Bounds()
SHARE = Bounds(0.0, 1.0)
AMOUNT = Bounds(0.0, LARGEST)
DIVISOR = Bounds(0.0, LARGEST, above=True)  # something is divided by it
RATE = Bounds(-1.0, 10.0, above=True)  # at -1 a year everything is gone
RESPONSE = Bounds(-3.0, 3.0)  # elasticities; beyond it a size of 1 or 450 decides all
EFFECT = Bounds(-1.0, 1.0)  # part of a gap that a measure closes; below 0 it harms
LOGIT = Bounds(-100.0, 100.0)  # beyond it a chance is 0 or 1 to the last digit
KINDS: Mapping[str, Bounds] = {  # as ``data/units.csv`` names them
    "share": SHARE,  # also the part of a stock or of a gap that goes in a month
    "amount": AMOUNT,
    "divisor": DIVISOR,
    "rate": RATE,
    "score": Bounds(0.0, 100.0),
    "logit": LOGIT,
    "days": Bounds(0.0, 31.0),
    "hours of a week": Bounds(0.0, 168.0, above=True),
}
UNITS = {row["unit"]: KINDS[row["bounds"]] for row in rows("units") if row["bounds"]}

# Rows of which the unit says too little.
ROWS: dict[str, Bounds] = {
    "absence_rate": Bounds(0.0, 0.9),  # at 1 nobody is ever at work
    "appraisal_effect": EFFECT,
    "arrears_months": Bounds(1.0, LARGEST),  # no more than all arrears leave in a month
    "assessment_effect": EFFECT,
    "collection_cost_share": Bounds(0.0, 0.9),
    "committee_income_gain": Bounds(-1.0, LARGEST),  # -1: no income reaches the owners
    "committee_recovery_gain": Bounds(-1.0, LARGEST),  # -1: no effort is left
    "contract_premium": AMOUNT,
    "control_loss": Bounds(0.0, 0.5),  # of several layers the losses multiply
    "council_time_saving": EFFECT,
    "detour_factor": Bounds(1.0, LARGEST),  # no road is shorter than the straight line
    "discount_rate_spread": AMOUNT,
    "goodwill_decay": DIVISOR,
    "goodwill_months": DIVISOR,
    "layer_pay_ratio": AMOUNT,
    "low_income_ratio": Bounds(0.0, 1.0, above=True),
    "mean_repair_time": DIVISOR,
    "median_income": DIVISOR,
    "onboarding_repair_cost": DIVISOR,
    "order_deadline": AMOUNT,
    "order_headroom": DIVISOR,
    "publication_effect": EFFECT,
    "readiness_time_saving": EFFECT,
    "recheck_effect": EFFECT,
    "reopen_rate": Bounds(0.0, 0.9),  # at 1 no order is ever done
    "response_tail": Bounds(0.0, 0.9, above=True),  # no crew keeps a promise without exception
    "review_effect": EFFECT,
    "rounds_per_month": AMOUNT,
    "shared_manager_premium": AMOUNT,
    "size_departure_administration": RESPONSE,
    "size_departure_cleaning": RESPONSE,
    "size_departure_maintenance": RESPONSE,
    "size_departure_total": RESPONSE,
    "span_of_control": Bounds(2.0, LARGEST),  # one who leads one other leads nobody
    "taking_effect": EFFECT,
    "tour_constant": DIVISOR,
    "wage_correlation": SHARE,
    "warning_effect": EFFECT,
}


def bounds(unit: str, name: str = "") -> Bounds:
    """Return the bounds of a unit or of an assumption.

    A unit of the user's own that is not known here allows every finite number.

    Examples
    --------
    >>> bounds("share").allowed, bounds("yuan/month").least, bounds("ratio", "detour_factor").least
    ('a number from 0 to 1', 0.0, 1.0)
    """
    if name in ROWS:
        return ROWS[name]
    if unit in UNITS:
        return UNITS[unit]
    if unit.startswith("share of"):
        return SHARE
    if unit.split("/")[0] == "yuan":
        return AMOUNT
    return ANY
