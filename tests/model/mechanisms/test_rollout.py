"""Estates join in batches: before its month an estate is as today, from it on it is served."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import BASE, TOWN

import commpartner as cp
from commpartner.model import tree
from commpartner.model.accounts import whole_cost
from commpartner.model.control import Controls, Observation
from commpartner.model.inputs import month_inputs
from commpartner.model.mechanisms import rollout
from commpartner.model.scheme import build_scheme
from commpartner.model.together import run_together
from commpartner.programme import Governance, OrderFlow, Policy
from commpartner.programme.joining import Joinable, Listed
from commpartner.simulation import simulate_together
from commpartner.texts import Text

IDS = tuple(estate.id for estate in TOWN.estates)
MONTHS, DRAWS, SEED = 24, 3, 5
# Ventures, partners and works have a calendar of their own.
PLAIN = BASE.replace(
    centres=("west", "shared"),
    ventures=(),
    partners=(),
    works=(),
    menu=(),
    orders=OrderFlow(placed=True, recheck=1.0),
    governance=Governance(committees=1.0, council_issues=6.0, volunteer_teams=2.0),
    free_months=2,
    onboarding=40.0,
    fallback_cap=9.0,
    grant=4.0,
    grant_months=40,
)
FULL = BASE.replace(
    centres=("west", "east"),
    ventures=("market", "parking"),
    partners=("shops",),
    reserve_share=0.2,
    upgrade_share=0.2,
)
BATCHES = {"west": 3, "e01": 7, "e04": 0, "e06": 13, "e08": 40}


def run(policy: Policy, months: int = MONTHS, engine: str = "numpy") -> cp.SimulationResult:
    return cp.simulate(TOWN, policy, months=months, draws=DRAWS, seed=SEED, engine=engine)  # type: ignore[arg-type]


def series(
    result: cp.SimulationResult, name: str
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return result.monthly.query("series == @name")["mean"].to_numpy()


def late(month: int) -> dict[str, int]:
    return dict.fromkeys(IDS, month)


@pytest.mark.parametrize("policy", [PLAIN, FULL], ids=["plain", "full"])
def test_all_at_month_zero_equals_no_roll_out(policy: Policy) -> None:
    without, with_it = run(policy), run(policy.replace(joins=late(0) | {"west": 9}))
    assert with_it.outcomes.equals(without.outcomes)
    assert with_it.ledger.equals(without.ledger)
    assert with_it.estates.equals(without.estates)


def test_off_is_none() -> None:
    scheme = build_scheme(TOWN, FULL)
    assert scheme.joins is None
    draws = TOWN.assumption_table().draw(SEED, 0, DRAWS)
    assert month_inputs(scheme, draws, MONTHS).rollout is None


@pytest.mark.parametrize("engine", ["numpy", pytest.param("jax", marks=pytest.mark.nightly)])
def test_all_late_equals_the_run_of_today_shifted(engine: str) -> None:
    still = {
        name: {"distribution": "fixed", "low": 0.0, "central": 0.0, "high": 0.0}
        for name in ("inflation", "wage_growth", "income_growth")
    }
    table = TOWN.assumption_table().replace(**still)

    def of(policy: Policy, months: int) -> cp.SimulationResult:
        return cp.simulate(
            TOWN,
            policy,
            months=months,
            draws=2,
            seed=SEED,
            engine=engine,  # type: ignore[arg-type]
            assumptions=table,
        )

    today, later = of(PLAIN, 14), of(PLAIN.replace(joins=late(5)), 19)
    names = ("service_cost", "own_income", "fallback", "estate_funds", "arrears", "order_backlog")
    for name in (*names, "satisfaction", "service_level", "public_spending"):
        shifted, first = series(later, name)[5:], series(today, name)
        np.testing.assert_allclose(shifted, first, rtol=1e-9, atol=1e-6, err_msg=name)
        if name != "satisfaction":
            assert not series(later, name)[:5].any(), name
    for table_of in ("ledger", "in_kind"):
        amounts = [
            getattr(each, table_of).groupby("account", sort=False)["mean"].sum()
            for each in (today, later)
        ]
        np.testing.assert_allclose(amounts[1], amounts[0], rtol=1e-9, atol=1e-6)


def test_before_its_month_an_estate_is_as_today() -> None:
    whole = run(PLAIN.replace(joins={"e03": MONTHS}))
    row = whole.estates.set_index("id").loc["e03"]
    assert (row[["fees", "fallback", "service_received", "fund", "arrears"]] == 0).all()
    unserved = whole.assumptions["satisfaction_unserved"].mean()
    assert row["satisfaction"] == pytest.approx(unserved)
    assert (whole.outcomes["abandoned_estates"] == 1.0).all()
    share = 1 - TOWN.estates[3].households / TOWN.households
    assert whole.outcomes["households_served"].to_numpy() == pytest.approx(share, rel=0.3)


def test_free_months_and_free_repairs_count_from_joining() -> None:
    late_by_six = run(PLAIN.replace(joins=late(6)))
    bills = late_by_six.ledger.query("account == 'service_charges'")
    assert not series(late_by_six, "own_income")[:6].any()
    assert not series(late_by_six, "collection_rate_current")[:8].any()
    assert series(late_by_six, "collection_rate_current")[9:].all()
    assert bills["mean"].sum() > 0
    repaired = late_by_six.ledger.query("account == 'onboarding_repairs'")["mean"].sum()
    at_once = run(PLAIN).ledger.query("account == 'onboarding_repairs'")["mean"].sum()
    prices = (1.0 + late_by_six.assumptions["inflation"]) ** 0.5
    assert repaired == pytest.approx(at_once * prices.mean(), rel=0.02)
    assert repaired != at_once


def test_an_open_centre_pays_rent_and_systems_whole() -> None:
    """From its first estate on, however few have joined; nothing before."""
    draws = TOWN.assumption_table().draw(SEED, 0, DRAWS)
    inputs = month_inputs(build_scheme(TOWN, PLAIN.replace(joins=BATCHES)), draws, MONTHS)
    costs, begun = inputs.costs, inputs.rollout
    assert begun is not None
    for field in rollout.STANDING:
        for batch in begun.batches:
            each = rollout.charged(costs, field, batch.served)
            opened = np.where(begun.opens <= batch.months.start, 1.0, 0.0)
            whole = costs.together.account(field) * opened
            np.testing.assert_allclose(costs.scheme.by_centre(each), whole, rtol=1e-12)
    shares = [
        np.add.reduce(rollout.charged(costs, "wages", one.served), 1) for one in begun.batches
    ]
    assert all((np.diff(shares, axis=0) > 0).ravel())


@pytest.mark.parametrize("policy", [PLAIN, FULL], ids=["plain", "full"])
def test_money_balances_and_the_engines_agree(policy: Policy) -> None:
    one, other = (run(policy.replace(joins=BATCHES), engine=name) for name in ("numpy", "jax"))
    assert max(one.largest_imbalance, other.largest_imbalance) < 1e-3
    np.testing.assert_allclose(one.outcomes, other.outcomes, rtol=1e-8, atol=1e-6)


def test_chunks_and_company_leave_no_trace() -> None:
    policy = FULL.replace(joins=BATCHES)
    alone = run(policy)
    ledger = TOWN.assumption_table()
    together = simulate_together(
        TOWN,
        {"first": FULL, "second": policy},
        months=MONTHS,
        draws=DRAWS,
        seed=SEED,
        engine="numpy",
        ledger=ledger,
        chunk=2,
    )
    assert together["second"].outcomes.equals(alone.outcomes)
    assert together["first"].outcomes.equals(run(FULL).outcomes)


@settings(max_examples=6, deadline=None)
@given(
    st.dictionaries(st.sampled_from((*IDS, "west", "shared")), st.integers(0, 30), max_size=6),
    st.sampled_from(IDS),
    st.integers(1, 12),
)
def test_joining_later_never_raises_the_cost(joins: dict[str, int], who: str, more: int) -> None:
    """Of any month, so of any year."""
    draws = TOWN.assumption_table().draw(SEED, 0, 2)

    def cost(chosen: dict[str, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        scheme = build_scheme(TOWN, PLAIN.replace(joins=chosen))
        inputs = month_inputs(scheme, draws, 18)
        return whole_cost(inputs)

    before = cost(joins | {who: joins.get(who, 0)})
    after = cost(joins | {who: joins.get(who, 0) + more})
    assert (after <= before * (1 + 1e-9) + 1e-6).all()


def test_cost_lines_by_estate_balance_with_the_ledger() -> None:
    result = run(PLAIN.replace(joins=BATCHES))
    for by in ("estate", "centre"):
        lines = result.cost_lines(by=by).query("line == 'all' and unit == 'yuan'")
        whole = result.cost_lines().query("line == 'all' and unit == 'yuan'")
        assert lines["mean"].sum() == pytest.approx(whole["mean"].sum(), rel=1e-9)


def test_a_rule_leaves_the_planned_bills_by_estate() -> None:
    schemes = {"plain": build_scheme(TOWN, PLAIN.replace(joins=BATCHES, fallback_cap=None))}
    draws = TOWN.assumption_table().draw(SEED, 0, 2)
    (free,) = run_together(schemes, draws, MONTHS)
    (ruled,) = run_together(schemes, draws, MONTHS, rules={"plain": _leave})
    for one, other in ((free.run.end, ruled.run.end), (free.run.totals, ruled.run.totals)):
        for left, right in zip(tree.leaves(one), tree.leaves(other), strict=True):
            np.testing.assert_array_equal(left, right)


def _leave(seen: Observation, planned: Controls) -> Controls:
    return planned


NEIGHBOURHOODS = (("river", "old town"), ("mill", "old town"), ("hill", "suburb"), ("", ""))


def placed_town() -> cp.Programme:
    """The town with three estates in each of four neighbourhoods; the last is not known."""
    estates = [
        each.replace(community=community, subdistrict=subdistrict)
        for number, each in enumerate(TOWN.estates)
        for community, subdistrict in [NEIGHBOURHOODS[number // 3]]
    ]
    return TOWN.replace(estates=tuple(estates))


def test_the_most_specific_name_holds() -> None:
    """Before a community an estate, before a sub-district a community, last the centre."""
    joins = {"shared": 1, "west": 2, "old town": 7, "river": 5, "hill": 3, "e01": 4}
    scheme = build_scheme(placed_town(), PLAIN.replace(joins=joins))
    assert scheme.joins is not None
    centre = [joins[scheme.centres[number].id] for number in scheme.centre_of]
    assert list(scheme.joins) == [5, 4, 5, 7, 7, 7, 3, 3, 3, *centre[9:]]


def test_a_neighbourhood_equals_its_estates_one_by_one() -> None:
    town = placed_town()
    named = PLAIN.replace(joins={"old town": 3, "hill": 8})
    each = PLAIN.replace(joins=dict.fromkeys(IDS[:6], 3) | dict.fromkeys(IDS[6:9], 8))
    one, other = (cp.simulate(town, p, months=12, draws=2, seed=SEED) for p in (named, each))
    assert one.outcomes.equals(other.outcomes)


@pytest.mark.parametrize(
    ("places", "name", "code"),
    [
        ((("hill", "hill"),), "hill", "joins_of_kinds"),
        ((("e05", "suburb"),), "e05", "joins_of_kinds"),
        ((("", "west"),), "west", "joins_of_kinds"),
        ((("hill", "suburb"), ("hill", "old town")), "hill", "joins_within"),
        ((("hill", "suburb"), ("hill", "")), "hill", None),
        ((("", ""),), "", "not_among"),
    ],
)
def test_a_name_of_two_meanings_is_refused(
    places: tuple[tuple[str, str], ...], name: str, code: str | None
) -> None:
    changed = [
        each.replace(community=community, subdistrict=subdistrict)
        for each, (community, subdistrict) in zip(TOWN.estates, places, strict=False)
    ]
    town = TOWN.replace(estates=(*changed, *TOWN.estates[len(changed) :]))
    if code is None:
        assert build_scheme(town, PLAIN.replace(joins={name: 4})).joins is not None
        return
    with pytest.raises(cp.InputError) as raised:
        town.replace(policies={"own": PLAIN.replace(joins={name: 4})})
    (problem,) = raised.value.problems
    assert isinstance(problem.found, Text) and problem.found.code == code


def test_names_of_a_hundred_thousand_estates_are_counted() -> None:
    places = {(f"community {number}", "all") for number in range(3000)}
    known = Joinable(Listed([], places), ["west"])
    told = known.mistake("nowhere", itertools.count())
    assert told is not None and isinstance(told[1], Text)
    assert (told[1].code, told[1].values["count"]) == ("known_names", 3002)


def test_a_near_community_is_suggested() -> None:
    with pytest.raises(cp.InputError, match="'river'"):
        placed_town().replace(policies={"own": PLAIN.replace(joins={"rivr": 4})})


@pytest.mark.parametrize("name", ["town", "town.toml", "town.json"])
def test_files_name_neighbourhoods(tmp_path: Path, name: str) -> None:
    """Of rows that are not valid, too: their names are not reported as unknown."""
    policies = {"own": PLAIN.replace(joins={"old town": 3, "hill": 8})}
    programme = placed_town().replace(policies=policies)
    path = tmp_path / name
    cp.save_programme(programme, path)
    assert cp.load_programme(path) == programme
    file = path / "estates.csv" if path.is_dir() else path
    households = str(programme.estates[6].households)
    text = file.read_text("utf-8")
    file.write_text(text.replace(households, f"-{households}", 1), "utf-8")
    with pytest.raises(cp.InputError) as raised:
        cp.load_programme(path)
    assert {problem.field.rpartition(".")[2] for problem in raised.value.problems} == {"households"}


def test_unknown_names_get_a_near_one() -> None:
    with pytest.raises(cp.InputError) as raised:
        TOWN.replace(policies={"own": PLAIN.replace(joins={"e3": 4, "wst": 2})})
    fields = {(problem.field, str(problem.found)) for problem in raised.value.problems}
    assert {field for field, _ in fields} == {"policies.own.joins"}
    assert "west" in str(raised.value)


@pytest.mark.parametrize("month", [-1, 2.5, "3", True])
def test_a_month_is_a_whole_number(month: object) -> None:
    with pytest.raises(cp.InputError):
        PLAIN.replace(joins={"e01": month})


def test_the_lever_survives_saving_and_loading(tmp_path) -> None:  # type: ignore[no-untyped-def]
    programme = TOWN.replace(policies={"own": PLAIN.replace(joins=BATCHES)})
    cp.save_programme(programme, tmp_path / "town")
    assert cp.load_programme(tmp_path / "town") == programme
