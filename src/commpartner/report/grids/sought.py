"""Name the levers and figures of a search in words, with their units."""

from __future__ import annotations

from commpartner.facts.labels import UNIT_NAMES, label_of, named, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.scales import largest_scale
from commpartner.planning.optimising import Optimised
from commpartner.report.grids.levers import meaning
from commpartner.report.words import say
from commpartner.texts import Language

STATISTICS = ("p5", "p50", "p95", "shortfall", "worst")
CHANCE = "chance"


def figure_name(figure: str, language: Language) -> str:
    """Name a figure of a search in words: the outcome, and which statistic of it."""
    if figure == CHANCE:
        return say("optimised_chance", language)
    for statistic in STATISTICS:
        outcome = figure.removesuffix(f"_{statistic}")
        if figure not in OUTCOMES and outcome in OUTCOMES:
            told = say(f"optimised_{statistic}", language)
            return say(
                "optimised_of", language, name=label_of(OUTCOMES[outcome], language), of=told
            )
    return label_of(OUTCOMES[figure], language)


def headed(figure: str, unit: str, language: Language) -> str:
    """Return the name of a figure with its unit."""
    name, shown = figure_name(figure, language), scaled(unit, language)[1]
    return name if bare(unit) else say("chart_headed", language, name=name, unit=shown)


def outcome_of(figure: str) -> str:
    """Return the outcome of a figure."""
    if figure in OUTCOMES:
        return figure
    return figure.rpartition("_")[0]


def column_heads(found: Optimised) -> dict[str, str]:
    """Return Chinese heads of the columns that no table of the dictionary has."""
    heads = {name: meaning(name, "zh") or name for name in found.levers}
    ends = {"": "", "_low": say("optimised_low", "zh"), "_high": say("optimised_high", "zh")}
    measures = (str(each) for each in found.robustness if each != "policy")
    heads |= {each: say(f"optimised_by_{each}", "zh") for each in measures}
    own = ("figure", "room", "kept_in_search", "kept")
    heads |= {each: say(f"optimised_{each}", "zh") for each in own}
    heads["over_base"] = say("optimised_from_base", "zh")
    named_figures = {each: say(f"optimised_{each}", "zh") for each in ("base", "best", "change")}
    named_figures |= {each: figure_name(each, "zh") for each in found.front.attrs["units"]}
    for figure, name in named_figures.items():
        heads |= {f"{figure}{end}": f"{name}{told}" for end, told in ends.items()}
    for column in map(str, found.front):
        if column.startswith("room_"):
            number, outcome = column.removeprefix("room_").split("_", 1)
            told = label_of(OUTCOMES[outcome], "zh")
            heads[column] = say("optimised_room_of", "zh", number=number, name=told)
    return heads


def bare(unit: str) -> bool:
    """Return whether numbers stand without a unit: shares have a sign, scores are plain."""
    return unit in ("", "share") or unit.startswith("score")


def scaled(unit: str, language: Language) -> tuple[float, str]:
    """Return the factor from the unit of a table to that of a screen, and the unit's name.

    Examples
    --------
    >>> scaled("yuan", "zh"), scaled("yuan/household/month", "en")
    ((0.0001, '万元'), (1.0, 'yuan/household/month'))
    """
    large = largest_scale(unit, language)
    if large is not None:
        return large.factor, large.unit
    if unit in UNIT_NAMES:
        return UNIT_NAMES[unit].factor, named(UNIT_NAMES[unit][1:], language)
    return 1.0, unit_name(unit, language)
