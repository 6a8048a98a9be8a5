"""Answer a planner's questions in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from commpartner.facts.labels import KIND_NAMES, named
from commpartner.facts.quantities import amount, percent
from commpartner.report.frames import rows_by
from commpartner.report.words import policy_label, say
from commpartner.results.reckoning import LEAST_GAINED
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings
from commpartner.texts import Language

Summary = Mapping[str, Mapping[str, Any]]
COLLECTED = "collection_rate_current"


def answers(
    results: Mapping[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    language: Language,
    sheets: tuple[str, str] | None = None,
) -> list[str]:
    """Answer a planner's questions in sentences: saving, reinvestment, fallback, break-even.

    Parameters
    ----------
    sheets
        Of a workbook: that of the saving and that of the estates; None on a screen, which has
        files beside it.
    """
    main = results[focus]
    summary = rows_by(main.summary(), "outcome")
    policy = policy_label(main, language)
    if not summary["cost_per_household_month"]["mean"]:
        return [say("answer_nobody", language, policy=policy)]
    sentences: list[str] = []
    if saved is not None:
        sentences += _saving(main, saved, language, sheets)
    gained, point = summary["service_gained"], summary["cost_per_service_point"]
    if gained["draws"]:
        today = summary["today_cost_per_household_month"]["mean"]
        values = {
            "today": amount(today, language),
            "cost": amount(summary["cost_per_household_month"]["mean"], language),
            "gained": percent(gained["mean"], language),
            "point": price_of_a_point(gained["mean"], point["mean"], language),
        }
        sentences.append(say("answer_today", language, policy=policy, **values))
    if main.policy.ventures:
        about = {"mean": "reinvested_per_year", "household": "reinvested_per_household_month"}
        about |= {"cost": "cost_per_household_month"}
        sums = {name: amount(summary[each]["mean"], language) for name, each in about.items()}
        sentences.append(say("answer_reinvest", language, policy=policy, **sums))
        earned = {"before": "venture_profit_before_capital", "after": "venture_profit"}
        earned |= {"economic": "venture_profit_economic"}
        sums = {name: amount(summary[each]["mean"], language) for name, each in earned.items()}
        lose = f"{summary['ventures_loss_making']['mean']:.1f}"
        count = len(main.policy.ventures)
        lost = {"lose": lose, "all": str(count)}
        sentences.append(say("answer_ventures", language, policy=policy, **lost, **sums))
    sentences += _fallback(summary, policy, language)
    if summary["collection_rate"]["draws"]:
        sentences.append(_collection(main, summary, policy, language))
    sentences += _months(main, summary, policy, language)
    sentences += _of_mechanisms(summary, policy, main.policy.participation, language)
    assumed = summary["fallback_cumulative"]["variance_from_assumptions"]
    if not pd.isna(assumed):
        sentences.append(say("answer_evidence", language, share=percent(assumed, language)))
    return sentences


def _saving(
    main: SimulationResult, saved: Savings, language: Language, sheets: tuple[str, str] | None
) -> Iterator[str]:
    """Describe the saving or the additional cost of pooling."""
    whole = rows_by(saved.total, "measure")
    year, share = whole["savings_per_year"], whole["savings_share"]["mean"]
    today = whole["savings_per_year_today"]["mean"]
    against = say(
        "today_less" if today >= 0 else "today_more",
        language,
        mean=amount(abs(today), language),
        share=percent(abs(whole["savings_share_today"]["mean"]), language),
        gained=percent(whole["service_gained"]["mean"], language),
    )
    yield say(
        "answer_saving" if year["mean"] >= 0 else "answer_costs_more",
        language,
        estates=len(saved.by_estate),
        centres=main.estates["centre"].replace("", pd.NA).nunique(),
        mean=amount(abs(year["mean"]), language),
        share=percent(abs(share), language),
        opposite=_dearer(year, language),
        today=against,
        steps=say("steps_in_sheet", language, sheet=sheets[0])
        if sheets
        else say("steps_in_file", language),
    )
    if "note" in saved.by_estate.attrs:
        where = sheets[1] if sheets else say("estates_in_file", language)
        yield say("answer_by_estate", language, where=where, note=saved.by_estate.attrs["note"])


def _fallback(summary: Summary, policy: str, language: Language) -> Iterator[str]:
    """Describe the cost of the fallback and the self-sufficiency of the scheme."""
    years = [year for year in (10, 5, 3, 1) if f"self_sufficiency_year_{year}" in summary]
    if not years:
        return
    fallback = summary["fallback_per_year"]
    columns = {"mean": "mean", "low": "p5", "high": "p95", "worst": "worst_5_percent"}
    sums = {name: amount(fallback[column], language) for name, column in columns.items()}
    own = percent(summary[f"self_sufficiency_year_{years[0]}"]["mean"], language)
    yield say("answer_fallback", language, policy=policy, self=own, year=years[0], **sums)


def _months(
    main: SimulationResult, summary: Summary, policy: str, language: Language
) -> Iterator[str]:
    """Describe when the scheme covers its cost and when it breaks even."""
    for outcome, month_of, sentence in (
        ("covers_cost", "covers_cost_month", "answer_covers"),
        ("breaks_even", "break_even_month", "answer_even"),
    ):
        even, month = summary[outcome], summary[month_of]["p50"]
        told = even["draws"] / main.draws
        about = {"policy": policy, "months": main.months}
        if not told:
            yield say(f"{sentence}_not_told", language, **about)
            continue
        when: str = "" if pd.isna(month) else say("when", language, month=f"{month:.0f}")
        rest = say("not_told", language, share=percent(1.0 - told, language)) if told < 1 else ""
        share, never = told * even["mean"], told * (1.0 - even["mean"])
        if share in (0.0, 1.0):
            sentence += "_in_all" if share else "_in_none" if told == 1.0 else "_not_yet"
        values = {"share": percent(share, language), "never": percent(never, language)}
        yield say(sentence, language, when=when, rest=rest, **about, **values)


def _dearer(saving: Mapping[str, Any], language: Language) -> str:
    """Describe in how many of the draws pooling costs more."""
    share = saving["share_of_draws_negative"]
    some = {0.0: "none", 1.0: "all"}.get(share, "some")
    return say(f"dearer_in_{some}", language, share=percent(share, language))


def _collection(
    main: SimulationResult,
    summary: Summary,
    policy: str,
    language: Language,
) -> str:
    """Describe the collection of bills and the part that depends on recovered arrears."""
    rate, current = (summary[name]["mean"] for name in ("collection_rate", COLLECTED))
    row = main.assumption_table["arrears_recovered_share"]
    return say(
        "answer_collection",
        language,
        policy=policy,
        rate=percent(rate, language),
        current=percent(current, language),
        points=f"{100 * (rate - current):.0f}",
        recovery=percent(row.central, language),
        low=percent(row.low, language),
        high=percent(row.high, language),
        kind=named(KIND_NAMES[main.origins["arrears_recovered_share"].kind], language),
        without=percent(summary["self_sufficiency_without_arrears"]["mean"], language),
    )


def _of_mechanisms(summary: Summary, policy: str, may_leave: bool, language: Language) -> list[str]:
    """Describe the effects of single mechanisms, if the policy has them."""
    sentences = []
    closed, wait = summary["completion_rate"], summary["order_wait_days"]
    if closed["draws"]:
        values = {"share": percent(closed["mean"], language, 1), "days": f"{wait['mean']:.1f}"}
        sentences.append(say("answer_orders", language, policy=policy, **values))
    kept, needed = summary["partners_kept"], summary["partner_share_needed"]
    if may_leave and kept["draws"] and needed["draws"]:
        values = {
            "share": percent(kept["mean"], language),
            "needed": percent(needed["p50"], language),
        }
        sentences.append(say("answer_partners", language, policy=policy, **values))
    dividend = summary["dividends_per_member_year"]
    if dividend["draws"] and dividend["mean"]:
        value = amount(dividend["mean"], language)
        sentences.append(say("answer_collective", language, policy=policy, dividend=value))
    left = summary["abandoned_estates"]["mean"]
    if left:
        sentences.append(say("answer_abandoned", language, policy=policy, count=f"{left:.0f}"))
    return sentences


def price_of_a_point(gained: float, point: float, language: Language) -> str:
    """Write what a point of service costs; nothing if on average no point is gained."""
    if pd.isna(point) or gained < LEAST_GAINED:
        return ""
    return say("of_a_point", language, price=f"{point:.2f}")
