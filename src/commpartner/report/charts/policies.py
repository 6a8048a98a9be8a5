"""Draw one outcome under several policies, and the paired differences from one of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from commpartner.errors import InputError, Problem
from commpartner.experiments.choosing.choice import differences
from commpartner.experiments.comparison import Comparison
from commpartner.facts.labels import label_of
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.quantities import number, percent
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say
from commpartner.problems.arguments import refused
from commpartner.problems.wording import Language, among, suggest
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import PANEL, TICK, distinct, drawn, plain
from commpartner.report.charts.style import (
    BLUE,
    GREY,
    LOSS,
    add_rule,
    check_given,
    dress,
    headed,
    height_of,
    plotly,
    policy_label,
    quantity,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SELF_SUFFICIENCY = "self_sufficiency"  # begins the names of its outcomes
WHOLE = 100.0  # per cent of the cost, where own income covers it


class _Compared(NamedTuple):
    """Hold what is compared: labels and values by name, units, whether data are generated."""

    labels: dict[str, str]
    series: dict[str, pd.Series]
    factor: float
    of: str
    unit: str
    synthetic: bool

    @property
    def shown(self) -> list[str]:
        """Return the labels as an axis has them."""
        return distinct(drawn(each, TICK) for each in self.labels.values())


class _Panel(NamedTuple):
    """Hold what the differences add: settings of the axes, sentence, columns of the table."""

    axes: dict[str, Any]
    alt: str
    columns: dict[str, pd.Series]


def policies_compared(
    results: Mapping[str, SimulationResult] | Comparison,
    outcome: str,
    language: Language = "en",
    *,
    baseline: str | None = None,
) -> Figure:
    """Draw the mean and the 5-95 % interval of one outcome by policy.

    With a baseline a second panel has the differences from it, draw by draw: mean, 5-95 %
    interval, and in how many draws the policy is better. Intervals of the policies may overlap
    though one of them is better in every draw.

    Parameters
    ----------
    results
        By a name of the caller's, which is shown, or by the name of the policy, for which its
        label is shown. Run them with one seed, so that they share their draws. Or a comparison.
    outcome
        Name of a column of `SimulationResult.outcomes`.
    baseline
        Name of one of the results or policies.

    Raises
    ------
    InputError
        If there are no results or no such outcome, or no such baseline.
    ArgumentError
        If there is a baseline and the results do not share their draws, or one has no number in
        some draw.
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("results", results, (Mapping, Comparison), language)
    held = _held(results, outcome, language)
    differing = None if baseline is None else _differences(results, held, outcome, baseline)
    figure: Figure = plotly().Figure()
    if differing is not None:
        subplots = plotly("subplots")
        figure = subplots.make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06)
    rows = held.factor * pd.DataFrame(
        [
            {"mean": values.mean(), "low": values.quantile(0.05), "high": values.quantile(0.95)}
            for values in held.series.values()
        ],
        index=[*held.labels],
    )
    figure.add_trace(_dots(rows, held.shown, [number(value) for value in rows["mean"]], BLUE))
    label = label_of(OUTCOMES[outcome], language)
    name = label if language == "zh" else f"{label[0].upper()}{label[1:]}"
    heads = [
        headed(say(key, language), held.unit, language) for key in ("mean", "chart_p5", "chart_p95")
    ]
    columns = {
        say("policy", language): pd.Series(held.labels),
        **dict(zip(heads, (rows["mean"], rows["low"], rows["high"]), strict=True)),
    }
    listed = _listed(held, held.labels, rows["mean"], language)
    alt = say("chart_policies_alt", language, label=label, listed=listed)
    axes: dict[str, Any] = {"xaxis_title": held.unit}
    if differing is not None and baseline is not None:
        axes, sentence, more = _add_differences(figure, held, differing, baseline, language)
        alt, columns = alt + sentence, columns | more
    note = say("chart_dots" if differing is None else "chart_dots_paired", language)
    if outcome.startswith(SELF_SUFFICIENCY):
        add_rule(figure, WHOLE, LOSS, "dash")
        note = f"{note} · {say('chart_whole', language)}"
    return dress(
        figure,
        headed(name, held.unit, language),
        held.synthetic,
        language,
        note,
        told=Told(alt, pd.DataFrame(columns).loc[[*held.labels]]),
        height=180 + height_of(held.shown, 55 if differing is None else 66),
        yaxis={"range": [len(rows) - 0.5, -0.6], "automargin": True},
        showlegend=False,
        **axes,
    )


def _add_differences(
    figure: Figure, held: _Compared, differing: pd.DataFrame, baseline: str, language: Language
) -> _Panel:
    """Draw the paired differences from the baseline in the second panel."""
    rows = held.factor * differing[["mean", "p5", "p95"]]
    rows.columns = pd.Index(["mean", "low", "high"])
    told = [
        number(mean)
        if math.isnan(share)
        else say("chart_better", language, mean=number(mean), share=percent(share, language))
        for mean, share in zip(rows["mean"], differing["share_better"], strict=True)
    ]
    names = [shown for key, shown in zip(held.labels, held.shown, strict=True) if key in rows.index]
    figure.add_trace(_dots(rows, names, told, GREY, "diamond"), row=1, col=2)
    add_rule(figure, 0.0, GREY, "solid", "x2")
    base = held.labels[baseline]
    axis = say("chart_difference", language, base=base, unit=held.unit)
    axes = {
        "xaxis": {"title": drawn(held.unit, PANEL), "nticks": 5},
        "xaxis2": {"title": drawn(axis, PANEL), "nticks": 5, "zeroline": False},
    }
    better = say("chart_better_percent", language)
    columns = {axis: rows["mean"], better: 100.0 * differing["share_better"]}
    listed = _listed(held, {key: held.labels[key] for key in rows.index}, rows["mean"], language)
    return _Panel(
        axes, say("chart_policies_paired_alt", language, base=base, listed=listed), columns
    )


def _listed(
    held: _Compared, labels: Mapping[str, str], means: pd.Series, language: Language
) -> str:
    """List the policies with their means."""
    return say("chart_and", language).join(
        f"{label} {quantity(means[key] / held.factor, held.of, language)}"
        for key, label in labels.items()
    )


def _dots(
    rows: pd.DataFrame, names: list[str], told: list[str], colour: str, symbol: str = "circle"
) -> Any:
    """Make dots with the range from 5 to 95 % and words above them."""
    return plotly().Scatter(
        x=rows["mean"],
        y=names,
        mode="markers+text",
        text=told,
        textposition="top center",
        cliponaxis=False,
        marker={"color": colour, "size": 11, "symbol": symbol},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["high"] - rows["mean"],
            "arrayminus": rows["mean"] - rows["low"],
            "thickness": 2,
        },
    )


def _held(
    results: Mapping[str, SimulationResult] | Comparison, outcome: str, language: Language
) -> _Compared:
    """Collect labels and values of the outcome; an unknown one is refused."""
    if isinstance(results, Comparison):
        known = set(OUTCOMES).intersection(results.outcomes)
        rows = results.outcomes.set_index("draw")
        policies = {name: label_of(each, language) for name, each in results.policies.items()}
        tables = {name: rows[rows["policy"] == name] for name in policies}
        labels = {name: plain(label or name) for name, label in policies.items()}
        synthetic = results.programme.synthetic
    else:
        known = set(OUTCOMES).intersection(*(each.outcomes for each in results.values()))
        tables = {str(name): each.outcomes for name, each in results.items()}
        labels = {
            str(name): policy_label(each, language) if name == each.policy_name else plain(name)
            for name, each in results.items()
        }
        synthetic = any(each.programme.synthetic for each in results.values())
    if not tables or not among(outcome, known):
        allowed = suggest(outcome, sorted(known)) if tables else Text("one_result")
        raise InputError([Problem("plots", None, "outcome", repr(outcome), allowed)])
    for name, table in tables.items():
        there = table[outcome].notna().mean()
        if there < 1:
            labels[name] += say("chart_share_of_draws", language, share=percent(there, language))
    about = OUTCOMES[outcome]
    values = {name: table[outcome] for name, table in tables.items()}
    ends = [end for each in values.values() for end in each.quantile([0.05, 0.95])]
    scale = scale_of(about.unit, ends, language)
    return _Compared(labels, values, scale.factor, about.unit, scale.unit, synthetic)


def _differences(
    results: Mapping[str, SimulationResult] | Comparison,
    held: _Compared,
    outcome: str,
    baseline: str,
) -> pd.DataFrame:
    """Compute the differences from the baseline in the same draws, by name of the policy."""
    if isinstance(results, Comparison):
        return differences(results, baseline, [outcome]).set_index("policy")
    runs = {(each.seed, each.draws) for each in results.values()}
    if len(runs) > 1:
        found = "; ".join(f"seed {seed}, {draws} draws" for seed, draws in sorted(runs))
        raise refused("results", found, Text("same_seed_and_draws"))
    rows = [
        pd.DataFrame({"policy": name, "draw": values.index, outcome: values.to_numpy()})
        for name, values in held.series.items()
    ]
    compared = SimpleNamespace(policies=dict(held.labels), outcomes=pd.concat(rows))
    return differences(compared, baseline, [outcome]).set_index("policy")
