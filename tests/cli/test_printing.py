"""What reaches the screen: texts of the user's own are read, and do nothing."""

from __future__ import annotations

import ast
import re
import unicodedata
from io import StringIO
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

import commpartner as cp
import commpartner.cli
from commpartner.cli.printing import ScreenError, Terminal, folded
from commpartner.cli.terminal import bars
from commpartner.cli.words import say
from commpartner.facts.labels import label_of

MARKUP = ("plan [/]", "cluster plan [draft]", "[/seed 7]", "[bold]x[/bold]", ":smile:", "a[/b]")
ACTING = "\x1b[31m \x1b]0;owned\x07 \x9b31m \r \u202e \u2066 \u200f \u2028 \ud83d \x00 \x7f \ufeff"


def acts(text: str) -> set[str]:
    """Characters of a text that act on a terminal, other than the end of a line."""
    return {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl")} - {"\n"}


def printed(**options: object) -> tuple[Terminal, StringIO]:
    file = StringIO()
    return Terminal(file, width=60, **options), file


@pytest.mark.parametrize("text", MARKUP)
def test_brackets_are_shown_wherever_they_stand(text: str) -> None:
    console, file = printed()
    table = Table(text, title=text, caption=text)
    table.add_row(text)
    console.print(text)
    console.rule(text)
    console.table(table)
    console.write(text)
    assert file.getvalue().count(text) == 7


@pytest.mark.parametrize("way", ["print", "cell", "title", "Text", "document", "rule", "named"])
def test_no_text_acts_on_the_terminal(way: str) -> None:
    assert len(acts(ACTING)) == 12, "the test itself"
    console, file = printed()
    table = Table(title=ACTING if way == "title" else None)
    table.add_row(ACTING if way == "cell" else "")
    if way in ("cell", "title"):
        console.table(table)
    elif way == "print":
        console.print(ACTING, style="bold", markup=True)
    elif way == "Text":
        console.print(Text(ACTING, "red"))
    elif way == "rule":
        console.rule(ACTING)
    elif way == "named":
        console.print(say("written", "en", folder=Path(ACTING.replace("\x00", ""))))
    else:
        console.write(ACTING)
    assert not acts(file.getvalue())
    assert "owned" in file.getvalue().replace("\n", "")


def test_own_style_still_works_beside_what_is_written_out() -> None:
    console, file = printed(force_terminal=True, color_system="standard")
    console.print("\x1b[31m", style="bold")
    assert file.getvalue() == "\x1b[1m\\x1b[31m\x1b[0m\n"


def test_names_of_bars_are_plain_too() -> None:
    console, file = printed(force_terminal=True, color_system="standard")
    with bars(console) as follow:
        follow("plan [/] \x1b]0;owned\x07", 3)(1, 3)
    assert "plan [/]" in file.getvalue()
    assert "\x1b]0" not in file.getvalue()


def test_numbers_are_whole_and_texts_give_way() -> None:
    table = Table()
    table.add_column("a name of a policy", overflow="fold", min_width=12)
    for _ in range(6):
        table.add_column("returned to estates", justify="right")
    table.add_row("a long name of a policy", *["-14,123,456.6..-4,123,456.6"] * 6)
    console, file = printed()
    console.table(table)
    assert file.getvalue().count("-14,123,456.6..-4,123,456.6") == 6


class Full(StringIO):
    """A disk without room."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")

    def fileno(self) -> int:
        return self.taken

    taken: int


def test_a_full_disk_is_an_error_of_the_screen(tmp_path: Path) -> None:
    with (tmp_path / "screen").open("w") as file:
        full = Full()
        full.taken = file.fileno()
        console = Terminal(full)
        with pytest.raises(ScreenError, match="No space left"):
            console.print("a")
        console.print("no second error")


def test_every_command_prints_through_the_one_place() -> None:
    """No other console, stream or reader of markup stands in the commands."""
    folder = Path(commpartner.cli.__file__).parent
    for path in set(folder.glob("*.py")) - {folder / "printing.py"}:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in ("rich.console", "rich.markup", "rich"), path.name
            if isinstance(node, ast.Name | ast.Attribute):
                name = node.id if isinstance(node, ast.Name) else node.attr
                assert name not in ("Console", "from_markup", "echo", "secho", "print_json"), path
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called != "print", path.name
                missing = called == "sys.stderr.write" and path.name == "__init__.py"
                assert missing or not called.startswith(("sys.stdout.", "sys.stderr.")), path.name
                assert not (called == "TextColumn" and "markup=False" not in ast.unparse(node))


def test_a_table_s_wide_title_stays_on_one_line() -> None:
    console, file = printed()
    table = Table("a", title="a title that is much wider than the table")
    table.add_row("1")
    console.table(table)
    assert file.getvalue().split("\n")[0].rstrip() == "a title that is much wider than the table"


def test_lines_keep_opening_and_closing_marks_with_their_text() -> None:
    for width in range(8, 30):
        for line in folded(
            "单独服务的成本（最低限度方案）与收益［元/户·月］，“托底”除外", width
        ).split("\n"):
            assert line[-1] not in "（［“"
            assert line[0] not in "）］”，"


def test_cells_keep_closing_marks_and_units_with_their_numbers() -> None:
    written = StringIO()
    for width in range(20, 44):
        terminal = Terminal(written, width=width)
        table = Table()
        table.add_column("问", overflow="fold")
        table.add_row(
            "若要兑现85%的服务标准、户均月缴费不超过40元，运营方最少需托底12,345元（每年）？"
        )
        terminal.table(table)
    for line in written.getvalue().splitlines():
        assert not re.match(r"│ [，、。）？元]", line)


@pytest.mark.parametrize("place", ["line", "cell", "head", "title"])
def test_a_number_keeps_its_per_cent_sign(place: str) -> None:
    text = "of all the draws 5-95 % lie between, and 90 % beside"
    for width in range(16, 60):
        file = StringIO()
        console = Terminal(file, width=width)
        table = Table(title=text if place == "title" else None)
        table.add_column("a")
        table.add_column(text if place == "head" else "b", justify="right")
        table.add_row(text if place == "cell" else "a", "1")
        console.print(text) if place == "line" else console.table(table)
        assert "5-95 %" in file.getvalue() and "90 %" in file.getvalue(), width


def test_units_are_broken_behind_strokes() -> None:
    assert folded("[yuan/household/month]", 18) == "[yuan/household/\nmonth]"


def test_text_made_visible_is_folded_anew() -> None:
    console, file = printed()
    console.print(
        "a \u202e name \x1b[31m that is longer once it can be read, in full lines of words"
    )
    lines = file.getvalue().splitlines()
    assert len(lines) == 2 and len(lines[0]) > 45


@pytest.mark.parametrize("columns", ["0", "-1"])
def test_a_terminal_without_a_width_has_the_usual_one(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    file = StringIO()
    Terminal(file).print("word " * 30)
    assert max(map(len, file.getvalue().splitlines())) in range(70, 81)


def test_names_of_several_lines_stay_on_one() -> None:
    policy = cp.Policy(organisation="unmanaged", label_en="one\n name", label_zh="一\r\n名")
    assert (label_of(policy, "en"), label_of(policy, "zh")) == ("one name", "一 名")
