"""Print texts on the screen, readable and without effect on the terminal."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from typing import IO, Any, TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.containers import Lines
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from commpartner import texts
from commpartner.errors import CommpartnerError
from commpartner.report.readable import readable

_USUAL = 80  # columns of a screen
_LONGEST = 400  # characters of a line
_FIRM = "\u00a0"  # a blank that no line ends at
_SUBSTITUTE = "commpartner.substitute"
# What stands for a character that a terminal cannot show and that has no plain form of its own.
_PLAIN = {"−": "-", "–": "-", "—": "-", "…": ".", "·": ".", "→": ">", "✗": "x"}
_PLAIN |= {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": "."}


class ScreenError(CommpartnerError):
    """Report that the screen, or the file it is sent to, takes no more text."""

    @classmethod
    def because(cls, error: OSError) -> ScreenError:
        """Describe why printing ended and that the tables are written."""
        return cls(texts.Text("screen_failed", reason=error.strerror or str(error)))


class Terminal(Console):
    """Print texts as they are, without markup and control characters.

    Every command prints through this class alone; a test forbids every other way. Style is given
    beside a text, as ``style=`` or as `rich.text.Text`, and never inside it.

    Parameters
    ----------
    file
        Where to print; the standard output if it is left out.
    """

    def __init__(self, file: TextIO | None = None, **options: Any) -> None:
        super().__init__(
            file=sys.stdout if file is None else file,
            markup=False,
            emoji=False,
            highlight=False,
            **options,
        )
        if "width" not in options and self.width < 1:  # COLUMNS=0: a terminal that tells none
            self.width = _USUAL

    def render_str(self, text: str, **options: Any) -> Text:
        """Render a string as plain text in every place where rich finds one."""
        plain = {**options, "markup": False, "emoji": False}
        return _Cell.of(super().render_str(readable(text), **plain))

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render texts with control characters made visible."""
        for segment in super().render(renderable, options):
            text, style, control = segment
            yield segment if control else Segment(readable(text), style)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does.

        Raises
        ------
        ScreenError
            If the text cannot be written, as on a full disk. A closed pipe is no mistake: who
            reads with ``head`` has seen enough, and the rest is dropped.
        """
        if not options.get("soft_wrap"):
            width = options.get("width") or self.width
            objects = tuple(
                folded(readable(each), width) if isinstance(each, str) else each for each in objects
            )
        try:
            super().print(*objects, **options)
        except OSError as error:
            self.on_broken_pipe()
            raise ScreenError.because(error) from None

    def table(self, table: Table) -> None:
        """Print a table; columns of texts give way to those of numbers on the right.

        A number is never broken or cut: rather a line longer than the screen than less of a number.
        """
        if table.title:  # above the table, which may be narrower
            self.print(table.title, style="italic")
            table.title = None
        for column in table.columns:
            if column.justify == "right":
                _keep_whole(column)
        least = self.measure(table, options=self.options.update(width=_LONGEST)).minimum
        self.print(table, width=max(self.width, least), crop=False)

    def write(self, text: str) -> None:
        """Print a whole document without folding lines."""
        self.print(readable(text), soft_wrap=True, end="")

    def on_broken_pipe(self) -> None:
        """Stop printing instead of ending the process."""
        self.quiet = True
        stop_printing(self.file)


class _Cell(Text):
    """Hold the text of a cell, folded as by `folded`."""

    @classmethod
    def of(cls, text: Text) -> _Cell:
        """Make a cell from a text."""
        about = {
            name: getattr(text, name)
            for name in ("style", "justify", "overflow", "no_wrap", "end", "tab_size", "spans")
        }
        return cls(text.plain, **about)

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Fold into lines of a width."""
        if options.get("no_wrap") or self.spans:
            return super().wrap(console, width, **options)
        lines = Text(folded(self.plain, width), style=self.style, end=self.end)
        return lines.wrap(console, width, **options)


def _keep_whole(column: Column) -> None:
    """Set the width of a column to that of its numbers and fold its heading."""
    lines = [line for cell in column.cells for line in str(cell).split("\n")]
    head = re.sub(r"(?<=\d) (?=%)", _FIRM, str(column.header))
    width = max(map(cell_len, [*lines, *re.split(r"[ \t\n]+", head)]), default=0)
    head = textwrap.fill(head, max(width, 1), break_long_words=False)
    column.header = head.replace(_FIRM, " ")
    column.no_wrap, column.min_width = True, width


# Chinese has no blanks between its words; a line may end behind any of its characters, but not
# within a number, nor before a size or a mark that closes, nor behind one that opens.
# Nor between a number and its per cent sign, which stand apart in English.
_PIECE = re.compile(
    r"\s+|[（［【《“「]*"
    r"(?:\S*\d %[^\s\u2e80-\uffef]*|[^\s\u2e80-\uffef]+[万亿]?[元户个次月年人分]?|.)"
    r"[，。；：、）］】》？！”」]*",
    re.DOTALL,
)


def folded(text: str, width: int) -> str:
    r"""Fold a text so that numbers stay whole, Chinese ones and those with a per cent sign.

    Examples
    --------
    >>> folded("平均每年托底171万元", 14)
    '平均每年托底\n171万元'
    >>> folded("the range of 5-95 % of the draws", 18)
    'the range of\n5-95 % of the\ndraws'
    """
    if cell_len(text) <= width and text.isascii():
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        for piece in _pieces(line, width):
            if lines[-1].strip() and cell_len(lines[-1] + piece.rstrip()) > width:
                lines[-1] = lines[-1].rstrip()
                lines.append(piece.lstrip())
            else:
                lines[-1] += piece
    return "\n".join(lines)


def _pieces(line: str, width: int) -> Iterator[str]:
    """Split a line where it may end; a word wider than the screen also behind its strokes."""
    for piece in _PIECE.findall(line):
        if cell_len(piece) > width:
            yield from re.split(r"(?<=/)(?=[^/])", piece)
        else:
            yield piece


def stop_printing(stream: IO[str]) -> None:
    """Redirect the standard streams so that Python ends without complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def substitute_what_cannot_be_shown() -> None:
    """Replace characters that the standard streams cannot encode."""
    codecs.register_error(_SUBSTITUTE, _substituted)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SUBSTITUTE)


def _substituted(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_substitute(one, error.encoding) for one in wrong), error.end


def _substitute(character: str, encoding: str) -> str:
    """Find what can be shown in the same width, so that columns stay in line."""
    width = cell_len(character)
    for other in (_PLAIN.get(character, ""), unicodedata.normalize("NFKC", character)):
        if other and other != character and cell_len(other) <= width:
            try:
                other.encode(encoding)
            except UnicodeEncodeError:
                continue
            return other.ljust(width + len(other) - cell_len(other))
    if unicodedata.name(character, "").startswith("BOX DRAWINGS"):
        return {"─": "-", "━": "-", "│": "|", "┃": "|"}.get(character, "+")
    return "?" * max(width, 1)
