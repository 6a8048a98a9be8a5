"""Compute what estates buy today by size: cost by head, with the spread between like estates.

The model's second saving asks the same: `model.mechanisms.today`. Wages and norms are those of the
table of assumptions: they give what the whole standard costs the typical estate. How cost answers
to size, area, buildings and age, and how much like estates differ, are carried over from estates
whose costs are disclosed (``data/size_curve.csv``, fitted by ``tools/size_curve.py``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from commpartner.assumptions.draws import Array, Draws
from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.flows.bought import HEADS, WITH_TOTAL, Heads
from commpartner.flows.service import Sites
from commpartner.flows.service_cost import stand_alone_cost
from commpartner.flows.size import like_spread
from commpartner.model.mechanisms.costs import TYPICAL_ESTATE, service_costs
from commpartner.model.mechanisms.today import HOMES_PER_BUILDING, Curve, Kind, curve
from commpartner.model.mechanisms.today import bought_today as bought_by_head
from commpartner.model.scheme import build_scheme
from commpartner.problems.arguments import refused
from commpartner.programme import Estate, Policy, Programme, ServiceStandard
from commpartner.texts import Text

# The standard with every head in it; the case's own may leave heads out.
FULL = ServiceStandard(patrol=0.5, upkeep=0.5, maintenance=1.0)


class Span(NamedTuple):
    """Hold a cost [yuan/household/month]: 90 % of like estates lie between low and high."""

    low: Array
    central: Array
    high: Array


class Bought(NamedTuple):
    """Hold what estates buy today, by head and in total.

    Attributes
    ----------
    total
        By a curve of its own; it is the sum of the heads in the typical estate, nearly so in
        others.
    spread
        Standard deviation of the log of cost between like estates, by head, shape (estate,): small
        estates differ more. Tails are heavy, so the 90 % interval is narrower than that of a
        normal distribution.
    standard
        Cost of the whole standard in the same estate alone [yuan/household/month]. What is bought
        over it is the scope that the estate chooses.
    assumed
        What was not given, and the value taken instead.
    """

    administration: Span
    security: Span
    cleaning: Span
    maintenance: Span
    total: Span
    spread: dict[str, Array]
    standard: dict[str, Array]
    assumed: dict[str, float]

    def scope(self) -> dict[str, Array]:
        """Return what is bought over the cost of the whole standard, by head and in total."""
        return {
            head: np.asarray(getattr(self, head).central / cost)
            for head, cost in self.standard.items()
        }


def bought_today(
    households: Array,
    floor_area: Array,
    buildings: Array | None = None,
    *,
    age: Array | None = None,
    own: Array | None = None,
    capital: bool = False,
    service: ServiceStandard = FULL,
    assumptions: AssumptionTable | None = None,
) -> Bought:
    """Compute what estates buy today, by head of cost, at central assumptions.

    Parameters
    ----------
    households, floor_area
        Of each estate: more than 0; floor area in m2. Estates of less than 100 households pay per
        household what those of 100 do: there are almost no data.
    buildings
        Of each estate; default: one for 42 households.
    age
        Years since it was built; default: that of the typical old estate. Cost falls with
        size in new estates, and hardly in old ones.
    own
        Whether the estate manages itself, 1 or 0; default: a company manages it.
    capital
        Whether the estates lie in the capital's region, where guards and repairs answer less to
        size (Seoul, Incheon and Gyeonggi were).
    service
        Whole standard; every head of it must cost something. The second saving of a run takes a
        smaller one, without guards (`model.mechanisms.today.REFERENCE`), and answers to size alike.
    assumptions
        Norms and wages; default: the table of the package.

    Returns
    -------
    Bought
        Shape (estate,) each.

    Raises
    ------
    ArgumentError
        If a number is out of range, the lengths differ, or a head of the service costs nothing.

    Examples
    --------
    >>> import numpy as np
    >>> households = np.array([150.0, 1500.0])
    >>> new = bought_today(households, 73.0 * households, age=np.array([10.0, 10.0]))
    >>> small, large = new.total.central
    >>> bool(small > large), sorted(new.assumed)
    (True, ['buildings', 'own'])
    """
    number = np.asarray(households, float)
    table = assumptions or default_assumptions()
    usual = {
        "buildings": number / HOMES_PER_BUILDING,
        "age": np.full_like(number, table["estate_age"].central),
        "own": np.zeros_like(number),
    }
    optional = {"buildings": buildings, "age": age, "own": own}
    given = {"households": number, "floor_area": np.asarray(floor_area, float)} | {
        name: usual[name] if values is None else np.asarray(values, float)
        for name, values in optional.items()
    }
    for name, values in given.items():
        fits = values.shape == number.shape and values.ndim == 1 and np.isfinite(values).all()
        if name == "own":
            if not (fits and np.isin(values, (0.0, 1.0)).all()):
                raise refused(name, values, Text("zero_or_one"))
        elif name == "age":
            if not (fits and (values >= 0).all()):
                raise refused(name, values, Text("finite_numbers_from_zero"))
        elif not (fits and (values > 0).all()):
            raise refused(name, values, Text("finite_numbers_above_zero"))
    typical = table[TYPICAL_ESTATE].central
    area = table["floor_area_per_household"].central
    place = _place(typical, area, service)
    costs = service_costs(
        build_scheme(place, place.policies["alone"]),
        Draws(place.assumption_table(table), 0, 0, 1).at_central(),
    )

    def found(size: Array, floor: Array, kind: Kind) -> tuple[Heads, Heads]:
        sites = Sites(size, floor, np.zeros_like(size), np.ones_like(size))
        asked = (sites, costs.offer.level, costs.norms, costs.rates)
        made = bought_by_head(*asked, stand_alone_cost(*asked), costs.answers, kind)
        paid, whole = (
            Heads(*(cost[0] / size for cost in side)) for side in (made.paid, made.whole)
        )
        return paid, whole

    _, whole = found(np.array([typical]), np.array([typical * area]), Kind())
    if not all((cost > 0).all() for cost in whole):
        raise refused("service", service, Text("cost_in_every_head", heads=", ".join(HEADS)))
    central, standard = found(
        number,
        given["floor_area"],
        Kind(given["buildings"], given["age"], given["own"], float(capital)),
    )
    spread = {head: like_spread(curve(head).sd, curve(head).sd_size, number) for head in WITH_TOTAL}
    taken = {
        "buildings": 1.0 / HOMES_PER_BUILDING,
        "age": table["estate_age"].central,
        "own": 0.0,
    }
    return Bought(
        **{
            head: _span(values, curve(head), spread[head])
            for head, values in central._asdict().items()
        },
        spread=spread,
        standard=standard._asdict(),
        assumed={name: value for name, value in taken.items() if optional[name] is None},
    )


def _span(central: Array, of: Curve, spread: Array) -> Span:
    low, high = (central * np.exp(at * spread) for at in (of.p5, of.p95))
    return Span(low, central, high)


def _place(households: float, area: float, service: ServiceStandard) -> Programme:
    return Programme(
        name="typical",
        estates=(Estate(id="e1", households=round(households), floor_area=households * area),),
        services={"whole": service},
        policies={"alone": Policy(organisation="stand_alone", service="whole")},
    )
