"""Tabulate headline figures in both languages, as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from commpartner.facts.labels import label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number
from commpartner.facts.shown import html_table
from commpartner.facts.words import say
from commpartner.measures.risk import band
from commpartner.texts import Language

HEADLINES = (
    "public_net_cost",
    "fallback_per_year",
    "savings_per_year",
    "cost_per_household_month",
    "fees_per_household_month",
    "reinvested_per_household_month",
    "self_sufficiency_year_1",
    "self_sufficiency_year_5",
    "collection_rate_current",
    "satisfaction_served",
    "social_net_benefit",
)
# Of policies side by side.
COMPARED = ("public_net_cost", "fallback_per_year", "satisfaction_served", "social_net_benefit")
BOTH: tuple[Language, ...] = ("zh", "en")
ROUNDING = 1e-9  # share of a mean, below which a range is none
SHARE = "share"
DIGITS = 3  # significant ones of a large number


def told(key: str) -> str:
    """Return words in both languages, Chinese first."""
    return " ".join(say(key, language) for language in BOTH)


def named_in_both(thing: Any) -> str:
    """Return both labels of a thing, Chinese first."""
    return " ".join(filter(None, (label_of(thing, language) for language in BOTH)))


def unit_in_both(unit: str) -> str:
    """Return a unit in both languages; shares are shown in per cent."""
    if unit.startswith(SHARE):
        return "%"
    return " ".join(dict.fromkeys(unit_name(unit, language) for language in BOTH if unit))


def shown_value(value: float, unit: str) -> str:
    """Format a value in its unit with three significant digits; shares in per cent.

    Examples
    --------
    >>> shown_value(2_883_456.0, "yuan"), shown_value(0.7123, "share"), shown_value(7.0, "month")
    ('2,880,000', '71.2', '7')
    """
    value = 100.0 * value if unit.startswith(SHARE) else value
    if not np.isfinite(value) or value == 0.0:
        return number(value)
    size = DIGITS - 1 - int(np.floor(np.log10(abs(value))))
    return number(round(value, size))


def shown_range(values: pd.Series, unit: str) -> tuple[str, str]:
    """Format the mean and the 5-95 % range of draws; the range is empty if they are all equal."""
    known = values.dropna().to_numpy(dtype=float)
    if not known.size:
        return number(float("nan")), ""
    mean, ends = float(known.mean()), band(known)
    if known.std() <= ROUNDING * abs(mean):
        return shown_value(mean, unit), ""
    return shown_value(mean, unit), span(ends["p5"], ends["p95"], unit)


def span(low: float, high: float, unit: str) -> str:
    """Format a range."""
    return f"{shown_value(low, unit)} … {shown_value(high, unit)}"


def headlines(outcomes: pd.DataFrame) -> Iterator[str]:
    """List the headline outcomes that have a value in some draw."""
    return (name for name in HEADLINES if name in outcomes and outcomes[name].notna().any())


def outcome_rows(outcomes: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Tabulate the headline outcomes of a run: label, mean, range, unit."""
    rows = []
    for name in headlines(outcomes):
        about = OUTCOMES[name]
        mean, ends = shown_range(outcomes[name], about.unit)
        rows.append((named_in_both(about), mean, ends, unit_in_both(about.unit)))
    return rows


def figures_html(
    title: str, rows: Iterable[Iterable[str]], heads: Iterable[str] | None = None
) -> str:
    """Format rows of figures as an HTML table with heads in both languages."""
    standard = map(told, ("widget_figure", "mean", "interval", "list_unit"))
    return html_table(title, rows, standard if heads is None else heads)


def policy_in_both(name: str, policy: Any) -> str:
    """Return the labels of a policy in both languages; its name if it has none."""
    return named_in_both(policy) or name


def titled(kind: str, name: str, facts: Mapping[str, object], synthetic: bool) -> str:
    """Return the caption of a table: what it is, of what, how it was run."""
    parts = [kind, name, *(f"{key} {value}" for key, value in facts.items())]
    return " · ".join([*filter(None, parts), *([told("chart_synthetic")] if synthetic else [])])


def policies_html(title: str, policies: Mapping[str, Any], outcomes: pd.DataFrame) -> str:
    """Format the figures of several policies as an HTML table, one row a policy."""
    names = [name for name in COMPARED if outcomes[name].notna().any()]
    heads = [told("policy")]
    for name in names:
        about = OUTCOMES[name]
        heads.append(f"{named_in_both(about)} [{unit_in_both(about.unit)}]")
    rows = []
    for policy, of_policy in outcomes.groupby("policy", sort=False):
        cells = [shown_range(of_policy[name], OUTCOMES[name].unit) for name in names]
        written = [f"{mean} [{ends}]" if ends else mean for mean, ends in cells]
        rows.append((policy_in_both(str(policy), policies[str(policy)]), *written))
    return figures_html(title, rows, heads)
