"""Make synthetic programmes of any size: estates, candidate centres, policies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import numpy as np
from pydantic import ValidationError

from commpartner.assumptions.table import AssumptionTable, default_assumptions
from commpartner.datasets.district import MOST_ESTATES, synthetic_estates, whole
from commpartner.datasets.listed import ANY_OLD
from commpartner.datasets.places import centre_places
from commpartner.datasets.sources import facts
from commpartner.errors import InputError
from commpartner.problems.arguments import of_type, refused
from commpartner.problems.wording import describe
from commpartner.programme import Centre, Estate, Policy, Programme, ServiceStandard
from commpartner.texts import Text

__all__ = ["SERVICES", "synthetic", "synthetic_centres", "synthetic_estates"]

_WRITTEN = tomllib.loads(
    (resources.files("commpartner") / "data" / "synthetic.toml").read_text(encoding="utf-8")
)
SERVICES: Mapping[str, ServiceStandard] = {
    name: ServiceStandard(**row) for name, row in _WRITTEN["services"].items()
}

# Made-up estates are one sample of many: intervals hold the draw of the district.
SIZES_DRAWN = {"distribution": "uniform", "low": 0.0, "central": 0.0, "high": 1.0}


def synthetic_centres(estates: tuple[Estate, ...], count: int) -> tuple[Centre, ...]:
    """Place candidate centres among estates, near their households (see `centre_places`).

    Parameters
    ----------
    estates
        All with coordinates.
    count
        1 to the number of estates.

    Returns
    -------
    tuple of Centre
        With ids ``c1``, ``c2``, ..., all of one length.

    Raises
    ------
    ValueError
        If the count is below 1 or above the number of estates.
    """
    count = whole("centres", count, 1, len(estates))
    places = np.array([(estate.x_km, estate.y_km) for estate in estates], dtype=np.float64)
    weights = np.array([estate.households for estate in estates], dtype=np.float64)
    digits = len(str(count))
    return tuple(
        Centre(
            id=f"c{number:0{digits}d}",
            name=f"合成片区中心{number}号 synthetic centre {number}",
            x_km=x,
            y_km=y,
        )
        for number, (x, y) in enumerate(
            np.round(centre_places(places, weights, count), 4).tolist(), start=1
        )
    )


def plain_policies(centres: Iterable[str], **levers: Any) -> dict[str, Policy]:
    """Return the policies that need nothing but estates and centres, by name.

    Parameters
    ----------
    centres
        Ids of the centres that the policy ``clustered`` opens.
    levers
        Of every policy, such as the service.

    Examples
    --------
    >>> list(plain_policies(["c1"], takes_on="all"))
    ['unmanaged', 'stand_alone', 'clustered']
    """
    everywhere = tuple(centres)
    return {
        name: Policy(
            **row,
            **levers,
            centres=everywhere if row["organisation"] == "clustered" else (),
        )
        for name, row in _WRITTEN["policies"].items()
    }


def synthetic(
    estates: int = 870,
    seed: int = 1,
    *,
    centres: int = 3,
    place: str = ANY_OLD,
    services: Mapping[str, ServiceStandard] = SERVICES,
    ledger: AssumptionTable | None = None,
) -> Programme:
    """Make a synthetic programme: estates, candidate centres, three policies to compare.

    Parameters
    ----------
    estates, seed, place, ledger
        As for `synthetic_estates`.
    centres
        Number of candidate centres, 1 to the number of estates.
    services
        Levels of service; the policies use ``standard``, or the first level if it is missing.

    Returns
    -------
    Programme
        With the policies ``unmanaged``, ``stand_alone`` and ``clustered``; marked as synthetic.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> programme = synthetic(20, seed=1, centres=2)
    >>> len(programme.estates), list(programme.policies), programme.synthetic
    (20, ['unmanaged', 'stand_alone', 'clustered'], True)
    """
    whole("centres", centres, 1, whole("estates", estates, 1, MOST_ESTATES))
    of_type("services", services, Mapping, Text("services_by_name"))
    for name, standard in services.items():
        of_type(f"services[{name!r}]", standard, ServiceStandard, Text("a_service_standard"))
    if not services:
        raise refused("services", Text("none"), Text("one_level_of_service"))
    placed = synthetic_estates(estates, seed, place=place, ledger=ledger)
    candidates = synthetic_centres(placed, centres)
    service = "standard" if "standard" in services else next(iter(services))
    everywhere = tuple(centre.id for centre in candidates)
    about = {"estates": estates, "centres": centres, "seed": seed, "place": place}
    texts: dict[str, Any] = {
        name: text.format(**about) for name, text in _WRITTEN["programme"].items()
    }
    try:
        return Programme(
            name=f"synthetic_{estates}_{seed}",
            synthetic=True,
            estates=placed,
            centres=candidates,
            services=dict(services),
            policies=plain_policies(everywhere, service=service),
            assumptions={"estate_sizes": SIZES_DRAWN},
            facts=facts(place, ledger or default_assumptions()),
            **texts,
        )
    except ValidationError as error:  # the names of the services are the caller's
        raise InputError(describe(error, Programme)) from None
