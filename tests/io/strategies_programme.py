"""Random programmes that are valid: every field at times, references only to what exists."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from commpartner.assumptions.table import default_assumptions
from commpartner.programme import (
    Asset,
    Centre,
    Estate,
    Fact,
    Origin,
    Partner,
    Policy,
    Programme,
    ServiceStandard,
    Venture,
)
from commpartner.programme.model import (
    FARTHEST,
    FIRST_YEAR,
    LARGEST,
    LAST_YEAR,
    MOST_COUNT,
    MOST_MONTHS,
    SMALLEST,
)
from commpartner.programme.policy import ALLOCATIONS, MECHANISMS
from commpartner.programme.service import ROLES

Strategy = st.SearchStrategy[Any]

characters = st.characters(codec="utf-8", exclude_characters="\0")
texts = st.text(characters, max_size=12)
filled = st.text(characters, min_size=1, max_size=12)
ids = st.from_regex(r"[A-Za-z0-9_.-]{1,8}", fullmatch=True)
numbers = st.floats(-FARTHEST, FARTHEST)
positive = st.floats(SMALLEST, LARGEST)
nonnegative = st.floats(0, LARGEST)
shares = st.floats(min_value=0, max_value=1)
counts = st.integers(0, MOST_COUNT)
months = st.integers(0, MOST_MONTHS)
origins = st.builds(Origin, longitude=st.floats(-180, 180), latitude=st.floats(-85, 85))
OWN: dict[str, Any] = {
    "north_hall_price": {
        "label_zh": "北厅票价",
        "unit": "元/次",
        "distribution": "triangular",
        "low": 5,
        "central": 8,
        "high": 15.5,
        "kind": "published",
        "source": "https://example.org/price-list",
    }
}
ROWS = default_assumptions().extended(OWN)
OVERRIDDEN = ["canteen_price", "work_order_rate"]  # with values from 0 to 100
PARTS_OF_ONE = [
    name
    for name, row in ROWS.items()
    if min(row.ends) > 0 and max(row.ends) < 1 and name not in OVERRIDDEN
]
names = st.sampled_from([name for name, row in ROWS.items() if min(row.ends) >= 0])
quantities = nonnegative | names
share_quantities = shares | st.sampled_from(PARTS_OF_ONE)
flags = st.booleans()


def some_of(values: list[str] | tuple[str, ...]) -> Strategy:
    return st.lists(st.sampled_from(values), unique=True) if values else st.just([])


@st.composite
def estates(draw: st.DrawFn, names_of_estates: Strategy) -> tuple[Estate, ...]:
    placed = draw(flags)
    places = {"x_km": numbers, "y_km": numbers} if placed else {}
    one = st.builds(
        Estate,
        id=ids,
        name=names_of_estates,
        households=st.integers(1, MOST_COUNT),
        floor_area=positive,
        gates=counts,
        managed=flags,
        condition=positive,
        governance=shares,
        need_index=nonnegative,
        subdistrict=texts,
        manager=names_of_estates,
        fee=st.none() | nonnegative,
        fee_basis=st.sampled_from(["floor_area", "household"]),
        collection_rate=st.none() | shares,
        vacancy=st.none() | shares,
        built_year=st.none() | st.integers(FIRST_YEAR, LAST_YEAR),
        lifts=st.none() | counts,
        maintenance_fund=st.none() | nonnegative,
        estimated=some_of(["floor_area", "gates", "x_km", "fee"]).map(tuple),
        **places,
    )
    return tuple(draw(st.lists(one, min_size=1, max_size=4, unique_by=lambda estate: estate.id)))


def entries(model: type, **fields: Strategy) -> Strategy:
    one = st.fixed_dictionaries({"id": ids}, optional=fields)
    required: dict[str, Strategy] = {"area": positive} if model is Asset else {}
    if model is Venture:
        required = {"capacity": quantities, "price": quantities}
    made = st.tuples(one, st.fixed_dictionaries(required)).map(
        lambda two: model(**two[0], **two[1])
    )
    return st.lists(made, max_size=3, unique_by=lambda entry: entry.id).map(tuple)


unplaced = entries(
    Centre,
    name=texts,
    rent=quantities,
    co_located=flags,
    systems_cost=quantities,
    setup_cost=quantities,
    capacity=st.integers(1, 10**9),
)
places = st.none() | st.tuples(numbers, numbers)
centres = st.tuples(unplaced, places).map(
    lambda two: (
        two[0]
        if two[1] is None
        else tuple(entry.replace(x_km=two[1][0], y_km=two[1][1]) for entry in two[0])
    )
)
assets = entries(Asset, name=texts, conversion_cost=quantities, rent_forgone=quantities)
partners = entries(
    Partner,
    name=texts,
    role=st.sampled_from(["convenor", "merchant", "skilled_resident"]),
    count=counts,
    monthly_fee=quantities,
)
services = st.dictionaries(
    ids,
    st.fixed_dictionaries(
        {},
        optional={
            "label_en": texts,
            "label_zh": texts,
            "cleaning": shares,
            "staffed_gates": flags,
            "patrol": shares,
            "repairs": flags,
            "response_target": quantities,
            "response_tail": st.floats(0.01, 0.99) | st.sampled_from(PARTS_OF_ONE),
            "minimum_posts": st.dictionaries(st.sampled_from(ROLES), nonnegative),
        },
    ).map(ServiceStandard.model_validate),
    min_size=1,
    max_size=2,
)
facts = st.lists(
    st.builds(
        Fact,
        field=filled,
        value=filled,
        kind=st.sampled_from(["derived", "literature", "assumption"]),
        source=filled,
        note=texts,
    ),
    max_size=2,
).map(tuple)
assumptions = st.dictionaries(
    st.sampled_from(OVERRIDDEN),
    st.fixed_dictionaries(
        {"low": st.just(0), "high": st.just(100), "central": st.floats(1, 99)},
        optional={"note": texts, "label_zh": filled, "distribution": st.just("triangular")},
    ),
)


@st.composite
def policies(draw: st.DrawFn, have: dict[str, list[str]]) -> Policy:
    opened = draw(some_of(have["centres"]))
    fields: dict[str, Any] = {"centres": tuple(opened)}
    if not opened:
        fields["organisation"] = "unmanaged"
    if opened and draw(flags):
        chosen = draw(some_of(have["estates"]))
        fields["assignment"] = {name: draw(st.sampled_from(opened)) for name in chosen}
    optional = {
        "label_en": texts,
        "description": texts,
        "takes_on": st.sampled_from(["unmanaged", "all"]),
        "service": st.sampled_from(have["services"]),
        "staffing_step": quantities,
        "mechanisms": some_of(MECHANISMS).map(tuple),
        "fee": quantities,
        "fee_basis": st.sampled_from(["floor_area", "household"]),
        "free_months": months,
        "ventures": some_of(have["ventures"]).map(tuple),
        "partners": some_of(have["partners"]).map(tuple),
        "reinvestment_share": share_quantities,
        "capital_charge": flags,
        "settlement_months": st.sampled_from([1, 3, 12]),
        "allocation": st.sampled_from(ALLOCATIONS),
        "reserve_share": st.floats(0, 0.5),
        "upgrade_share": st.floats(0, 0.5),
        "fallback_cap": nonnegative,
        "grant": quantities,
    }
    return Policy.model_validate(fields | draw(st.fixed_dictionaries({}, optional=optional)))


@st.composite
def programmes(draw: st.DrawFn, names_of_estates: Strategy = texts) -> Programme:
    parts: dict[str, Any] = {
        "estates": draw(estates(names_of_estates)),
        "centres": draw(centres),
        "assets": draw(assets),
        "partners": draw(partners),
        "services": draw(services),
    }
    in_assets = [asset.id for asset in parts["assets"]]
    venture_fields: dict[str, Strategy] = {
        "name": texts,
        "utilisation": share_quantities,
        "demand_per_household": quantities,
        "fixed_cost": quantities,
        "opening_month": months,
    }
    if in_assets:
        venture_fields["asset"] = st.sampled_from(in_assets)
    parts["ventures"] = draw(entries(Venture, **venture_fields))
    have = {
        part: [entry.id for entry in parts[part]]
        for part in ("estates", "centres", "ventures", "partners")
    }
    have["services"] = list(parts["services"])
    if "standard" in have["services"]:
        parts["policies"] = draw(st.dictionaries(texts, policies(have), max_size=2))
    return Programme(
        name=draw(filled),
        label_en=draw(texts),
        label_zh=draw(texts),
        place=draw(texts),
        start=draw(st.sampled_from([None, "2026-09"])),
        origin=draw(st.none() | origins),
        synthetic=draw(flags),
        synthetic_note=draw(filled),
        facts=draw(facts),
        assumptions=draw(assumptions) | OWN,
        **parts,
    )
