"""Write a chart as a page of its own that needs no network: chart, text and table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.quantities import number
from commpartner.report.charts.described import described, fitted
from commpartner.texts import Language

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CODES = {"en": "en", "zh": "zh-CN"}  # of languages on a page
# Without its bar of buttons a chart is one picture to readers who do not see it.
CONFIG = {"responsive": True, "displayModeBar": False}
WIDE = 960  # pixels that title and legend are laid out for
STYLE = (
    "body{font-family:sans-serif;margin:0 auto;max-width:1000px;padding:0 8px}"
    "table{border-collapse:collapse}th,td{padding:2px 10px;border-bottom:1px solid #ccc}"
    "td{text-align:right}th:first-child,td:first-child{text-align:left;min-width:9em}"
    "figure{margin:0}h1{font-size:1.3em}.scroll{overflow-x:auto}"
)


def page_of(figure: Figure, language: Language) -> str:
    """Return a chart as a page in HTML, with its text for readers who do not see it, and its table.

    Parameters
    ----------
    figure
        As a function of `plots` returns it.
    """
    told = described(figure)
    bare = fitted(figure, WIDE, titled=False)
    chart = bare.to_html(full_html=False, include_plotlyjs=True, config=CONFIG)
    note = f"<p>{escape(told.note)}</p>\n" if told.note else ""
    return (
        f'<!doctype html>\n<html lang="{CODES[language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(told.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(told.title)}</h1>\n{note}"
        f'<figure role="img" aria-label="{escape(told.alt)}">{chart}</figure>\n'
        f"<p>{escape(told.alt)}</p>\n"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(told.title)}">\n'
        f"{_table(told.table)}\n</div>\n</main>\n</body>\n</html>\n"
    )


def _table(table: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table)
    rows = (
        "".join(f"<td>{escape(_written(each))}</td>" for each in row)
        for row in table.itertuples(index=False)
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def _written(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else number(value)
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
