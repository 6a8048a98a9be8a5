"""Refuse schemes whose crews cannot do their work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from commpartner.errors import InputError, Problem
from commpartner.flows import staffing, travel
from commpartner.flows.namespace import Array
from commpartner.flows.orders import staffed_for
from commpartner.flows.queueing import MOST_SERVERS
from commpartner.flows.service import Norms
from commpartner.model.scheme import Scheme
from commpartner.texts import Text

WORKING_DAYS_PER_WEEK = 5.0


def refuse_what_no_crew_serves(scheme: Scheme, norms: Norms, distance: Array) -> None:
    """Refuse a scheme with trips over a day or too many work orders for a queue.

    Parameters
    ----------
    distance
        Mean distance of the estates from their centre [km], (draw, centre).

    Raises
    ------
    InputError
        If a trip from a centre to its estates and back takes longer than a working day, or
        if work orders would keep more technicians busy than a queue is computed for.
    """
    travels = "travel" in scheme.policy.mechanisms
    trip = travel.trip_time(distance, norms.detour, norms.travel_speed)
    if not travels:
        trip = np.zeros_like(trip)
    problems = [*_too_far(scheme, norms, trip, distance), *_too_many(scheme, norms, trip)]
    if problems:
        raise InputError(problems)


def _too_far(scheme: Scheme, norms: Norms, trip: Array, distance: Array) -> Iterator[Problem]:
    """Find the centre whose estates are farthest away, if a trip to them takes over a day."""
    days = trip / (norms.working_hours / WORKING_DAYS_PER_WEEK)
    if not (days > 1.0).any():
        return
    draw, number = map(int, np.unravel_index(np.argmax(days), days.shape))
    mean = float(distance[draw, number])
    values = {"distance": mean, "hours": float(trip[draw, number])}
    reach = mean / float(days[draw, number])
    away = scheme.estate_distance
    if away is None:
        found = Text("trip_too_long_without_map", **values)
        allowed = Text("trip_within_a_day_without_map", reach=reach)
    else:
        served = scheme.order[scheme.centre_of[scheme.order] == number]
        farthest = served[np.argmax(away[served])]
        estate = scheme.programme.estates[scheme.members[farthest]].id
        found = Text("trip_too_long", estate=estate, away=float(away[farthest]), **values)
        allowed = Text("trip_within_a_day", reach=reach)
    yield Problem("", None, f"centres.{scheme.centres[number].id}", found, allowed)


def _too_many(scheme: Scheme, norms: Norms, trip: Array) -> Iterator[Problem]:
    """Find who has more work orders than a queue is computed for, an estate alone or a centre."""
    sites = scheme.sites
    orders = sites.households * sites.condition
    hours_open = norms.working_hours * staffing.WEEKS_PER_MONTH
    rate = staffed_for(norms.order_rate, norms.reopened) / hours_open
    longest = norms.repair_time + trip.max(axis=1, initial=0.0, keepdims=True)
    if (
        float((np.add.reduce(orders, axis=-1, keepdims=True) * rate * longest).max())
        <= MOST_SERVERS
    ):
        return  # the work of all estates together is no more
    of_estates = orders * rate * norms.repair_time
    of_centres = scheme.by_centre(orders) * rate * (norms.repair_time + trip)
    households = scheme.by_centre(sites.households)
    ids = [scheme.programme.estates[number].id for number in scheme.members]
    for field, names, crews, served in (
        ("estates", ids, of_estates, sites.households),
        ("centres", [entry.id for entry in scheme.centres], of_centres, households),
    ):
        if crews.max(initial=0.0) > MOST_SERVERS:
            worst = np.unravel_index(np.argmax(crews), crews.shape)
            count = np.broadcast_to(served, crews.shape)[worst]
            found = Text("crew_too_large", households=int(count), crew=float(crews[worst]))
            allowed = Text("crew_small_enough", most=MOST_SERVERS)
            yield Problem("", None, f"{field}.{names[int(worst[-1])]}", found, allowed)
