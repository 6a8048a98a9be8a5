"""Warn on the screen about implausible values and unread assumptions."""

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
from commpartner.model.plausibility import implausible_values
from commpartner.model.plausibility.finding import SHOWN
from commpartner.programme import Programme
from commpartner.results.unread import unread_overrides
from commpartner.texts import Language, Text


@contextmanager
def warnings_in(language: Language) -> Iterator[None]:
    """Show each warning of this package once, in a language and without lines of code."""
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
            given = message.args[0] if isinstance(message, Warning) and message.args else message
            if not isinstance(given, Text):
                others(message, category, filename, lineno, file, line)
            elif given not in told:
                told.add(given)
                with suppress(ScreenError):
                    Terminal(sys.stderr).print(given.in_language(language), style="yellow")

        warnings.showwarning = show
        yield


def tell_cautions(
    programme: Programme,
    source: str,
    language: Language,
    *,
    policies: Iterable[str] | None = None,
    screen: Terminal | None = None,
) -> None:
    """Print implausible values and replaced assumptions that have no effect.

    Parameters
    ----------
    source
        The case, folder or file that it was loaded from.
    policies
        Default: all of the programme's.
    screen
        Default: standard error, whose failure does not stop the work that follows.
    """
    chosen = list(programme.policies if policies is None else policies)
    with suppress(*(() if screen else (ScreenError,))):
        for line in _cautions(programme, source, language, chosen):
            (screen or Terminal(sys.stderr)).print(line, style="yellow")


def _cautions(
    programme: Programme, source: str, language: Language, policies: list[str]
) -> Iterator[str]:
    # In this order: the second refuses a policy that cannot be run, and the first says why.
    yield from _unlikely(programme, source, language, policies)
    yield from _unread(programme, language, policies)


def _unread(programme: Programme, language: Language, policies: Iterable[str]) -> list[str]:
    """Name the rows of `[assumptions]` that no policy reads."""
    names = unread_overrides(programme, [programme.policies[name] for name in policies])
    return [Text("unused_rows", rows=", ".join(names)).in_language(language)] if names else []


def _unlikely(
    programme: Programme, source: str, language: Language, policies: Iterable[str]
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
