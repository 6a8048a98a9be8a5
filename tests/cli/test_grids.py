"""A grid on the screen: indents, sections, intervals, notes and cautions."""

from __future__ import annotations

from io import StringIO

from commpartner.cli.grids import PLAIN, Look, show_grid
from commpartner.cli.printing import Terminal
from commpartner.report.grid import Cell, Column, Grid, Row, text_column

ROWS = (
    Row((Cell("head"), Cell("")), "head"),
    Row((Cell("whole"), Cell("12", "9..15")), "whole"),
    Row((Cell("part"), Cell("5", aside="kg")), "part", section=True),
)
GRID = Grid("title", (text_column("what"), Column("much")), ROWS, ("one", "two"), ("mind",))


def screen(grid: Grid, look: Look = PLAIN) -> list[str]:
    console = Terminal(width=60, record=True, file=StringIO())
    show_grid(console, grid, look)
    return console.export_text().splitlines()


def test_wholes_and_parts_are_indented_below_a_head() -> None:
    lines = screen(GRID)
    indents = [len(line) - len(line.lstrip()) for line in lines]
    at = {line.split()[0]: number for number, line in enumerate(lines) if line.strip()}
    assert indents[at["whole"]] == indents[at["head"]] + 1
    assert indents[at["part"]] == indents[at["head"]] + 3
    assert lines[at["part"] - 1].strip() == ""  # the line between sections
    assert lines[at["part"]].endswith("5 kg ") or lines[at["part"]].endswith("5 kg")


def test_intervals_stand_in_brackets_unless_dim() -> None:
    assert any("(9..15)" in line for line in screen(GRID))
    dim = screen(GRID, Look(dim=True))
    assert any("9..15" in line for line in dim)
    assert not any("(9" in line for line in dim)


def test_an_interval_may_have_its_own_column() -> None:
    columns = (text_column("what"), Column("much", interval="range"))
    lines = screen(Grid("title", columns, ROWS[1:2]))
    assert any(line.split() == ["what", "much", "range"] for line in lines)
    assert any(line.split() == ["whole", "12", "9..15"] for line in lines)


def test_notes_are_one_line_and_cautions_follow() -> None:
    assert [line.strip() for line in screen(GRID)[-2:]] == ["one   two", "mind"]


def test_without_rows_the_cautions_alone_are_printed() -> None:
    assert screen(Grid("title", GRID.columns, (), ("one",), ("mind",))) == ["mind"]
