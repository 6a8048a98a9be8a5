"""Numbers that a programme replaces and that nobody reads, told on the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress

from commpartner.cli.printing import ScreenError, Terminal
from commpartner.programme import Programme
from commpartner.texts import Language, Text
from commpartner.unread import unread_overrides


def tell_unread(
    programme: Programme,
    language: Language,
    *,
    policies: Iterable[str] | None = None,
    screen: Terminal | None = None,
) -> None:
    """Print the rows of `[assumptions]` that no policy reads; nothing where all are read.

    Parameters
    ----------
    policies
        Default: all of the programme's.
    screen
        Default: standard error, whose failure does not stop the work that follows.
    """
    chosen = programme.policies if policies is None else policies
    names = unread_overrides(programme, [programme.policies[name] for name in chosen])
    if not names:
        return
    line = Text("unused_rows", rows=", ".join(names)).in_language(language)
    with suppress(*(() if screen else (ScreenError,))):
        (screen or Terminal(sys.stderr)).print(line, style="yellow")
