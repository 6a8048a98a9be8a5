"""Draw one outcome under several policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.facts.labels import UNIT_NAMES, label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.facts.words import say
from commpartner.problems.wording import Language, among, suggest
from commpartner.report.charts.style import BLUE, check_given, dress, plotly, policy_label
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def policies_compared(
    results: Mapping[str, SimulationResult], outcome: str, language: Language = "en"
) -> Figure:
    """Draw the mean and the 5-95 % interval of one outcome by policy.

    Parameters
    ----------
    results
        By a name of the caller's, which is shown, or by the name of the policy, for which its
        label is shown. Run them with one seed, so that they share their draws.
    outcome
        Name of a column of `SimulationResult.outcomes`.

    Raises
    ------
    InputError
        If there are no results or no such outcome.
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("results", results, Mapping, language)
    zh = language == "zh"
    figure: Figure = plotly().Figure()
    known = set(OUTCOMES).intersection(*(each.outcomes for each in results.values()))
    if not results or not among(outcome, known):
        allowed = suggest(outcome, sorted(known)) if results else Text("one_result")
        raise InputError([Problem("plots", None, "outcome", repr(outcome), allowed)])
    about = OUTCOMES[outcome]
    factor, *units = UNIT_NAMES[about.unit]
    unit, label = units[zh], label_of(about, language)
    names, rows = [], []
    for name, result in results.items():
        shown = policy_label(result, language) if name == result.policy_name else name
        values = result.outcomes[outcome]
        there = values.notna().mean()
        if there < 1:
            shown += say("chart_share_of_draws", language, share=percent(there, language))
        names.append(shown)
        low, high = values.quantile([0.05, 0.95])
        rows.append({"mean": values.mean(), "low": low, "high": high})
    table = factor * pd.DataFrame(rows)
    figure.add_scatter(
        x=table["mean"],
        y=names,
        mode="markers+text",
        text=[number(value) for value in table["mean"]],
        textposition="top center",
        cliponaxis=False,
        marker={"color": BLUE, "size": 11},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": table["high"] - table["mean"],
            "arrayminus": table["mean"] - table["low"],
            "thickness": 2,
        },
    )
    synthetic = any(result.programme.synthetic for result in results.values())
    title = f"{label}（{unit}）" if zh else f"{label[0].upper()}{label[1:]} [{unit}]"
    note = say("chart_dots", language)
    return dress(
        figure,
        title,
        synthetic,
        language,
        note,
        height=170 + 55 * len(names),
        xaxis_title=unit,
        yaxis={"range": [len(names) - 0.5, -0.5], "automargin": True},
        showlegend=False,
    )
