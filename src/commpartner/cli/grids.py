"""Print grids on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from commpartner.cli.printing import Terminal
from commpartner.report.grid import Cell, Column, Grid, Row

NOTES_APART = "   "


@dataclass(frozen=True, slots=True)
class Look:
    """Hold how a grid looks.

    Parameters
    ----------
    dim
        Print intervals dim, not in brackets.
    spaced
        Leave a space on both sides of a cell, not on the left alone.
    narrowest
        The least width of the names of rows [characters].
    """

    dim: bool = False
    spaced: bool = False
    narrowest: int | None = None


PLAIN = Look()


def show_grid(console: Terminal, grid: Grid, look: Look = PLAIN) -> None:
    """Print a grid with its notes and cautions; of a grid without rows, the cautions alone."""
    if grid.rows:
        console.table(table_of(grid, look))
        if grid.notes:
            console.print(NOTES_APART.join(grid.notes), style="dim")
    for caution in grid.cautions:
        console.print(caution, style="yellow")


def table_of(grid: Grid, look: Look = PLAIN) -> Table:
    """Render a grid as a table; parts are indented below their whole, and wholes below a head."""
    table = Table(
        title=grid.title,
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1) if look.spaced else (0, 0, 0, 1),
    )
    for column in grid.columns:
        if column.number:
            table.add_column(column.heading, justify="right")
        else:
            table.add_column(column.heading, overflow="fold")
        if column.interval:
            table.add_column(column.interval, justify="right")
    table.columns[0].min_width = look.narrowest
    headed = any(row.kind == "head" for row in grid.rows)
    for row in grid.rows:
        if row.section:
            table.add_section()
        style = "bold" if row.kind == "head" else None
        table.add_row(*_cells(row, grid.columns, headed, look.dim), style=style)
    return table


def _cells(row: Row, columns: tuple[Column, ...], headed: bool, dim: bool) -> Iterator[str | Text]:
    indent = {"whole": headed, "part": headed + 2}.get(row.kind, 0)
    for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        if column.interval:
            yield cell.text
            yield cell.interval
        else:
            yield _written(cell, dim) if number else " " * indent + cell.text


def _written(cell: Cell, dim: bool) -> str | Text:
    if cell.aside:
        return Text.assemble(f"{cell.text} ", (cell.aside, "dim"))
    if not cell.interval:
        return cell.text
    if dim:
        return Text.assemble(cell.text, (f"\n{cell.interval}", "dim"))
    return f"{cell.text}\n({cell.interval})"
