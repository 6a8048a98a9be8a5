"""Write a chart as a page of its own that needs no network: chart, text and table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.quantities import number
from commpartner.report.charts.described import described
from commpartner.texts import Language

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CODES = {"en": "en", "zh": "zh-CN"}  # of languages on a page
CONFIG = {"responsive": True, "displaylogo": False}
STYLE = (
    "body{font-family:sans-serif;margin:0 auto;max-width:1000px;padding:0 8px}"
    "table{border-collapse:collapse}th,td{padding:2px 10px;border-bottom:1px solid #ccc}"
    "td{text-align:right}th:first-child,td:first-child{text-align:left}figure{margin:0}"
)


def page_of(figure: Figure, language: Language) -> str:
    """Return a chart as a page in HTML, with its text for readers who do not see it, and its table.

    Parameters
    ----------
    figure
        As a function of `plots` returns it.
    """
    told = described(figure)
    chart = figure.to_html(full_html=False, include_plotlyjs=True, config=CONFIG)
    return (
        f'<!doctype html>\n<html lang="{CODES[language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(told.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<figure role="img" aria-label="{escape(told.alt)}">{chart}</figure>\n'
        f"<p>{escape(told.alt)}</p>\n{_table(told.table)}\n</body>\n</html>\n"
    )


def _table(table: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table)
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
