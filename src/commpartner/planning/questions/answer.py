"""Hold the answer to a planner's question: a figure with its interval, a table and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from commpartner.facts.labels import unit_name
from commpartner.facts.quantities import SUMS, amount, large_together, number, percent
from commpartner.facts.shown import Shown
from commpartner.facts.words import say, words
from commpartner.problems.arguments import check_language
from commpartner.texts import Language

LEVEL = 0.9  # share of the draws between the two ends of an interval
SHARES = ("share", "share of bills paid")


class Figure(NamedTuple):
    """Hold a number and its unit; a number without an end stands for "none"."""

    value: float
    unit: str = ""
    alone: bool = False  # without the unit, as in front of another figure

    def text(self, language: Language, large: bool | None = None) -> str:
        """Write the number with its unit, in the habits of a language; `large` as of `amount`.

        Examples
        --------
        >>> fee = Figure(0.934, "yuan/m2/month")
        >>> fee.text("en"), fee.text("zh")
        ('0.934 yuan/m2/month', '0.934元/平方米/月')
        >>> Figure(2_883_000.0, "yuan/year").text("zh"), Figure(0.7, "share").text("en")
        ('288万元/年', '70%')
        """
        written = self.bare(language, large)
        if self.alone or self.unit in ("", "ratio", *SHARES) or not math.isfinite(self.value):
            return written
        unit = unit_name(self.unit, language)
        return f"{written}{unit}" if language == "zh" else f"{written} {unit}"

    def bare(self, language: Language, large: bool | None = None) -> str:
        """Write the number alone."""
        if not math.isfinite(self.value):
            return say("asked_none", language)
        if self.unit in SHARES:
            return percent(self.value, language)
        if self.unit in SUMS:
            return amount(self.value, language, large)
        return number(self.value)


class Sentence(NamedTuple):
    """Hold a sentence by its key among the words, and what fills it."""

    key: str
    values: Mapping[str, object]

    def text(self, language: Language, large: bool | None = None) -> str:
        """Write the sentence in a language; `large` as of `amount`."""
        shown = {
            name: each.text(language, large)
            if isinstance(each, Figure | Sentence)
            else each.text(language)
            if isinstance(each, Label)
            else each
            for name, each in self.values.items()
        }
        return say(self.key, language, **shown)

    def sums(self, language: Language) -> Iterator[float]:
        """List the sums of money that the sentence shows [yuan]."""
        template = words()[self.key][language == "zh"]
        for name, each in self.values.items():
            if f"{{{name}}}" not in template:
                continue
            if isinstance(each, Sentence):
                yield from each.sums(language)
            elif isinstance(each, Figure) and each.unit in SUMS:
                yield each.value


class Label(NamedTuple):
    """Hold the name of a thing in both languages."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        """Return the name in a language."""
        return self.zh if language == "zh" else self.en


def label(key: str, **values: object) -> Label:
    """Make a label of words by their key.

    Examples
    --------
    >>> label("year", year=2)
    Label(en='year 2', zh='第2年')
    """
    return Label(say(key, "en", **values), say(key, "zh", **values))


@dataclass(frozen=True, eq=False, repr=False)
class Answer(Shown):
    """Hold the answer to one question of a planner.

    Attributes
    ----------
    question
        Name of the question: that of its function.
    policy
        Name of the policy.
    value, low, high
        The answer, and the ends of its interval [unit]. Infinite: none within the range searched.
    unit
        Of the answer; empty if it is a plain count.
    answered
        Share of the draws in which there is an answer within the range searched.
    searched
        The range, from and to [unit]; NaN if nothing is searched.
    table
        What is shown beside the answer; `attrs["units"]` has the units of its columns.
    detail
        More of the same for a file: by estate, by account; empty if there is no more.
    draws
        The answer in every draw [unit]; NaN if there is none. Empty if the answer is not by draw.
    rests_on
        Assumptions with which the answer moves most: assumption, rank_correlation, kind.
    sentences
        What is to be read, in either language: `text`.
    names
        Labels of what stands in the tables by name: years, rules, accounts.
    level
        Share of the draws between low and high; of `fallback_cap_that_suffices`, the confidence.
    """

    question: str
    policy: str
    value: float
    low: float
    high: float
    unit: str
    answered: float
    searched: tuple[float, float]
    table: pd.DataFrame
    draws: pd.Series[float]
    rests_on: pd.DataFrame
    sentences: tuple[Sentence, ...] = field(repr=False)
    detail: pd.DataFrame = field(default_factory=pd.DataFrame)
    names: Mapping[str, Label] = field(default_factory=dict, repr=False)
    level: float = LEVEL

    def asked(self, language: Language = "en") -> str:
        """Return the question in words."""
        check_language(language)
        return say(f"question_{self.question}", language)

    def text(self, language: Language = "en") -> str:
        """Return the answer in sentences, the first of which has the figure and its interval.

        Examples
        --------
        >>> import commpartner as cp
        >>> found = cp.planning.operator_must_find(
        ...     cp.datasets.load("xiashan"), "partner", draws=8, seed=7
        ... )
        >>> found.text("en").startswith("The operator must find")
        True
        """
        check_language(language)
        between = "" if language == "zh" else " "
        sums = [value for each in self.sentences for value in each.sums(language)]
        large = large_together(sums, language)
        return between.join(each.text(language, large) for each in self.sentences)

    def __str__(self) -> str:
        return self.text()


def end_of(value: float, most: float, unit: str) -> Figure | Sentence:
    """Describe the upper end of an interval, which may lie beyond the range searched.

    Examples
    --------
    >>> end_of(2.0, 3.0, "").text("en"), end_of(math.inf, 3.0, "").text("zh")
    ('2', '3以上或无解')
    """
    if math.isfinite(value):
        return Figure(value, unit)
    return Sentence("asked_beyond", {"most": Figure(most, unit)})
