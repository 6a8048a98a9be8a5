"""What all commands share: inputs looked up, mistakes told in one table, progress shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from commpartner import datasets
from commpartner.cli.words import LANGUAGES, say
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.io import load_programme
from commpartner.programme import Programme
from commpartner.wording import Language

USERS_MISTAKE = 2
INTERRUPTED = 130

Lang = Annotated[str, typer.Option("--lang", help="Language of the screen: en or zh.")]


@contextmanager
def plain_errors(language: str = "en") -> Iterator[None]:
    """Turn what a user did wrong into a message and exit status 2."""
    errors = Console(stderr=True)
    try:
        if language not in LANGUAGES:
            raise InputError(
                [Problem("--lang", None, "language", repr(language), " or ".join(LANGUAGES))]
            )
        yield
    except InputError as error:
        table = Table(title=f"{len(error.problems)} problem(s) in the input", title_justify="left")
        for column in ("file", "row", "field", "found", "allowed"):
            table.add_column(column, overflow="fold")
        for problem in error.problems:
            row = "" if problem.row is None else str(problem.row)
            cells = (problem.file, row, problem.field, problem.found, problem.allowed)
            table.add_row(*map(escape, cells))
        errors.print(table)
        raise typer.Exit(USERS_MISTAKE) from None
    except (CommpartnerError, ValueError, OSError) as error:
        errors.print(f"Error: {escape(str(error))}", style="red", highlight=False)
        raise typer.Exit(USERS_MISTAKE) from None
    except KeyboardInterrupt:
        errors.print(say("interrupted", "zh" if language == "zh" else "en"))
        raise typer.Exit(INTERRUPTED) from None


def language_of(name: str) -> Language:
    """Give a language that has been checked its type."""
    return "zh" if name == "zh" else "en"


def programme_of(case_or_path: str) -> Programme:
    """Load a case by its name, or a folder or file."""
    if case_or_path in datasets.names() and not Path(case_or_path).exists():
        return datasets.load(case_or_path)
    if not Path(case_or_path).exists():
        allowed = "a folder or file, or the name of a case: " + ", ".join(datasets.names())
        raise InputError([Problem(case_or_path, None, "case or path", "nothing there", allowed)])
    return load_programme(case_or_path)


@contextmanager
def bars(console: Console) -> Iterator[Callable[[str, int], Callable[[int, int], None]]]:
    """Show a bar with the time remaining for each piece of work that is opened."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:

        def follow(name: str, total: int) -> Callable[[int, int], None]:
            task = progress.add_task(name, total=total)
            return lambda done, whole: progress.update(task, completed=done, total=whole)

        yield follow
