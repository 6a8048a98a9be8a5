"""Every row of the ledger moves something, and a change that nothing reads is told."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from test_explanation import POLICIES, other_value
from town import BASE, TOWN

import commpartner as cp
from commpartner.assumptions.table import AssumptionTable, evidence
from commpartner.errors import UnusedAssumptionWarning
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.programme import Governance, Policy, Programme
from commpartner.results.unread import changed_rows, rows_read, unread_overrides

MONTHS = 14
BARE_TOWN = TOWN.replace(assumptions={})
NO_MAP = BARE_TOWN.replace(
    estates=tuple(estate.replace(x_km=None, y_km=None) for estate in TOWN.estates),
    centres=tuple(centre.replace(x_km=None, y_km=None) for centre in TOWN.centres),
)
GATED_TOWN = BARE_TOWN.replace(
    estates=tuple(estate.replace(gates=1) for estate in TOWN.estates[:6]),
    services={"full": TOWN.services["full"].replace(staffed_gates=True)},
)
PLACES: dict[str, tuple[Programme, Policy]] = {
    "everything": (BARE_TOWN, POLICIES["all"]),
    "plain": (BARE_TOWN, POLICIES["plain"]),
    "no map": (NO_MAP, BASE),
    "relief": (
        BARE_TOWN.replace(estates=tuple(one.replace(managed=True) for one in TOWN.estates)),
        BASE.replace(ventures=("building",), deficit_first=False, fee_relief_share=1.0),
    ),
    "divisible": (NO_MAP, BASE.replace(staffing_step=0.0)),
    "gates": (GATED_TOWN, BASE.replace(service="full")),
}
PLACES["layers"] = (  # so many staff that supervisors have supervisors
    BARE_TOWN.replace(
        estates=tuple(
            one.replace(households=9_000, floor_area=700_000.0) for one in TOWN.estates[:6]
        )
    ),
    BASE,
)
PLACES["taxes"] = (  # a market without capital leaves a profit in its first year
    BARE_TOWN.replace(
        ventures=tuple(
            one.replace(capital=0.0) if one.id == "market" else one for one in TOWN.ventures
        )
    ),
    BASE.replace(
        grant=400.0,
        grant_months=14,
        ventures=("market",),
        reinvestment_share=0.0,
        mechanisms=tuple(name for name in BASE.mechanisms if name != "centre_cost"),
        vat="small_scale",
        income_tax="income_tax_rate",
    ),
)
PLACES["sales below the threshold"] = (
    BARE_TOWN.replace(estates=TOWN.estates[:7]),
    PLACES["taxes"][1].replace(ventures=()),
)
PLACES["lines"] = (
    BARE_TOWN.replace(
        estates=tuple(
            one.replace(lifts=2, pump_rooms=1, green_area=400.0) for one in TOWN.estates[:6]
        ),
        services={"standard": TOWN.services["standard"].replace(refuse_removal=1.0, insurance=1.0)},
    ),
    BASE,
)
ALL_IN_ONE = {"xiashan": "xiashan_all", "qingyunpu": "village", "xiangyang": "xiangyang_all"}
for case, name in ALL_IN_ONE.items():
    shipped = cp.datasets.load(case)
    few = shipped.replace(estates=shipped.estates[:40])
    PLACES[case] = (few, few.policies[name])
DRAWN = {"wage_correlation"}  # a correlation moves draws that differ, never the middle


@cache
def read(place: str) -> set[str]:
    programme, policy = PLACES[place]
    return rows_read(programme, [policy])


@cache
def outcomes(place: str, name: str = "", value: float = 0.0) -> bytes:
    programme, policy = PLACES[place]
    ledger = cp.default_assumptions()
    held = {row.name: row.central for row in programme.assumption_table(ledger).values()}
    if name in DRAWN:
        held = {}
    held["welfare_elasticity"] = 1.0  # without weights nobody's income is compared
    if name:
        held[name] = value
    draws = programme.replace(assumptions={}).assumption_table(ledger.replace(**held))
    found = evaluate(
        build_schemes(programme, {place: policy}),
        draws.draw(1, 0, 2 if name in DRAWN else 1),
        MONTHS,
    )
    return b"".join(values.tobytes() for values in found[place].values())


def places_that_read(name: str) -> Iterator[str]:
    yield from (place for place in PLACES if name in read(place))


@pytest.mark.filterwarnings("ignore::commpartner.errors.UnusedAssumptionWarning")
@pytest.mark.parametrize("name", cp.default_assumptions())
def test_every_row_of_the_ledger_moves_some_outcome(name: str) -> None:
    if name in ("floor_area_per_household", "elderly_share_60plus"):
        changed = cp.default_assumptions().replace(**{name: other_value(name)})
        estates = cp.datasets.synthetic_estates(8, seed=1)
        assert cp.datasets.synthetic_estates(8, seed=1, ledger=changed) != estates
        return
    # A guard's wage below the minimum of twelve-hour shifts is raised to it, at its central value.
    value = 3400.0 if name == "wage_guard" else other_value(name)
    start = (name, cp.default_assumptions()[name].central) if name in DRAWN else ("", 0.0)
    assert any(
        outcomes(place, name, value) != outcomes(place, *start) for place in places_that_read(name)
    )


def test_what_nothing_reads_is_no_row_of_the_ledger() -> None:
    assert not set(evidence()) & set(cp.default_assumptions())
    everywhere = set().union(*(read(place) for place in PLACES))
    assert not set(evidence()) & everywhere
    assert all(row.note for row in evidence().values())
    with pytest.raises(cp.InputError, match="free_service_months") as caught:
        cp.default_assumptions().replace(free_service_months=2.0)
    assert caught.value.problems[0].found.code == "evidence_only"  # type: ignore[attr-defined]


def test_a_changed_row_that_goes_unread_is_reported() -> None:
    ledger = cp.default_assumptions().replace(stall_rent=700.0, wage_cleaner=2500.0)
    with pytest.warns(UnusedAssumptionWarning) as caught:
        cp.simulate(TOWN, BASE, months=1, draws=1, assumptions=ledger)
    (warning,) = caught
    assert warning.message.args[0].values == {"rows": "stall_rent"}  # type: ignore[union-attr]
    assert warning.filename == __file__
    with pytest.warns(UnusedAssumptionWarning) as caught:
        cp.compare(TOWN, {"a": BASE}, months=1, draws=2, assumptions=ledger)
    assert caught[0].filename == __file__


def test_a_row_read_or_held_is_not_reported() -> None:
    market = BASE.replace(ventures=("market",))
    ledger = cp.default_assumptions()
    held = ledger.replace(hall_price=ledger["hall_price"].central)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cp.simulate(TOWN, BASE, months=1, draws=1, assumptions=held)
        cp.compare(
            TOWN,
            {"a": BASE, "b": market},
            months=1,
            draws=2,
            assumptions=ledger.replace(stall_rent=700.0),
        )
    assert changed_rows(held) == changed_rows(ledger) == []


def test_rows_replaced_but_read_by_no_policy_are_found() -> None:
    rows = {"stall_rent": {"distribution": "fixed", "low": 700, "central": 700, "high": 700}}
    programme = TOWN.replace(assumptions=rows, policies={"a": BASE})
    assert unread_overrides(programme, [BASE]) == ["stall_rent"]
    assert unread_overrides(programme, [BASE.replace(ventures=("market",))]) == []
    for case in cp.datasets.names():
        shipped = cp.datasets.load(case)
        assert unread_overrides(shipped, shipped.policies.values()) == []


HELPED = BASE.replace(governance=Governance(volunteer_teams=4.0))


def test_rows_read_are_those_of_a_run() -> None:
    helped = (BARE_TOWN, HELPED)
    for programme, policy in (PLACES["plain"], PLACES["everything"], helped):
        run = cp.simulate(programme, policy, months=2, draws=2, seed=3)
        assert set(run.assumptions) == rows_read(programme, [policy])


def test_evidence_is_no_ledger_of_the_model() -> None:
    assert isinstance(evidence(), AssumptionTable)
    assert np.isfinite([row.central for row in evidence().values()]).all()
