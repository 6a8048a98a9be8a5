"""A user's script for type checkers: what is right passes, what is wrong is refused.

It is checked and not run (`test_typing.py`). Both mypy and pyright report an ignore that nothing
needs, so a wrong line that passes is an error of its own.
"""

from __future__ import annotations

import commpartner as cp
from commpartner.programme import Centre, Estate, Package, ServiceStandard, Venture


class Twice(cp.Assumption):
    """A distribution of one's own."""

    times: float = 2.0


def right() -> None:
    policy = cp.Policy(centres=("c1",), fee=1.8)
    policy = cp.Policy(
        label_en="clustered",
        organisation="clustered",
        centres=("c1",),
        assignment={"e1": "c1"},
        fee="fee_per_m2",
        menu=(Package(service="a", fee=20.0), Package(service="b", fee=30)),
        mechanisms=("travel",),
        allocation="deficit",
        fallback_cap=None,
    )
    policy = policy.replace(fee=2.0)
    programme = cp.Programme(
        name="mine",
        estates=(Estate(id="e1", households=90, floor_area=6000.0),),
        centres=(Centre(id="c1"),),
        services={"standard": ServiceStandard(minimum_posts={"guard": 1.0})},
        ventures=(Venture(id="v1", capacity=30, price="stall_rent"),),
        policies={"mine": policy},
        assumptions={"wage_guard": {"central": 2600.0}},
    )
    xiashan: cp.Programme = cp.datasets.load("xiashan")
    names: list[str] = list(xiashan.policies)
    fee: float | str = xiashan.policies["partner"].fee
    households: int = programme.households + xiashan.estates[0].households
    result = cp.simulate(programme, "mine", months=12, draws=8, seed=7)
    worst: float = result.largest_imbalance
    means: list[float] = result.outcomes["fallback_per_year"].tolist()
    rows: int = len(result.summary()) + len(result.monthly)
    saved: cp.Savings = cp.estimate_savings(xiashan, "clustered", draws=8)
    parts: list[str] = saved.by_mechanism["mechanism"].tolist()
    compared = cp.compare(xiashan, ["clustered", "partner"], draws=8)
    best = compared.ranking("fallback_per_year")
    ledger: cp.AssumptionTable = cp.default_assumptions().replace(wage_guard=2600.0)
    central: float = ledger["wage_guard"].central
    print(names, fee, households, worst, means, rows, parts, best, central)


def wrong(xiashan: cp.Programme, result: cp.SimulationResult) -> None:
    cp.simulat(xiashan, "partner")  # type: ignore[attr-defined]
    cp.Policy(centres=("c1",), fees=1.8)  # type: ignore[call-arg]
    cp.Policy(centres="c1")  # type: ignore[arg-type]
    cp.Policy(organisation="cluster")  # type: ignore[arg-type]
    cp.Policy(fee=None)  # type: ignore[arg-type]
    Estate(id="e1", floor_area=6000.0)  # type: ignore[call-arg]
    Estate("e1")  # type: ignore[call-arg]
    cp.simulate(xiashan, "partner", months="12")  # type: ignore[arg-type]
    cp.simulate(xiashan, "partner", month=12)  # type: ignore[call-arg]
    cp.simulate("xiashan", "partner")  # type: ignore[arg-type]
    cp.datasets.load(3)  # type: ignore[arg-type]
    cp.datasets.lod("xiashan")  # type: ignore[attr-defined]
    print(xiashan.policys)  # type: ignore[attr-defined]
    print(xiashan.policies["partner"].fe)  # type: ignore[attr-defined]
    xiashan.policies["partner"] = cp.Policy()  # type: ignore[index]
    xiashan.name = "other"  # type: ignore[misc]
    print(result.outcome)  # type: ignore[attr-defined]
    number: int = result.outcomes  # type: ignore[assignment]
    cp.estimate_savings(xiashan, "clustered", draw=8)  # type: ignore[call-arg]
    text: str = cp.default_assumptions()["wage_guard"].low  # type: ignore[assignment]
    print(number, text)
