"""Check a calibration: what was seen against what is predicted, and each value by the others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from commpartner.assumptions.draws import Array, generator_of
from commpartner.calibration.observation import ObservedValue
from commpartner.calibration.smoother import filled
from commpartner.calibration.space import Likelihood, Space
from commpartner.measures.risk import band
from commpartner.texts import Text

FAR = 3.0  # standard errors by which no prediction may miss what was seen
LOOK_AT = 3  # assumptions that a message names
MOVED = 0.3  # least rank correlation of an assumption that a message names
LEVELS = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def described(observations: tuple[ObservedValue, ...]) -> pd.DataFrame:
    """Tabulate what was seen: series, place, first and last month, unit, value, standard_error."""
    return pd.DataFrame(
        {
            "series": [each.series for each in observations],
            "place": [each.place for each in observations],
            "first_month": [each.period.first for each in observations],
            "last_month": [each.period.last for each in observations],
            "unit": [each.quantity.unit for each in observations],
            "value": [each.value for each in observations],
            "standard_error": [each.standard_error for each in observations],
        }
    )


def fit(
    observations: tuple[ObservedValue, ...], likelihood: Likelihood, before: Array, after: Array
) -> pd.DataFrame:
    """Compare what was seen with the predictions before and after the calibration.

    Parameters
    ----------
    before, after
        Predictions, shape (draw, observation).

    Returns
    -------
    pandas.DataFrame
        What was seen, `prior_p5` to `prior_p95`, p5, p50, p95 of the predictions without their
        error, and misfit: the middle prediction less the value, in standard errors.
    """
    table = described(observations)
    for prefix, predicted in (("prior_", before), ("", after)):
        for name, level in LEVELS.items():
            table[prefix + name] = np.nanquantile(filled(predicted), level, axis=0)
    table["misfit"] = (table["p50"] - likelihood.value) / likelihood.error
    return table


def held_out(
    observations: tuple[ObservedValue, ...], error: Array, predicted: Array, seed: int
) -> pd.DataFrame:
    """Compare each value with its prediction from others, the error of its observation included.

    Parameters
    ----------
    error
        Standard errors, shape (observation,).
    predicted
        By calibrations without the value, shape (member, observation).

    Returns
    -------
    pandas.DataFrame
        What was seen; p5, p50 and p95 of its prediction; inside: whether the value lies between p5
        and p95.
    """
    table = described(observations)
    noise = generator_of("calibration: held out", seed).standard_normal(predicted.shape)
    seen = filled(predicted) + error * noise
    for name, level in LEVELS.items():
        table[name] = np.quantile(seen, level, axis=0) if len(seen) else np.nan
    table["inside"] = (table["p5"] <= table["value"]) & (table["value"] <= table["p95"])
    return table if len(seen) else table.iloc[:0]


def conflicts(
    observations: tuple[ObservedValue, ...],
    likelihood: Likelihood,
    space: Space,
    prior: tuple[Array, Array],
    table: pd.DataFrame,
) -> tuple[Text, ...]:
    """Tell which values the model cannot explain, and where to look.

    A value is beyond the model if every draw before the calibration misses it by more than three
    standard errors on the same side. It is against the others if the calibrated draws miss it. This
    counts only if no value is beyond the model, since such a value pulls all others away.
    """
    points, predicted = prior
    values = space.values(points)
    beyond, against = list[Text](), list[Text]()
    for number, each in enumerate(observations):
        apart = likelihood.misfit(predicted)[:, number]
        told = {"seen": _told(each), "names": _look_at(values, filled(predicted)[:, number], space)}
        if np.ptp(filled(predicted)[:, number]) == 0.0 and abs(apart[0]) > FAR:
            beyond.append(Text("conflict_nothing_moves", seen=told["seen"]))
        elif apart.min() > FAR or apart.max() < -FAR:
            side = "conflict_all_above" if apart.min() > FAR else "conflict_all_below"
            beyond.append(Text(side, **told))
        elif abs(table["misfit"].iloc[number]) > FAR:
            against.append(Text("conflict_with_others", **told))
    return tuple(beyond or against)


def _told(seen: ObservedValue) -> Text:
    """Describe a value with its name, period and unit, for a message."""
    quantity = seen.quantity
    label = Text(
        "in_both_languages",
        en=f"{quantity.label_en} ({quantity.name})",
        zh=f"{quantity.label_zh}（{quantity.name}）",
    )
    unit = Text("in_both_languages", en=quantity.unit, zh=quantity.unit_in("zh"))
    when = Text("in_both_languages", en=seen.when("en"), zh=seen.when("zh"))
    place = f" {seen.place}" if seen.place else ""
    return Text(
        "seen_value", label=label, place=place, when=when, value=_short(seen.value), unit=unit
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _look_at(values: Mapping[str, Array], predicted: Array, space: Space) -> Text:
    """Name the assumptions that move a prediction most, by rank correlation."""
    ranked = ranks(predicted[:, None])[:, 0]
    strength = {
        name: float(np.mean(ranks(each[:, None])[:, 0] * ranked)) for name, each in values.items()
    }
    strongest = sorted(strength, key=lambda name: -abs(strength[name]))[:LOOK_AT]
    rows = [space.table[name] for name in strongest if abs(strength[name]) > MOVED] or [
        space.table[strongest[0]]
    ]
    english = ", ".join(f"{row.label_en} ({row.name})" for row in rows)
    chinese = "、".join(f"{row.label_zh}（{row.name}）" for row in rows)
    return Text("in_both_languages", en=english, zh=chinese)


def ranks(columns: Array) -> Array:
    """Return the ranks of each column, centred and scaled to variance 1; 0 for a constant."""
    from scipy.stats import rankdata

    found = rankdata(columns, axis=0)
    found = found - found.mean(axis=0)
    spread = found.std(axis=0)
    return np.asarray(np.divide(found, spread, out=np.zeros_like(found), where=spread > 0))


def summary_of(values: Array) -> dict[str, float]:
    """Compute mean, p5, p50 and p95."""
    return {"mean": float(values.mean()), **band(values)}
