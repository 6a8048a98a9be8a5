"""Tables of experiments say how the case knows a number, not how the default table does."""

from __future__ import annotations

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.experiments.deciding.one_at_a_time import tornado
from commpartner.experiments.learning.information import value_of_information
from commpartner.programme import Fact, Programme

FEE = BASE.replace(fee="fee_per_m2", fee_basis="floor_area")
OUTCOME = "npv_operator"


def stated(*facts: Fact) -> Programme:
    return Programme(**dict(TOWN) | {"facts": facts, "policies": {"fee": FEE}})


ASSUMED = Fact(field="policies.fee", value="as told", kind="assumption")
PUBLISHED = Fact(field="policies.fee", value="as told", kind="published", source="xs_area_centres")
KINDS = [((ASSUMED,), "assumption"), ((PUBLISHED,), "published"), ((), "choice")]


@pytest.mark.parametrize(("facts", "kind"), KINDS)
def test_experiments_have_the_case_s_kinds(facts: tuple[Fact, ...], kind: str) -> None:
    case = stated(*facts)
    bars = tornado(case, "fee", OUTCOME, months=1).set_index("assumption")
    assert bars["kind"].loc["fee_per_m2"] == kind
    both = cp.compare(case, {"fee": FEE, "low": FEE.replace(fee=0.3)}, months=1, draws=100, seed=7)
    worth = value_of_information(both, OUTCOME)
    found = worth.by_assumption.set_index("assumption")["kind"]
    assert found.loc["fee_per_m2"] == kind
    assert kind in set(worth.by_kind["kind"])
