"""Find implausible values: slips of units, misread coordinates, duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from commpartner.errors import InputError
from commpartner.model.plausibility.brought import brought_findings
from commpartner.model.plausibility.finding import Finding
from commpartner.model.plausibility.places import (
    double_findings,
    reach_findings,
    spread_findings,
    unit_findings,
)
from commpartner.model.plausibility.ranges import UsualRange, usual_ranges
from commpartner.model.plausibility.readings import (
    centre_findings,
    estate_findings,
    fee_findings,
    field_findings,
    partner_findings,
    venture_findings,
    wage_findings,
)
from commpartner.model.scheme import Scheme, build_scheme, unknown_policy
from commpartner.problems.wording import among, as_names
from commpartner.programme import Policy, Programme
from commpartner.programme.programme import check_programme

__all__ = ["Finding", "UsualRange", "implausible_values", "usual_ranges"]


def implausible_values(
    programme: Programme, policies: Iterable[str] | None = None
) -> tuple[Finding, ...]:
    """Find the values of a programme that are possible and unlikely.

    The search covers areas, places and sizes of estates, and their fees, lifts, green areas and
    maintenance funds. It covers distances to centres and the households of each, fees and prices
    of menus, ventures, partners, works and single fields of all parts. What is usual stands in
    ``data/usual_ranges.csv`` with its sources. Nothing is changed, and neither loading nor
    simulating warns of itself: ask here, or use the commands, which do.

    Parameters
    ----------
    programme
        Any programme.
    policies
        Names of the policies to look at; default: all of them.

    Returns
    -------
    tuple of Finding
        One for each kind of unlikely value, however many entries have it; empty if all is
        usual. ``str(finding)`` is the English message, ``finding.in_language("zh")`` the Chinese.

    Examples
    --------
    >>> import commpartner as cp
    >>> district = cp.datasets.load("xiashan")
    >>> cp.implausible_values(district)
    ()
    >>> first = district.estates[0].replace(floor_area=0.4659)
    >>> (finding,) = cp.implausible_values(district.replace(estates=(first, *district.estates[1:])))
    >>> finding.code, finding.entries
    ('area_per_household', ('e000001',))
    """
    check_programme(programme)
    chosen_names = programme.policies if policies is None else as_names(policies)
    for name in chosen_names:
        if not among(name, programme.policies):
            raise unknown_policy(name, programme)
    chosen = {name: policy for name, policy in programme.policies.items() if name in chosen_names}
    # Places beyond all numbers are far, and that is told: no warning of NumPy's beside it.
    with np.errstate(over="ignore", invalid="ignore"):
        units = tuple(unit_findings(programme))
        return (
            *units,
            *double_findings(programme.estates),
            # Who is near whom is not known from coordinates in other units.
            *(() if units else _by_distance(programme, chosen)),
            *estate_findings(programme),
            *brought_findings(programme),
            *fee_findings(programme, chosen),
            *wage_findings(programme),
            *venture_findings(programme),
            *partner_findings(programme),
            *field_findings(programme, chosen),
        )


def _by_distance(programme: Programme, policies: dict[str, Policy]) -> Iterator[Finding]:
    schemes = _schemes(programme, policies)
    yield from spread_findings(programme)
    yield from reach_findings(schemes.values())
    yield from centre_findings(schemes)


_ASSIGNING = {"takes_on", "centres", "estates_per_centre", "assignment", "others"}


def _schemes(programme: Programme, policies: dict[str, Policy]) -> dict[str, Scheme]:
    """Assign the estates once for all policies that assign them alike."""
    found: dict[str, Scheme] = {}
    seen: set[object] = set()
    for name, policy in policies.items():
        key = policy.model_dump_json(include=_ASSIGNING)
        if key in seen or policy.organisation != "clustered":
            continue
        seen.add(key)
        try:
            found[name] = build_scheme(programme, policy)
        except InputError:
            continue  # a policy that cannot be simulated says so where it is simulated
    return found
