"""Unlikely values told on the screen: what was found, what is usual, in which row."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from commpartner.cli.printing import ScreenError, Terminal
from commpartner.cli.words import say
from commpartner.errors import PlausibilityWarning
from commpartner.io.where import lines_of
from commpartner.plausibility import implausible_values
from commpartner.plausibility.finding import SHOWN
from commpartner.programme import Programme
from commpartner.texts import Language, in_language


@contextmanager
def warnings_in(language: Language) -> Iterator[None]:
    """Show warnings of unlikely values once each, in a language and without lines of code."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", PlausibilityWarning)
        others, told = warnings.showwarning, set[str]()

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not isinstance(message, PlausibilityWarning):
                others(message, category, filename, lineno, file, line)
                return
            text = in_language(message.args[0], language)
            if text not in told:
                told.add(text)
                with suppress(ScreenError):
                    Terminal(sys.stderr).print(text, style="yellow")

        warnings.showwarning = show
        yield


def tell_unlikely(
    programme: Programme,
    source: str,
    language: Language,
    *,
    policies: Iterable[str] | None = None,
    screen: Terminal | None = None,
) -> None:
    """Print what is unlikely in a programme; nothing where all is usual.

    Parameters
    ----------
    source
        The case, folder or file that it was loaded from.
    screen
        Default: standard error, whose failure does not stop the work that follows.
    """
    told = _lines(programme, source, language, policies)
    if screen is not None:
        for line in told:
            screen.print(line, style="yellow")
        return
    with suppress(ScreenError):
        errors = Terminal(sys.stderr)
        for line in told:
            errors.print(line, style="yellow")


def _lines(
    programme: Programme, source: str, language: Language, policies: Iterable[str] | None
) -> list[str]:
    findings = implausible_values(programme, policies)
    if not findings:
        return []
    lines = [say("unlikely", language)]
    known = Path(source).exists()
    places = lines_of(findings, source, SHOWN) if known else [("", ())] * len(findings)
    for finding, (file, numbers) in zip(findings, places, strict=True):
        line = finding.in_language(language)
        if numbers:
            rows = ", ".join(map(str, numbers))
            more = ", ..." if len(finding.entries) > len(numbers) else ""
            line = say("unlikely_in", language, text=line, file=file, rows=rows + more)
        lines.append(f"- {line}")
    return lines
