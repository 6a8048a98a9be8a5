"""Section 2 of docs/model.md: who is served, and from where."""

from __future__ import annotations

import math

from commpartner.programme import Centre, Estate, Policy, Programme

ALONE = "(alone)"
OUTSIDE = "(outside)"


def places(programme: Programme, policy: Policy) -> list[str]:
    """For each estate the id of its centre, ALONE or OUTSIDE."""
    estates = programme.estates
    place = [OUTSIDE] * len(estates)
    if policy.organisation == "unmanaged":
        return place
    may = [policy.takes_on == "all" or not estate.managed for estate in estates]
    if policy.assignment:
        for i, estate in enumerate(estates):
            place[i] = policy.assignment.get(estate.id, OUTSIDE)
    elif policy.centres:
        for i, centre_id in nearest(programme, policy, may).items():
            place[i] = centre_id
    else:
        place = [ALONE if may[i] else OUTSIDE for i in range(len(estates))]
    if policy.organisation == "stand_alone":
        place = [OUTSIDE if where == OUTSIDE else ALONE for where in place]
    if policy.others == "stand_alone":
        for i in range(len(estates)):
            if place[i] == OUTSIDE and may[i]:
                place[i] = ALONE
    return place


def months_of_joining(programme: Programme, policy: Policy) -> list[int]:
    """For each estate the month of the narrowest name that is given, else 0."""
    centres = [OUTSIDE] * len(programme.estates)
    if policy.centres or policy.assignment:
        centres = places(programme, policy.replace(organisation="clustered"))
    months = []
    for estate, centre in zip(programme.estates, centres, strict=True):
        month = policy.joins.get(centre, 0)
        for area in (estate.subdistrict, estate.community, estate.id):  # the widest first
            if area:
                month = policy.joins.get(area, month)
        months.append(month)
    return months


def nearest(programme: Programme, policy: Policy, may: list[bool]) -> dict[int, str]:
    """Shortest distances first, to the nearest open centre that still has room."""
    by_id = {centre.id: centre for centre in programme.centres}
    open_centres = [by_id[name] for name in policy.centres]
    queue = [i for i in range(len(may)) if may[i]]
    run = math.ceil(len(queue) / len(open_centres))
    if policy.estates_per_centre is not None:
        run = min(run, policy.estates_per_centre)
    pairs = []
    for rank, i in enumerate(queue):
        home = min(rank // run, len(open_centres) - 1)
        for j, centre in enumerate(open_centres):
            if has_map(programme):
                pairs.append((distance(programme.estates[i], centre), 0, i, j))
            else:  # equal runs in the order of the file, then the next centre that has room
                pairs.append((float(rank), (j - home) % len(open_centres), i, j))
    taken: dict[int, str] = {}
    for _, _, i, j in sorted(pairs):
        centre = open_centres[j]
        mine = [k for k, centre_id in taken.items() if centre_id == centre.id]
        households = sum(programme.estates[k].households for k in mine)
        full = policy.estates_per_centre is not None and len(mine) >= policy.estates_per_centre
        if centre.capacity is not None:
            full = full or households + programme.estates[i].households > centre.capacity
        if i not in taken and not full:
            taken[i] = centre.id
    return taken


def has_map(programme: Programme) -> bool:
    """Every estate and every candidate centre, open or not, has a place."""
    estates = all(estate.x_km is not None for estate in programme.estates)
    return estates and all(centre.x_km is not None for centre in programme.centres)


def distance(estate: Estate, centre: Centre) -> float:
    assert estate.x_km is not None and estate.y_km is not None
    assert centre.x_km is not None and centre.y_km is not None
    return math.hypot(estate.x_km - centre.x_km, estate.y_km - centre.y_km)
