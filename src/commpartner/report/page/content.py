"""Hold what a page shows, in words and numbers, before it becomes HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commpartner.report.grid import Grid

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True)
class Card:
    """Hold one headline figure: label, value, unit, range, and the outcome that it is."""

    label: str
    value: str
    unit: str
    interval: str
    outcome: str


@dataclass(frozen=True)
class Question:
    """Hold a question and its answers; `more` is the id of the section that says more."""

    asked: str
    answers: tuple[str, ...]
    more: str


@dataclass(frozen=True)
class Chart:
    """Hold a chart of `plots`, with the outcomes that it draws."""

    name: str
    figure: Figure
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Hold where one figure comes from, as lines of text."""

    outcome: str
    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """Hold one section: sentences, charts and tables, in this order."""

    name: str
    title: str
    lead: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class Page:
    """Hold the whole page."""

    title: str
    about: str
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    cards: tuple[Card, ...]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...]
    origins: tuple[Origin, ...]
    run: tuple[str, ...] = field(default=())
