"""Draw the chart of a waterfall on a sheet; grey print tells its parts apart."""

from __future__ import annotations

from typing import Any

from commpartner.report.workbook.layout import Bars, elsewhere

DARK, BLUE, RUST, LINES = "#1F3A4D", "#8FB3C9", "#9C3D10", "#BFC8CF"
PIXELS = 7.0  # of a place of a column
HEIGHT = 225  # [pixel]


def page_chart(book: Any, page: Any, sheet: str, bars: Bars, width: float) -> None:
    """Draw what is left, taken off and added on a base that is not filled.

    Parameters
    ----------
    width
        Of the chart [places of a column].
    """
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    steps = f"={elsewhere(sheet, bars.steps)}"

    def series(cells: str, look: dict[str, Any]) -> None:
        chart.add_series({"categories": steps, "values": f"={elsewhere(sheet, cells)}", **look})

    series(bars.base, {"fill": {"none": True}})
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": RUST, "bg_color": "#FFFFFF"}
    looks: tuple[dict[str, Any], ...] = (
        {"fill": {"color": DARK}},
        {"fill": {"color": BLUE}, "border": {"color": DARK}},
        {"pattern": hatched, "border": {"color": RUST}},
    )
    for cells, name, look in zip(bars.parts, bars.names, looks, strict=True):
        series(cells, {"name": name, "gap": 40, **look})
    chart.set_title({"name": bars.title, "name_font": {"size": 11}})
    grid = {"visible": True, "line": {"color": LINES}}
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_y_axis({"name": bars.unit, "num_format": "#,##0", "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_size({"width": int(PIXELS * width), "height": HEIGHT})
    page.insert_chart(bars.row, 0, chart, {"description": bars.title})
