"""Print the results of a run on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from commpartner.cli.payers import DIGITS, SCALE, payers
from commpartner.cli.printing import Terminal, readable
from commpartner.cli.tabled import say_synthetic
from commpartner.cli.words import say
from commpartner.facts.labels import (
    KIND_NAMES,
    POOLING_NAMES,
    label_of,
    named,
    unit_name,
)
from commpartner.facts.quantities import amount, percent
from commpartner.measures.risk import band
from commpartner.problems.wording import Language
from commpartner.results.reckoning import LEAST_GAINED
from commpartner.results.result import SimulationResult
from commpartner.results.savings import Savings

# Columns of the comparison: outcome, its heading and its footnote in `words`, and how its numbers
# are written.
SHOWN = (
    ("cost_per_household_month", "column_cost", "note_household", "number"),
    ("reinvested_per_household_month", "column_reinvested", "note_household", "number"),
    ("self_sufficiency_year_5", "column_own", "note_own", "percent"),
    ("fallback_per_year", "column_fallback", "note_fallback", "money"),
    ("npv_operator", "column_operator", "note_operator", "money"),
    ("service_level", "column_service", "note_service", "percent"),
)
MARKS = "¹²³⁴⁵"
Column = tuple[str, str, str, str]
Summary = Mapping[str, Mapping[str, Any]]
COLLECTED = "collection_rate_current"
STRONGEST = 5
NARROWEST = 8  # the names of policies, beside their numbers [characters]


def label(result: SimulationResult, language: Language) -> str:
    """Return the name of a result's policy in a language."""
    policy = result.policy
    named = label_of(policy, language)
    return named or result.policy_name


def _by(table: pd.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    """Index the rows of a table by the name in one of its columns."""
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return {str(row[column]): row for row in rows}


def show(
    console: Terminal,
    results: Mapping[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    language: Language,
) -> None:
    """Print the savings, the policies side by side, the risks, and the answers in plain words."""
    main = results[focus]
    programme = main.programme
    name = label_of(programme, language) or programme.name
    # Printed, for a rule would cut the end of a long title: the seed.
    console.print(
        say(
            "title",
            language,
            label=name,
            draws=main.draws,
            months=main.months,
            estates=len(programme.estates),
            seed=main.seed,
        ),
        style="bold",
    )
    console.rule()
    say_synthetic(console, programme, language)
    if saved is not None:
        console.table(_savings(saved, label(main, language), language))
        console.print(_gained(saved, language), style="dim")
        if "note" in saved.total.attrs:
            console.print(saved.total.attrs["note"].in_language(language), style="yellow")
    shown = [column for column in SHOWN if column[0] in main.outcomes]
    console.table(_policies(results, shown, language))
    console.print(_footnotes(shown, language), style="dim")
    must_find = payers(main, label(main, language), language)
    if must_find is not None:
        console.table(must_find)
        console.print(say("payers_notes", language), style="dim")
    moves = main.variance_by_assumption("fallback_cumulative").head(STRONGEST)
    if len(moves):
        console.table(_risks(main, moves, language))
    else:
        console.print(say("few_draws", language), style="yellow")
    console.print(say("answers", language), style="bold")
    for sentence in answers(results, focus, saved, language):
        console.print(f"- {sentence}")


def _savings(saved: Savings, policy: str, language: Language) -> Table:
    table = Table(
        title=say("savings_title", language, policy=policy, post=saved.staffing_step),
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    table.add_column(say("mechanism", language))
    for column in ("money_per_year", "interval", "part"):
        table.add_column(say(column, language), justify="right")
    for mechanism, row in _by(saved.by_mechanism, "mechanism").items():
        mean, interval = _with_interval(row, language)
        what = named(POOLING_NAMES[mechanism], language)
        table.add_row(what, mean, interval, percent(row["part"], language))
    whole, year = _by(saved.total, "measure"), saved.draws["savings_per_year"]
    table.add_section()
    _add(table, "savings_equal", whole["savings_per_year"], "100%", language)
    for head, names in saved.by_mechanism.groupby("head", sort=False)["mechanism"]:
        of_head = saved.draws[list(names)].sum(axis=1)
        part = percent(of_head.mean() / year.mean(), language) if year.mean() else ""
        _add(table, f"savings_{head}", _spread(of_head), part, language)
    table.add_section()
    _add(table, "savings_today", whole["savings_per_year_today"], "", language)
    _add(table, "savings_cheaper", whole["savings_per_year"], "", language)
    _add(
        table,
        "savings_more",
        _spread(-(saved.draws["stand_alone_cost"] - saved.draws["today_cost"])),
        "",
        language,
    )
    return table


def _add(table: Table, what: str, row: Mapping[str, Any], part: str, language: Language) -> None:
    table.add_row(say(what, language), *_with_interval(row, language), part)


def _spread(values: pd.Series) -> dict[str, float]:
    return {"mean": values.mean(), **band(values.to_numpy())}


def _gained(saved: Savings, language: Language) -> str:
    """Describe the service gained over what is bought today, and what a point of it costs."""
    whole = _by(saved.total, "measure")
    gained, point = whole["service_gained"], whole["cost_per_service_point"]["mean"]
    spread = {
        name: percent(gained[column], language)
        for name, column in {"gained": "mean", "low": "p5", "high": "p95"}.items()
    }
    told = _point(gained["mean"], point, language)
    return say("savings_gained", language, point=told, **spread)


def _point(gained: float, point: float, language: Language) -> str:
    """Write what a point of service costs; nothing if on average no point is gained."""
    if pd.isna(point) or gained < LEAST_GAINED:
        return ""
    return say("of_a_point", language, price=f"{point:.2f}")


def _with_interval(row: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """Write a mean and its interval in the unit of money of the screen."""
    mean, low, high = (
        f"{round(row[name] / SCALE[language], DIGITS[language]) + 0.0:,.{DIGITS[language]}f}"
        for name in ("mean", "p5", "p95")
    )
    return mean, f"{low} .. {high}"


def _marks(shown: Sequence[Column]) -> dict[str, str]:
    """Mark of each footnote, counted along the columns that are shown."""
    notes = dict.fromkeys(note for _, _, note, _ in shown)
    return dict(zip(notes, MARKS, strict=False))


def _footnotes(shown: Sequence[Column], language: Language) -> str:
    """Describe the columns that are shown."""
    return "   ".join(f"{mark} {say(note, language)}" for note, mark in _marks(shown).items())


def _policies(
    results: Mapping[str, SimulationResult], shown: Sequence[Column], language: Language
) -> Table:
    table = Table(
        title=say("policies_title", language),
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 0, 0, 1),
    )
    table.add_column(say("policy", language), overflow="fold", min_width=NARROWEST)
    summaries = {name: _by(result.summary(), "outcome") for name, result in results.items()}
    marks = _marks(shown)
    for _, heading, note, _ in shown:
        table.add_column(say(heading, language) + marks[note], justify="right")
    for name, result in results.items():
        cells = [_cell(summaries[name][outcome], form, language) for outcome, _, _, form in shown]
        table.add_row(label(result, language), *cells)
    return table


def _cell(row: Mapping[str, Any], form: str, language: Language) -> Text:
    scale = {"number": 1.0, "percent": 100.0, "money": 1.0 / SCALE[language]}[form]
    digits = 0 if form == "percent" or abs(scale * row["mean"]) >= 10 else 1
    # Adding 0.0 turns the -0.0 of an account without a flow into 0.0.
    mean, low, high = (
        f"{round(scale * row[name], digits) + 0.0:,.{digits}f}" for name in ("mean", "p5", "p95")
    )
    interval = "" if low == high else f"\n{low}..{high}"
    return Text.assemble(mean, (interval, "dim"))


def _risks(result: SimulationResult, moves: pd.Series, language: Language) -> Table:
    table = Table(
        title=say("risks_title", language, policy=label(result, language)),
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    for column in ("assumption", "kind", "range"):
        table.add_column(say(column, language))
    table.add_column(say("of_variance", language), justify="right")
    for name, part in moves.items():
        row = result.assumption_table[str(name)]
        _, low, central, high = row.as_drawn()
        table.add_row(
            label_of(row, language),
            named(KIND_NAMES[result.origins[str(name)].kind], language),
            Text.assemble(
                f"{low:g} - {central:g} - {high:g} ",
                (readable(unit_name(row.unit, language)), "dim"),
            ),
            percent(float(part), language),
        )
    return table


def answers(
    results: Mapping[str, SimulationResult],
    focus: str,
    saved: Savings | None,
    language: Language,
) -> list[str]:
    """Answer a planner's questions in sentences: saving, reinvestment, fallback, break-even."""
    main = results[focus]
    summary = _by(main.summary(), "outcome")
    policy = label(main, language)
    if not summary["cost_per_household_month"]["mean"]:
        return [say("answer_nobody", language, policy=policy)]
    sentences: list[str] = []
    if saved is not None:
        sentences += _saving(main, saved, language)
    gained, point = summary["service_gained"], summary["cost_per_service_point"]
    if gained["draws"]:
        today = summary["today_cost_per_household_month"]["mean"]
        values = {
            "today": amount(today, language),
            "cost": amount(summary["cost_per_household_month"]["mean"], language),
            "gained": percent(gained["mean"], language),
            "point": _point(gained["mean"], point["mean"], language),
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


def _saving(main: SimulationResult, saved: Savings, language: Language) -> Iterator[str]:
    """Describe the saving or the additional cost of pooling."""
    whole = _by(saved.total, "measure")
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
    )
    if "note" in saved.by_estate.attrs:
        yield say("answer_by_estate", language, note=saved.by_estate.attrs["note"])


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
