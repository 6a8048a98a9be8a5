"""Numbers that every section of the second reading uses."""

from __future__ import annotations

import math
from collections.abc import Mapping

NAN = math.nan

Values = Mapping[str, float]


def number(quantity: float | str, values: Values) -> float:
    """A number of the user's own, or the drawn value of a named assumption."""
    return values[quantity] if isinstance(quantity, str) else float(quantity)


def ratio(part: float, whole: float) -> float:
    """Part over whole, 0 where there is no whole: nothing served, nothing billed."""
    return part / whole if whole != 0 else 0.0


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def price_index(t: float, v: Values) -> float:
    """Section 9: prices of a month over those of month 0."""
    return float((1 + v["inflation"]) ** (t / 12))


def monthly_rate(v: Values) -> float:
    """Real rate of a month: the nominal one less the growth of prices."""
    real = (1 + v["discount_rate_financial"]) / (1 + v["inflation"])
    return math.pow(real, 1 / 12) - 1


def charge(principal: float, years: float, v: Values) -> float:
    """Payment at the start of each month that repays a sum and grows with prices, at those of the
    first month."""
    months, rate = 12 * years, monthly_rate(v)
    if rate == 0:
        return principal / months
    return principal * rate / (1 + rate) / (1 - math.pow(1 + rate, -months))


def worth_of_part(left: float, life: float, v: Values) -> float:
    """Present value of the charges of the months left over that of all months of a life."""
    rate = monthly_rate(v)
    if rate == 0:
        return left / life
    return (1 - math.pow(1 + rate, -left)) / (1 - math.pow(1 + rate, -life))


def worth_left(age: float, life_years: float, v: Values) -> float:
    """Worth at the end over the price, of what was opened `age` months before it and renewed."""
    life = 12 * life_years
    if age < 1:
        return 0.0
    ends = life
    while ends <= age - 1:  # renewed within the months
        ends += life
    return worth_of_part(max(ends - age, 0.0), life, v)


def is_new(age: float, life_years: float) -> bool:
    """Whether capital is spent: in the month of opening and again after each life."""
    if age < 0:
        return False
    return age in [math.ceil(number * 12 * life_years) for number in range(1 + int(age))]
