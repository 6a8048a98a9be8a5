"""Look up inputs, print errors in a table and show progress for all commands."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import list2cmdline
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from commpartner import datasets
from commpartner.cli.cautions import tell_cautions, warnings_in
from commpartner.cli.language import language_of
from commpartner.cli.printing import ScreenError, Terminal
from commpartner.cli.words import say
from commpartner.errors import CommpartnerError, InputError, Problem, alike, shortened
from commpartner.io import load_programme
from commpartner.io.load import holds_programme
from commpartner.io.tables import check_folder
from commpartner.model.scheme import unknown_policy
from commpartner.programme import Programme
from commpartner.texts import Language, Text, in_language

USERS_MISTAKE = 2
SCREEN_FAILED = 1
INTERRUPTED = 130

Lang = Annotated[
    str | None,
    typer.Option("--lang", help="Language: en or zh. Default: that of the environment (LANG)."),
]


@contextmanager
def plain_errors(given: str | None = None) -> Iterator[Language]:
    """Choose the language and convert a user's mistake to a message and exit status 2."""
    errors = Terminal(sys.stderr)
    language: Language = "en"
    try:
        language = language_of(None)  # of the complaint about a language that there is not
        language = language_of(given)
        with warnings_in(language):
            yield language
    except InputError as error:
        tell(errors, _problems(error, language))
        raise typer.Exit(USERS_MISTAKE) from None
    except ScreenError as error:
        tell(errors, error.in_language(language))
        raise typer.Exit(SCREEN_FAILED) from None
    except MemoryError:
        tell(errors, say("error", language, message=Text("out_of_memory")))
        raise typer.Exit(USERS_MISTAKE) from None
    except OSError as error:
        file = Text("file") if error.filename is None else str(error.filename)
        reason = Text("file_failed", file=file, reason=error.strerror or str(error))
        tell(errors, say("error", language, message=reason))
        raise typer.Exit(USERS_MISTAKE) from None
    except CommpartnerError as error:
        tell(errors, say("error", language, message=error.in_language(language)))
        raise typer.Exit(USERS_MISTAKE) from None
    except ValueError as error:
        tell(errors, say("error", language, message=str(error)))
        raise typer.Exit(USERS_MISTAKE) from None
    except KeyboardInterrupt:
        tell(errors, say("interrupted", language), style=None)
        raise typer.Exit(INTERRUPTED) from None


def tell(errors: Terminal, mistake: str | Table, style: str | None = "red") -> None:
    """Print an error, unless the stream is closed."""
    with suppress(ScreenError):
        errors.print(mistake, style=style if isinstance(mistake, str) else None)


def _problems(error: InputError, language: Language) -> Table:
    """Tabulate the problems of an input."""
    title = say("problems", language, count=len(error.problems))
    table = Table(title=title, title_justify="left")
    for head in ("file", "row", "field", "found", "allowed"):
        table.add_column(say(f"problem_{head}", language), overflow="fold")
    shown, left = shortened(error.problems)
    for problem in (alike(problem, number) for problem, number in shown):
        row = "" if problem.row is None else str(problem.row)
        cells = (problem.file, row, problem.field, problem.found, problem.allowed)
        table.add_row(*(in_language(cell, language) for cell in cells))
    if left:
        table.caption = Text("problems_left", count=left).in_language(language)
    return table


def programme_of(case_or_path: str) -> Programme:
    """Load a case by its name, or a programme from a folder or file."""
    if is_case(case_or_path):
        return datasets.load(case_or_path)
    if not Path(case_or_path).exists():
        allowed = Text("folder_file_or_case", cases=", ".join(datasets.names()))
        found = Text("nothing_there")
        raise InputError([Problem(case_or_path, None, Text("case_or_path"), found, allowed)])
    return load_programme(case_or_path)


def programme_with(
    case_or_path: str, policy: str, out: Path | None, language: Language
) -> Programme:
    """Load a programme that has a policy, tell what is unlikely, and check where tables go.

    Raises
    ------
    InputError
        If there is no such programme or policy, or the folder cannot be written: before the work.
    """
    programme = programme_of(case_or_path)
    if policy not in programme.policies:
        raise unknown_policy(policy, programme)
    if out is not None:
        check_folder(out)
    tell_cautions(programme, case_or_path, language, policies=[policy])
    return programme


def is_case(case_or_path: str) -> bool:
    """Return whether a name is that of a case, and not of a programme of the user."""
    return case_or_path in datasets.names() and not _is_programme(Path(case_or_path))


def _is_programme(path: Path) -> bool:
    """Tell a programme of the user from a folder of results that is named as the case is."""
    return holds_programme(path) if path.is_dir() else path.exists()


def tell_command(console: Terminal, words: list[str], lang: str | None) -> None:
    """Print the command to type next, on a line of its own that is never folded."""
    whole = ["commpartner", *words, *([] if lang is None else ["--lang", lang])]
    console.write((list2cmdline if os.name == "nt" else shlex.join)(whole) + "\n")


@contextmanager
def bars(console: Terminal) -> Iterator[Callable[[str, int], Callable[[int, int], None]]]:
    """Show a progress bar with the remaining time for each task."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    # Into a file or a pipe it would write an empty line, and that before the work is done.
    quiet = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=quiet) as progress:

        def follow(name: str, total: int) -> Callable[[int, int], None]:
            task = progress.add_task(name, total=total)
            return lambda done, whole: progress.update(task, completed=done, total=whole)

        yield follow
