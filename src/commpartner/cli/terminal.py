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
from commpartner.cli.language import language_of
from commpartner.cli.words import say
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.io import load_programme
from commpartner.programme import Programme
from commpartner.texts import Language, Text, in_language

USERS_MISTAKE = 2
INTERRUPTED = 130

Lang = Annotated[
    str | None,
    typer.Option("--lang", help="Language: en or zh. Default: that of the environment (LANG)."),
]


@contextmanager
def plain_errors(given: str | None = None) -> Iterator[Language]:
    """Choose the language, and turn what a user did wrong into a message and exit status 2."""
    errors = Console(stderr=True)
    language: Language = "en"
    try:
        language = language_of(None)  # of the complaint about a language that there is not
        language = language_of(given)
        yield language
    except InputError as error:
        errors.print(_problems(error, language))
        raise typer.Exit(USERS_MISTAKE) from None
    except CommpartnerError as error:
        text = say("error", language, message=error.in_language(language))
        errors.print(escape(text), style="red", highlight=False)
        raise typer.Exit(USERS_MISTAKE) from None
    except (ValueError, OSError) as error:
        text = say("error", language, message=error)
        errors.print(escape(text), style="red", highlight=False)
        raise typer.Exit(USERS_MISTAKE) from None
    except KeyboardInterrupt:
        errors.print(say("interrupted", language))
        raise typer.Exit(INTERRUPTED) from None


def _problems(error: InputError, language: Language) -> Table:
    """Tabulate the problems of an input."""
    title = say("problems", language, count=len(error.problems))
    table = Table(title=title, title_justify="left")
    for head in ("file", "row", "field", "found", "allowed"):
        table.add_column(say(f"problem_{head}", language), overflow="fold")
    for problem in error.problems:
        row = "" if problem.row is None else str(problem.row)
        cells = (problem.file, row, problem.field, problem.found, problem.allowed)
        table.add_row(*(escape(in_language(cell, language)) for cell in cells))
    return table


def programme_of(case_or_path: str) -> Programme:
    """Load a case by its name, or a folder or file."""
    if case_or_path in datasets.names() and not Path(case_or_path).exists():
        return datasets.load(case_or_path)
    if not Path(case_or_path).exists():
        allowed = Text("folder_file_or_case", cases=", ".join(datasets.names()))
        found = Text("nothing_there")
        raise InputError([Problem(case_or_path, None, Text("case_or_path"), found, allowed)])
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
