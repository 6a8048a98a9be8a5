"""Assign estates to centres: a programme under a policy, before draws."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commpartner.errors import InputError, Problem
from commpartner.flows.namespace import Array
from commpartner.flows.service import Sites
from commpartner.model.brought import Brought, brought
from commpartner.problems.wording import among
from commpartner.programme import Centre, Estate, Policy, Programme
from commpartner.programme.joining import month_of_joining
from commpartner.programme.programme import check_programme
from commpartner.texts import Text

Indices = NDArray[np.intp]

# Where centres have limited room, every pair of estate and centre is tried, shortest first; in a
# district with more pairs than this an estate is offered to its nearest centres only.
MOST_PAIRS = 5_000_000
NEAREST_CENTRES = 16
NO_CENTRE = -1


class District(NamedTuple):
    """Hold all estates of the programme, shape (estate,) as listed or (draw, estate) as drawn."""

    households: Array
    floor_area: Array
    gates: Array
    lifts: Array
    pump_rooms: Array
    green_area: Array


@dataclass(frozen=True, eq=False)
class Scheme:
    """Hold the estates that a policy serves as arrays, with their centres.

    Estates outside the scheme have no money and no service; they are counted and left out of
    the arrays. The axis estate is that of `members`.

    Sizes are as listed, or drawn anew in every draw: `resampling.resampled` makes the one of the
    other. Then `sites` has the shape (draw, estate), and what follows from it (draw, 1).

    Attributes
    ----------
    members
        Index into the programme's estates of each estate served, shape (estate,).
    district
        All estates of the programme.
    all_managed
        Whether each of them has a manager today.
    joins
        Month in which each estate joins, shape (estate,); None if all do in month 0.
    away
        Distance of each clustered estate from its centre [km], in the order of `order`; None
        without a map.
    centre_of
        Index into `centres` for a clustered estate, -1 for one served alone, shape (estate,).
    brought
        What the estates served bring with them.
    own_vacancies
        Whether any estate of the programme has a vacancy of its own.
    order, starts
        Clustered estates sorted by centre, and where each centre begins among them.
    """

    programme: Programme
    policy: Policy
    members: Indices
    district: District
    all_managed: NDArray[np.bool_]
    sites: Sites
    governance: Array
    need_index: Array
    managed: NDArray[np.bool_]
    brought: Brought
    own_vacancies: bool
    centres: tuple[Centre, ...]
    centre_of: Indices
    order: Indices
    starts: Indices
    away: Array | None
    joins: Indices | None

    @property
    def clustered(self) -> NDArray[np.bool_]:
        """Return whether each estate is served from a centre."""
        return np.asarray(self.centre_of != NO_CENTRE)

    @property
    def abandoned(self) -> int:
        """Return the estates without a manager that the policy leaves unserved (弃管小区)."""
        unmanaged = sum(not estate.managed for estate in self.programme.estates)
        return unmanaged - int((~self.managed).sum())

    @property
    def households(self) -> Array:
        """Return the households of the estates served, shape (1,) or (draw, 1)."""
        return np.asarray(np.add.reduce(self.sites.households, axis=-1, keepdims=True))

    @property
    def district_households(self) -> Array:
        """Return the households of all estates, shape (1,) or (draw, 1)."""
        return np.asarray(np.add.reduce(self.district.households, axis=-1, keepdims=True))

    @property
    def outside(self) -> tuple[Array, Array]:
        """Return the shares of households outside the scheme, managed and unmanaged.

        Shape (1,) or (draw, 1) each.
        """
        left = np.ones(len(self.all_managed), dtype=bool)
        left[self.members] = False

        def share(these: NDArray[np.bool_]) -> Array:
            part = np.where(these, self.district.households, 0.0)
            return np.asarray(
                np.add.reduce(part, axis=-1, keepdims=True) / self.district_households
            )

        return share(left & self.all_managed), share(left & ~self.all_managed)

    @property
    def distance(self) -> Array | None:
        """Return the mean distance of households from each centre [km]; None without a map.

        Shape (centre,) or (draw, centre).
        """
        if self.away is None:
            return None
        if not self.centres:
            return np.zeros(0)
        weights = np.ascontiguousarray(self.sites.households[..., self.order])
        weighted = np.add.reduceat(weights * self.away, self.starts, axis=-1)
        return np.asarray(weighted / np.add.reduceat(weights, self.starts, axis=-1))

    @property
    def estate_distance(self) -> Array | None:
        """Return the distance of estates from their centre [km]; NaN if served alone."""
        if self.away is None:
            return None
        found = np.full(len(self.members), np.nan)
        found[self.order] = self.away
        return found

    def as_listed(self) -> Scheme:
        """Make the same scheme with the sizes that the programme lists."""
        return self.of_sizes(_district(self.programme.estates))

    def of_sizes(self, district: District) -> Scheme:
        """Make the same scheme with other sizes of the estates."""
        sites = _sites(district, self.members, self.sites.condition)
        return replace(self, district=district, sites=sites)

    def by_centre(self, values: Array) -> Array:
        """Sum over the estates of each centre: (.., estate) to (.., centre)."""
        if not self.starts.size:
            return np.zeros((*values.shape[:-1], 0))
        return np.add.reduceat(values[..., self.order], self.starts, axis=-1)


def build_scheme(programme: Programme, policy: Policy) -> Scheme:
    """Assign every estate to exactly one centre, to service of its own, or to none (I8).

    The estates that the scheme may take on go to the nearest centre with room, the shortest
    distances first. `estates_per_centre` and the centre's own capacity limit the room. Without a
    map they are dealt out in the order of the file. A user's own `assignment` replaces the rule.

    Raises
    ------
    InputError
        If the policy names what the programme lacks.
    """
    _check_names(programme, policy)
    estates = programme.estates
    households = np.array([estate.households for estate in estates], dtype=np.float64)
    managed = np.array([estate.managed for estate in estates])
    known = {centre.id: centre for centre in programme.centres}
    chosen = policy.centres or tuple(dict.fromkeys(policy.assignment.values()))
    open_centres = tuple(known[name] for name in chosen)
    eligible = np.ones(len(estates), dtype=bool) if policy.takes_on == "all" else ~managed
    places = _places(programme)

    taken = np.full(len(estates), NO_CENTRE, dtype=np.intp)
    if policy.organisation != "unmanaged" and open_centres:
        if policy.assignment:
            index = {centre.id: number for number, centre in enumerate(open_centres)}
            for number, estate in enumerate(estates):
                if estate.id in policy.assignment:
                    taken[number] = index[policy.assignment[estate.id]]
        else:
            taken = _assign(households, eligible, places, open_centres, policy.estates_per_centre)

    if policy.organisation == "unmanaged":
        served = np.zeros(len(estates), dtype=bool)
    elif not open_centres or policy.others == "stand_alone":
        served = eligible | (taken != NO_CENTRE)
    else:
        served = taken != NO_CENTRE
    members = np.flatnonzero(served)
    needs = sum(estates[number].need_index for number in members)
    if policy.allocation == "need_index" and members.size and not needs:
        found, allowed = Text("zero_in_estates_served"), Text("index_above_0")
        raise InputError([Problem("", None, "estates.need_index", found, allowed)])
    if not members.size and (policy.ventures or policy.partners or policy.works):
        found = Text("money_without_estate")
        allowed = Text("estate_for_money")
        raise InputError([Problem("", None, "policies", found, allowed)])
    centre_of = taken[members]
    if policy.organisation != "clustered":
        centre_of = np.full_like(centre_of, NO_CENTRE)
    used = np.unique(centre_of[centre_of != NO_CENTRE])  # a centre that nobody joins costs nothing
    renumbered = np.searchsorted(used, centre_of)
    centre_of = np.where(centre_of == NO_CENTRE, NO_CENTRE, renumbered).astype(np.intp)
    open_centres = tuple(open_centres[number] for number in used)
    clustered = np.flatnonzero(centre_of != NO_CENTRE)
    order = clustered[np.argsort(centre_of[clustered], kind="stable")]
    starts = np.searchsorted(centre_of[order], np.arange(len(open_centres)))
    district = _district(estates)
    own = brought(estates)

    def row(field: str) -> Array:
        return _row(estates, field)[members]

    return Scheme(
        programme=programme,
        policy=policy,
        members=members,
        district=district,
        all_managed=managed,
        sites=_sites(district, members, row("condition")),
        governance=row("governance"),
        need_index=row("need_index"),
        managed=managed[members],
        brought=own.of(members),
        own_vacancies=not np.isnan(own.vacancy).all(),
        centres=open_centres,
        centre_of=centre_of,
        order=order.astype(np.intp),
        starts=starts.astype(np.intp),
        away=_away(places, members[order], open_centres, centre_of[order]),
        joins=_joins(policy, [estates[number] for number in members], chosen, taken[members]),
    )


def _joins(
    policy: Policy, estates: Sequence[Estate], centres: Sequence[str], taken: Indices
) -> Indices | None:
    """Find the month in which each estate joins; None if all do in month 0."""
    if not policy.joins:
        return None
    whose = [None if number == NO_CENTRE else centres[number] for number in taken]
    months = [
        month_of_joining(policy.joins, estate, centre)
        for estate, centre in zip(estates, whose, strict=True)
    ]
    return np.array(months, dtype=np.intp) if any(months) else None


def _row(estates: Sequence[Estate], field: str) -> Array:
    return np.array([_known(getattr(estate, field)) for estate in estates], dtype=np.float64)


def _district(estates: Sequence[Estate]) -> District:
    return District(*(_row(estates, field) for field in District._fields))


def _known(value: float | None) -> float:
    return 0.0 if value is None else value


def _sites(district: District, members: Indices, condition: Array) -> Sites:
    # Rows of memory are draws: the bits of a sum along others depend on how many there are.
    households, floor_area, gates, *others = (
        np.ascontiguousarray(each[..., members]) for each in district
    )
    return Sites(households, floor_area, gates, condition, *others)


def _check_names(programme: Programme, policy: Policy) -> None:
    """Validate the names in a policy that was made in code."""
    if policy in programme.policies.values():
        return
    programme.replace(policies={**programme.policies, "policy": policy})


def _places(programme: Programme) -> Array | None:
    mapped = all(estate.x_km is not None for estate in programme.estates)
    if not mapped or any(centre.x_km is None for centre in programme.centres):
        return None
    return np.array([(estate.x_km, estate.y_km) for estate in programme.estates], dtype=np.float64)


def _centre_places(centres: tuple[Centre, ...]) -> Array:
    return np.array([(centre.x_km, centre.y_km) for centre in centres], dtype=np.float64)


def _assign(
    households: Array,
    eligible: NDArray[np.bool_],
    places: Array | None,
    centres: tuple[Centre, ...],
    most_estates: int | None,
) -> Indices:
    taken = np.full(len(households), NO_CENTRE, dtype=np.intp)
    rooms = [most_estates or len(households)] * len(centres)
    spare = [math.inf if centre.capacity is None else centre.capacity for centre in centres]
    for estate, centre in _pairs(np.flatnonzero(eligible), places, centres, rooms, spare):
        if taken[estate] == NO_CENTRE and rooms[centre] and households[estate] <= spare[centre]:
            taken[estate] = centre
            rooms[centre] -= 1
            spare[centre] -= households[estate]
    return taken


def _pairs(
    candidates: Indices,
    places: Array | None,
    centres: tuple[Centre, ...],
    rooms: Sequence[int],
    spare: Sequence[float],
) -> Iterator[tuple[int, int]]:
    """List the pairs of an estate and a centre in the order of trial."""
    if places is None:  # equal runs of the file, then wherever there is room
        run = min(rooms[0], -(-len(candidates) // len(centres)))
        for number, estate in enumerate(candidates):
            home = min(number // run, len(centres) - 1)
            yield from ((int(estate), (home + k) % len(centres)) for k in range(len(centres)))
        return

    from scipy.spatial import KDTree  # SciPy loads slowly; only maps need it

    unlimited = rooms[0] >= len(candidates) and all(map(math.isinf, spare))
    count = 1 if unlimited else len(centres)
    if len(candidates) * count > MOST_PAIRS:
        count = NEAREST_CENTRES
    distance, nearest = KDTree(_centre_places(centres)).query(places[candidates], k=count)
    distance, nearest = np.reshape(distance, (-1, count)), np.reshape(nearest, (-1, count))
    for pair in np.argsort(distance, axis=None, kind="stable"):
        estate, rank = divmod(int(pair), count)
        yield int(candidates[estate]), int(nearest[estate, rank])


def _away(
    places: Array | None, estates: Indices, centres: tuple[Centre, ...], centre_of: Indices
) -> Array | None:
    """Compute the distance of estates from their centre [km]; None without a map."""
    if places is None:
        return None
    if not centres:
        return np.zeros(0)
    return np.asarray(np.hypot(*(places[estates] - _centre_places(centres)[centre_of]).T))


def unknown_policy(name: object, programme: Programme) -> InputError:
    """Make the error for a policy that the programme does not have."""
    from commpartner.problems.wording import shorten, suggest

    allowed = (
        suggest(name, programme.policies) if programme.policies else Text("programme_has_none")
    )
    if not isinstance(name, str):
        allowed = Text("with_names", what=Text("policy_or_name"), names=allowed)
    return InputError([Problem("", None, "policies", shorten(name), allowed)])


def named_policy(programme: Programme, policy: Policy | str) -> tuple[str, Policy]:
    """Find a policy and its name."""
    check_programme(programme)
    if not isinstance(policy, Policy):
        if not among(policy, programme.policies):
            raise unknown_policy(policy, programme)
        return policy, programme.policies[policy]
    for name, known in programme.policies.items():
        if known == policy:
            return name, policy
    return "policy", policy
