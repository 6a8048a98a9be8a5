"""Name the axes, lines and policies of charts over a willingness to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from commpartner.facts.labels import UNIT_NAMES, label_of, unit_name
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.scales import Scale, scale_of
from commpartner.facts.words import say
from commpartner.problems.wording import Language
from commpartner.report.charts.names import plain
from commpartner.report.charts.style import AMBER, BLUE, GREEN, GREY, ORANGE, PINK, SKY, headed

COLOURS = (BLUE, ORANGE, GREEN, PINK, AMBER, SKY, GREY)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


class Weighed(Protocol):
    """Offer the outcomes and units of a result over a willingness to pay."""

    @property
    def cost(self) -> str:
        """Return the outcome that is the cost."""

    @property
    def effect(self) -> str:
        """Return the outcome that is the effect."""

    @property
    def unit_of_cost(self) -> str:
        """Return the unit of the cost."""

    @property
    def unit_of_effect(self) -> str:
        """Return the unit of the effect."""


class Axes(NamedTuple):
    """Hold the scales of the axes of a chart.

    Attributes
    ----------
    money
        Of amounts of the cost's unit.
    price
        Of the willingness to pay; its unit is money for one `one`.
    effect
        Of the effect.
    one
        One of the effect in words.
    """

    money: Scale
    price: Scale
    effect: Scale
    one: str


def axes_of(
    found: Weighed, money: Iterable[float], prices: Iterable[float], language: Language
) -> Axes:
    """Choose the scales of the axes of a result by the amounts and prices that it shows."""
    one = one_of(found.unit_of_effect, language)
    price = _scale(found.unit_of_cost, prices, language)
    return Axes(
        _scale(found.unit_of_cost, money, language),
        price._replace(unit=f"{price.unit}/{one}"),
        _scale(found.unit_of_effect, (), language),
        one,
    )


def _scale(unit: str, values: Iterable[float], language: Language) -> Scale:
    known = unit in UNIT_NAMES
    return scale_of(unit, values, language) if known else Scale(1.0, unit_name(unit, language))


def one_of(unit: str, language: Language) -> str:
    """Return one of a unit in words, as a price is for one.

    Examples
    --------
    >>> one_of("score 0-100", "en"), one_of("estate", "zh"), one_of("share", "en")
    ('point', '个小区', '100 %')
    """
    known = {"score 0-100": "one_point", "share": "one_whole"}
    return say(known[unit], language) if unit in known else unit_name(unit, language)


def effect_in_words(found: Weighed, language: Language) -> str:
    """Return the effect's label; that of a reduction if less of it is better."""
    about = OUTCOMES[found.effect]
    label = label_of(about, language)
    return say("less_of", language, label=label) if about.better == "less" else label


def willingness_axis(axes: Axes, language: Language) -> str:
    """Return the title of the axis of the willingness to pay."""
    return headed(say("chart_willingness", language), axes.price.unit, language)


def policy_names(policies: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return labels of policies by name, as plain text."""
    return {
        name: plain(label_of(policy, language) or name)
        if hasattr(policy, "label_en")
        else plain(name)
        for name, policy in policies.items()
    }
