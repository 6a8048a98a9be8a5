"""Answer in sentences: what it costs, what it saves, how sure that is, who loses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from commpartner.facts.accounts import SECTORS
from commpartner.facts.labels import SECTOR_NAMES, label_of, named
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import large_together, number, percent
from commpartner.facts.words import year_name
from commpartner.measures.risk import band
from commpartner.report.frames import rows_by
from commpartner.report.page.content import Card, Question
from commpartner.report.study import BENEFIT, Study
from commpartner.report.words import policy_label, say
from commpartner.results.payers import ALL
from commpartner.results.telling import measured
from commpartner.texts import Language

COST = "public_net_cost"
OWN = tuple(f"self_sufficiency_year_{year}" for year in (5, 3, 1))
UNIT = re.compile(r"[^0-9]*$")  # what stands behind the number
FOUND = 2  # numbers that are named: for the choice, and for the cost


def cards(study: Study, language: Language) -> Iterator[Card]:
    """List the headline figures of the focus."""
    own = next((name for name in OWN if name in study.main.outcomes), OWN[-1])
    names = (
        COST,
        "fallback_per_year",
        "savings_per_year",
        "cost_per_household_month",
        own,
        "satisfaction_served",
    )
    for name in names:
        row = figure_of(study, name)
        if row is None:
            continue
        yield Card(
            label_of(OUTCOMES[name], language),
            *_apart(written(row["mean"], OUTCOMES[name].unit, language)),
            between(row, OUTCOMES[name].unit, language),
            name,
        )


def figure_of(study: Study, name: str) -> dict[str, float] | None:
    """Compute mean and range of an outcome of the focus; None if no draw has it."""
    return None if name not in study.main.outcomes else spread(study.main.outcomes[name])


def spread(values: pd.Series) -> dict[str, float] | None:
    """Compute mean and range over the draws that have a value; None if none has."""
    known = values.dropna().to_numpy()
    return {"mean": float(known.mean()), **band(known)} if known.size else None


def written(value: float, unit: str, language: Language, large: bool | None = None) -> str:
    """Write a figure with its unit; a score from 0 to 100 stands alone."""
    return number(value) if unit.startswith("score") else measured(value, unit, language, large)


def between(row: Mapping[str, float], unit: str, language: Language) -> str:
    """Write a range, with the unit once; sums of money have the same one.

    Examples
    --------
    >>> between({"p5": 54_015.0, "p95": 1_040_000.0}, "yuan/year", "en")
    '0.054 to 1.04 million yuan/year'
    >>> between({"p5": 5.0, "p95": 1_200_000.0}, "yuan", "zh")
    '5.00至1,200,000元'
    """
    low, high = _ends(row, unit, language)
    return low if low == high else say("page_interval", language, low=_bare(low, high), high=high)


def _ends(row: Mapping[str, float], unit: str, language: Language) -> tuple[str, str]:
    """Write both ends of a range, with the same unit of money."""
    low, high = row["p5"], row["p95"]
    large = large_together((low, high), language)
    return written(low, unit, language, large), written(high, unit, language, large)


def _apart(text: str) -> tuple[str, str]:
    """Split a figure into its number and its unit.

    Examples
    --------
    >>> _apart("61.2 million yuan"), _apart("35.5%"), _apart("72.3")
    (('61.2', 'million yuan'), ('35.5', '%'), ('72.3', ''))
    """
    found = UNIT.search(text)
    at = found.start() if found else len(text)
    return text[:at], text[at:].strip()


def _bare(low: str, high: str) -> str:
    """Remove the unit of a lower end if the upper end has the same.

    Examples
    --------
    >>> _bare("4.96 million yuan", "39 million yuan"), _bare("102 yuan", "1.2 million yuan")
    ('4.96', '102 yuan')
    """
    low_unit, high_unit = (UNIT.search(text) for text in (low, high))
    same = low_unit and high_unit and low_unit.group() == high_unit.group()
    return low[: low_unit.start()] if same and low_unit else low


def sentences(study: Study, language: Language) -> tuple[str, str, str]:
    """Answer in three sentences: what it costs, what it saves, what that rests on."""
    return _cost(study, language), _saving(study, language), _rests(study, language)


def _years(study: Study) -> str:
    return f"{study.main.months / 12:g}"


def _cost(study: Study, language: Language) -> str:
    row = figure_of(study, COST) or {"mean": 0.0, "p5": 0.0, "p95": 0.0}
    earns = row["mean"] < 0
    sign = -1.0 if earns else 1.0
    low, high = sorted(sign * row[name] for name in ("p5", "p95"))
    year, table = first_year(study)
    theirs = table[(table["payer"] == "operator") & (table["account"] == ALL)]["mean"].sum()
    return say(
        "page_answer_earns" if earns else "page_answer_cost",
        language,
        policy=policy_label(study.main, language),
        years=_years(study),
        year=year_name(year, language),
        operator=measured(theirs, "yuan", language),
        interval=between({"p5": low, "p95": high}, "yuan", language),
        mean=measured(sign * row["mean"], "yuan", language),
    )


def first_year(study: Study) -> tuple[int, pd.DataFrame]:
    """Return the first year, and what each payer must find in it."""
    table = study.main.payers
    years = table["year"].dropna()
    year = int(years.min()) if len(years) else int(study.main.ledger["year"].min())
    return year, table[table["year"] == year]


def _saving(study: Study, language: Language) -> str:
    if study.savings is None:
        return _against(study, language)
    whole = rows_by(study.savings.total, "measure")
    year, share = whole["savings_per_year"], whole["savings_share"]["mean"]
    negative = year["share_of_draws_negative"]
    return say(
        "page_answer_saving" if year["mean"] >= 0 else "page_answer_dearer",
        language,
        estates=len(study.savings.by_estate),
        centres=study.main.estates["centre"].replace("", pd.NA).nunique(),
        mean=measured(abs(year["mean"]), "yuan/year", language),
        share=percent(abs(share), language),
        negative=percent(negative, language),
    )


def _against(study: Study, language: Language) -> str:
    if study.baseline == study.focus:
        return say("page_answer_alone", language)
    less = study.results[study.baseline].outcomes[COST] - study.main.outcomes[COST]
    row = spread(less) or {"mean": 0.0, "p5": 0.0, "p95": 0.0}
    low, high = sorted(np.sign(row["mean"] or 1.0) * row[name] for name in ("p5", "p95"))
    return say(
        "page_answer_against",
        language,
        baseline=policy_label(study.results[study.baseline], language),
        mean=measured(abs(row["mean"]), "yuan", language),
        less=say("page_less" if row["mean"] >= 0 else "page_more", language),
        years=_years(study),
        interval=between({"p5": low, "p95": high}, "yuan", language),
        share=percent(float((less > 0).mean()), language),
    )


def assumed_share(study: Study) -> float:
    """Return the share of the variance of the cost that rests on assumptions."""
    return kind_share(study, "assumption")


def kind_share(study: Study, kind: str) -> float:
    """Return the share of the variance of the cost that rests on a kind of evidence."""
    row = rows_by(study.main.variance_by_kind(), "outcome").get(COST)
    return float("nan") if row is None else float(row[kind])


def _rests(study: Study, language: Language) -> str:
    share, moving = assumed_share(study), _moving(study, language)
    if np.isnan(share) or not moving:
        return say("page_answer_few", language)
    return say("page_answer_rests", language, share=percent(share, language), first=moving[0][0])


def _moving(study: Study, language: Language) -> list[tuple[str, str]]:
    """List the assumptions that move the cost most, each with what it moves."""
    parts = study.main.variance_by_assumption(COST).head(FOUND)
    table = study.main.assumption_table
    return [
        (
            label_of(table[str(name)], language),
            say("page_find_variance", language, share=percent(float(part), language)),
        )
        for name, part in parts.items()
    ]


def _deciding(study: Study, language: Language) -> list[tuple[str, str]]:
    """List the assumptions worth knowing before a policy is chosen, each with its value."""
    if study.information is None:
        return []
    table, unit = study.main.assumption_table, study.information.unit
    return [
        (
            label_of(table[row["assumption"]], language),
            say("page_find_value", language, value=measured(row["value"], unit, language)),
        )
        for row in study.information.worth_measuring(FOUND).to_dict("records")
    ]


def questions(study: Study, language: Language) -> Iterator[Question]:
    """Answer the five questions that the head of a bureau asks."""
    year, table = first_year(study)
    named_year = year_name(year, language)
    yield Question(
        say("page_q_cost", language, year=named_year), tuple(_pays(table, language)), "payers"
    )
    yield Question(say("page_q_lose", language), tuple(_loses(study, language)), "policies")
    yield Question(say("page_q_fee", language), tuple(_fee(study, language)), "time")
    yield Question(say("page_q_sure", language), tuple(_sure(study, language)), "evidence")
    yield Question(say("page_q_find", language), tuple(_find(study, language)), "evidence")


def _pays(table: pd.DataFrame, language: Language) -> Iterator[str]:
    whole = table[table["account"] == ALL]
    if whole.empty:
        yield say("page_pays_nothing", language)
    for row in rows_by(whole, "payer").values():
        yield say(
            "page_pays",
            language,
            payer=named(SECTOR_NAMES[row["payer"]], language),
            mean=measured(row["mean"], "yuan", language),
            interval=between(row, "yuan", language),
        )


def _loses(study: Study, language: Language) -> Iterator[str]:
    main, base = study.main.outcomes, study.results[study.baseline].outcomes
    alone = study.baseline == study.focus
    baseline = policy_label(study.results[study.baseline], language)
    lost = {}
    for sector in SECTORS:
        name = f"npv_{'residents_payments' if sector == 'residents' else sector}"
        if name in main and name in base:
            values = main[name] if alone else main[name] - base[name]
            if values.mean() < -1.0:  # yuan
                lost[sector] = values
    for sector, values in sorted(lost.items(), key=lambda each: each[1].mean()):
        yield say(
            "page_loses_alone" if alone else "page_loses",
            language,
            sector=named(SECTOR_NAMES[sector], language),
            mean=measured(values.mean(), "yuan", language),
            years=_years(study),
            baseline=baseline,
            share=percent(float((values < 0).mean()), language),
        )
    if not lost:
        yield say("page_loses_none", language, baseline=baseline)
    if study.savings is not None:
        by_estate = study.savings.by_estate
        dearer = int((by_estate["savings_per_household_month"] < 0).sum())
        key = "page_estates_dearer" if dearer else "page_estates_none_dearer"
        yield say(key, language, count=dearer, all=len(by_estate))


def _fee(study: Study, language: Language) -> Iterator[str]:
    policy = policy_label(study.main, language)
    if study.fee_stays is None:
        yield say("page_fee_fixed", language, policy=policy)
        return
    growth = study.main.policy.fee_growth
    if isinstance(growth, str):
        growth = study.main.assumption_table[growth].central
    yield say("page_fee_choice", language, policy=policy, growth=percent(growth, language, 1))
    then, planned = study.fee_stays.outcomes, study.main.outcomes
    yield say(
        "page_fee_stays",
        language,
        mean=measured(then["fallback_per_year"].mean(), "yuan", language),
        planned=measured(planned["fallback_per_year"].mean(), "yuan", language),
        years=_years(study),
        more=measured((then[COST] - planned[COST]).mean(), "yuan", language),
    )


def _sure(study: Study, language: Language) -> Iterator[str]:
    row = figure_of(study, COST)
    if row is not None:
        low, high = _ends(row, "yuan", language)
        yield say("page_sure_range", language, low=low, high=high)
    if study.information is not None:
        chance = study.comparison.probability_best(BENEFIT).set_index("policy")["probability"]
        best = str(chance.idxmax())
        yield say(
            "page_sure_best",
            language,
            share=percent(float(chance[study.focus]), language),
            best=policy_label(study.results[best], language),
            most=percent(float(chance[best]), language),
        )
    share = assumed_share(study)
    if not np.isnan(share):
        yield say("page_sure_assumed", language, share=percent(share, language))


def _find(study: Study, language: Language) -> Iterator[str]:
    deciding, moving = _deciding(study, language), _moving(study, language)
    if not deciding:
        yield say("page_find_none", language)
    worth = {name for name, _ in deciding}
    for name, what in [*deciding, *(each for each in moving if each[0] not in worth)]:
        yield say("page_find", language, name=name, what=what)
