"""`result.explain` leads from every figure to all that it rests on."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from town import BASE, MENU, SUPERVISED, TOWN

import commpartner as cp
from commpartner.experiments.running.evaluation import build_schemes, evaluate
from commpartner.facts.accounts import ALL_ACCOUNTS
from commpartner.facts.equations import EQUATIONS, PARTS, in_chinese
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.in_force import ONLY_WITH
from commpartner.problems.wording import Language
from commpartner.programme import Appraisal, Governance, Policy
from commpartner.results.explanation import about
from commpartner.results.telling import STRONGEST, Explanation

ROOT = Path(__file__).parents[2]
MONTHS = 26

# Between them these read every row of the ledger that the model knows.
POLICIES: dict[str, Policy] = {
    "plain": BASE.replace(fee="fee_per_m2", fee_basis="floor_area", staffing_step=None),
    "all": BASE.replace(
        ventures=("letting", "market", "canteen", "building", "parking"),
        capital_charge=True,
        partners=("convenor", "shops", "clinic"),
        participation=True,
        partner_profit_share=0.4,
        menu=MENU,
        free_months=2,
        onboarding="onboarding_repair_cost",
        fee_needs_consent=True,
        governance=Governance(
            branches=0.5,
            committees=0.5,
            trained=0.5,
            nine_ones=9,
            council_issues=12.0,
            volunteer_teams=6.0,
            repair_teams=3.0,
            joint_defence=0.5,
        ),
        orders=SUPERVISED.replace(placed=True, taken=1.0, published=True),
        appraisal=Appraisal(performance_share=0.2),
        works=("pipes",),
        dividend_share=0.5,
        fee_relief_share=0.3,
        fallback_cap=8.0,
        fund_interest="discount_rate_economic",
        loans=[{"amount": 1e5, "rate": "discount_rate_financial", "months": 9}],
        vat="general",
        income_tax="income_tax_rate",
        joins={"west": 2, "e01": 5, "e04": 0},
    ),
}
NOT_MOVED_ONE_AT_A_TIME = {"wage_correlation"}  # correlates draws, moves none of them


@cache
def all_fixed() -> cp.AssumptionTable:
    ledger = cp.default_assumptions()
    fixed = {
        name: {"distribution": "fixed", "correlated_by": ""}
        for name in ledger
        if name != "callout_price"
    }
    return ledger.replace(**fixed)


def simulate(policy: Policy, **held: float) -> cp.SimulationResult:
    ledger = all_fixed().replace(**held)
    return cp.simulate(TOWN, policy, months=MONTHS, draws=1, seed=0, assumptions=ledger)


@cache
def at_central(name: str) -> cp.SimulationResult:
    return simulate(POLICIES[name])


@cache
def explained(name: str, outcome: str) -> Explanation:
    return at_central(name).explain(outcome)


@cache
def named_by(name: str, outcome: str) -> frozenset[str]:
    return frozenset(explained(name, outcome).assumptions["assumption"])


def other_value(name: str) -> float:
    """Move a row a little inside its range, or where it has none by a tenth."""
    row = cp.default_assumptions()[name]
    if row.low < row.high:
        towards = row.high if row.high - row.central > row.central - row.low else row.low
        return row.central + 0.37 * (towards - row.central)
    return 0.9 * row.central


def outcomes(name: str, **held: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Every outcome of one draw, without the tables of a result."""
    draws = TOWN.assumption_table(all_fixed().replace(**held)).draw(0, 0, 1)
    found = evaluate(build_schemes(TOWN, {name: POLICIES[name]}), draws, MONTHS)
    return np.concatenate(list(found[name].values()))


@pytest.mark.parametrize(
    "policy",
    [pytest.param(name, marks=[pytest.mark.nightly] * (name == "all")) for name in POLICIES],
)
def test_figures_move_only_with_assumptions_their_explanation_names(policy: str) -> None:
    base = at_central(policy)
    missing = []
    for name in base.assumptions:
        if name in NOT_MOVED_ONE_AT_A_TIME or name == "callout_price":
            continue
        before = base.outcomes.to_numpy()[0]
        after = outcomes(policy, **{str(name): other_value(str(name))})
        same = np.isclose(after, before, rtol=1e-12, atol=1e-9, equal_nan=True)
        missing += [
            (str(outcome), str(name))
            for outcome in base.outcomes.columns[~same]
            if name not in named_by(policy, str(outcome))
        ]
    assert missing == []


def test_every_row_read_is_read_by_an_equation() -> None:
    rows = {row for equation in EQUATIONS.values() for row in equation.reads if not row.isupper()}
    rows |= {row for account in ALL_ACCOUNTS.values() for row in account.priced_at}
    for name in POLICIES:
        result = at_central(name)
        found = {
            assumption for outcome in result.outcomes for assumption in named_by(name, str(outcome))
        }
        without_ventures = {"reinvestment_share"} if name == "plain" else set()
        assert set(result.assumptions) - found <= NOT_MOVED_ONE_AT_A_TIME | without_ventures


def test_every_equation_says_what_it_computes() -> None:
    for name in EQUATIONS:
        assert about(name)[0].endswith(".")


def test_the_section_of_an_equation_names_it() -> None:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    sections = {int(part.split()[0]): part for part in text.split("\n## ")[1:]}
    for name, equation in EQUATIONS.items():
        module = name.rpartition(".")[0]
        text_of = sections[equation.section]
        assert f"`{name}`" in text_of or f"`{module}`" in text_of, name


def test_every_flow_function_belongs_to_an_equation() -> None:
    functions = {
        f"flows.{module}.{name}"
        for module in cp.flows.__all__
        for name, function in inspect.getmembers(getattr(cp.flows, module), inspect.isfunction)
        if function.__module__ == f"commpartner.flows.{module}" and not name.startswith("_")
    }
    known = {name for name in EQUATIONS if name.startswith("flows.")}
    assert functions == known | set(PARTS)
    assert set(PARTS.values()) <= known


def result(draws: int = 1, **changes: Any) -> cp.SimulationResult:
    policy = POLICIES["plain"].replace(**changes)
    return cp.simulate(TOWN, policy, months=12, draws=draws, seed=3)


def test_an_explanation_adds_up() -> None:
    found = result(draws=8).explain("fallback_per_year")
    assert found.accounts["account"].tolist() == ["fallback"]
    assert found.accounts["mean"].iloc[0] == pytest.approx(found.figure["mean"].iloc[0])


def test_the_largest_influence_is_reported_with_its_size() -> None:
    found = result(draws=400).explain("cost_per_household_month")
    assert found.assumptions["moves"].notna().all()
    moves = dict(zip(found.assumptions["assumption"], found.assumptions["moves"], strict=True))
    assert moves["employer_oncost_rate"] > 1.0  # yuan
    assert "inflation" not in moves or abs(moves["inflation"]) < 0.2
    assert found.assumptions["variance"].sum() > 0.8


def test_the_text_is_there_in_both_languages() -> None:
    found = result(draws=8).explain("savings_per_year")
    assert str(found) == found.text("en")
    for language, words in (("en", "Accounts"), ("zh", "科目")):
        text = found.text(language)  # type: ignore[arg-type]
        assert words in text
        assert "flows.service_cost.pooled_cost" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_few_draws_name_no_assumption_as_most_important(language: Language) -> None:
    few, enough = (result(draws=n).explain("cost_per_household_month") for n in (8, 400))
    assert few.draws < few.draws_needed <= 300
    assert f"{few.draws_needed}" in few.text(language)
    size = {"en": "of the variance", "zh": "解释方差"}[language]
    assert few.text(language).count(size) == 0
    assert enough.text(language).count(size) == STRONGEST + 1  # and the fee, a choice
    assert enough.draws >= enough.draws_needed


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_equations_of_absent_mechanisms_are_not_shown(outcome: str) -> None:
    alone = POLICIES["plain"].replace(organisation="stand_alone")
    bare = cp.simulate(TOWN, alone, months=12, draws=1, seed=3)
    if outcome not in bare.outcomes:
        return
    shown = set(bare.explain(outcome).equations["equation"])
    off: tuple[str, ...] = ("choice", "governance", "orders", "works", "ventures", "partners")
    off += ("waterfall", "collective", "appraisal", "travel", "centre", "attribution", "loop")
    assert not [name for name in shown if name.split(".")[1] in off]
    assert "flows.service_cost.pooled_cost" not in shown
    assert not shown & {
        "flows.satisfaction.at_start",
        "flows.fees.goodwill",
        "flows.capital.charge",
    }


def test_every_condition_is_of_an_equation() -> None:
    assert set(ONLY_WITH) <= set(EQUATIONS)


def test_an_equation_s_sentence_has_no_markup_or_cut() -> None:
    for name in EQUATIONS:
        for text in about(name):
            assert not any(mark in text for mark in ("`", "::", ":math:"))
            assert not text or text[-1] in '.])"' or "=" in text, (name, text)
            assert not text.endswith((" and", ":"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_number_of_an_explanation_has_an_exponent(language: Language) -> None:
    for outcome in (
        "fallback_cumulative",
        "npv_residents_payments",
        "satisfaction",
        "savings_share",
    ):
        text = result(draws=200).explain(outcome).text(language)
        assert not re.search(r"\d[eE][+-]?\d", text)
        assert (
            OUTCOMES[outcome].label_zh if language == "zh" else OUTCOMES[outcome].label_en
        ) in text


def test_synthetic_data_say_so() -> None:
    xiashan = cp.datasets.load("xiashan")
    found = cp.simulate(xiashan, "clustered", months=2, draws=2).explain("fallback_per_year")
    assert "Synthetic" in str(found)


def test_an_unknown_figure_is_refused_with_the_nearest() -> None:
    with pytest.raises(cp.InputError, match="savings_per_year"):
        result().explain("savings_per_yaer")


def test_the_first_line_names_the_policy_in_one_language() -> None:
    xiashan = cp.datasets.load("xiashan")
    found = cp.simulate(xiashan, "partner", months=2, draws=2).explain("fallback_per_year")
    label = xiashan.policies["partner"].label_zh
    text = found.text("zh")
    assert f"{label} (partner)" in text.split("\n")[0]
    assert "generated from" not in text


def test_equations_have_the_same_numbers_in_chinese() -> None:
    assert set(in_chinese()) == set(EQUATIONS)
    for name in EQUATIONS:
        computes, formula = about(name)
        told = in_chinese()[name]
        assert bool(told["formula"]) == bool(formula), name
        for english, chinese in ((computes, told["computes"]), (formula, told["formula"])):
            assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", chinese.replace(" and ", "")), name
            symbols = re.findall(r"[a-z]+_[a-z_]+|doi:[^\s,)]+|\b[12]\d{3}\b", english)
            assert all(symbol in chinese for symbol in symbols), name


def test_no_formula_is_a_section_of_a_docstring() -> None:
    for name in EQUATIONS:
        assert "-----" not in about(name)[1], name


def drawn(*facts: cp.programme.Fact) -> cp.SimulationResult:
    """Draw three numbers: the fee of the policy, a wage, and an oncost; all else stands still."""
    policy = POLICIES["plain"].replace(fee_growth=0.0)
    varied = ("fee_per_m2", "wage_cleaner", "employer_oncost_rate")
    held = {name: row.central for name, row in cp.default_assumptions().items()}
    table = cp.default_assumptions().replace(
        **{name: value for name, value in held.items() if name not in varied}
    )
    town = cp.Programme(**dict(TOWN) | {"facts": facts})
    return cp.simulate(town, policy, months=12, draws=40, seed=3, assumptions=table)


def share(result: cp.SimulationResult, outcome: str = "fallback_per_year") -> float:
    summary = result.summary().set_index("outcome")
    return float(summary["variance_from_assumptions"].loc[outcome])


def test_the_share_of_assumptions_counts_what_the_case_assumes() -> None:
    of_case = {"field": "policies.fee", "value": "fee_per_m2"}
    assumed = drawn(cp.programme.Fact(**of_case, kind="assumption"))
    published = drawn(cp.programme.Fact(**of_case, kind="published", source="xs_area_centres"))
    assert share(assumed) > share(published) + 0.2
    for result, kind in ((assumed, "assumption"), (published, "published")):
        table = result.explain("fallback_per_year").assumptions.set_index("assumption")
        assert table["kind"].loc["fee_per_m2"] == kind
        split = result.variance_by_kind().set_index("outcome").loc["fallback_per_year"]
        assert split[kind] >= table["variance"].loc["fee_per_m2"] - 1e-9
        assert split["choice"] == 0.0


def test_a_lever_is_no_uncertainty_and_stands_apart() -> None:
    chosen = drawn()
    split = chosen.variance_by_kind().set_index("outcome").loc["fallback_per_year"]
    assert split["choice"] > 0.2
    assert split.drop("choice").sum() == pytest.approx(1.0)
    assert "fee_per_m2" not in chosen.variance_by_assumption("fallback_per_year")
    explanation = chosen.explain("fallback_per_year")
    table = explanation.assumptions.set_index("assumption")
    assert table["kind"].loc["fee_per_m2"] == "choice"
    assert table["variance"].loc["fee_per_m2"] == pytest.approx(split["choice"], abs=1e-6)
    rest = table["variance"].drop("fee_per_m2").sum()
    assert rest == pytest.approx(1.0 - split["unexplained"], abs=1e-6)
    for language, words in (("en", "no uncertainty"), ("zh", "不是不确定性")):
        text = explanation.text(language)  # type: ignore[arg-type]
        assert text.index("wage_cleaner") < text.index(words) < text.rindex("fee_per_m2")
