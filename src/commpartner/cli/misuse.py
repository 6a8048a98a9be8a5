"""Run a command, and describe how its command line was misused."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import typer

from commpartner.cli.printing import ScreenError, Terminal, stop_printing
from commpartner.cli.terminal import SCREEN_FAILED, tell
from commpartner.cli.words import say
from commpartner.errors import sentence
from commpartner.problems.wording import shorten
from commpartner.texts import Language, Text

# What typer raises where a command line cannot be read: the base of its mistakes, which stands in
# its own package or in click's, by its version.
_Misuse: type[Any] = typer.BadParameter.__mro__[2]
OTHERS, GIVEN = "others", "given"  # attributes of a mistake: those found besides, and the value

# What typer says of a command line, which it knows in English alone, and our words for it.
_MISUSES = (
    (r"No such command '(?P<name>.+?)'", "misuse_command"),
    (r"unexpected extra arguments? ?\(?s?\)? \((?P<name>.*)\)", "misuse_extra"),
    (r"Option '(?P<name>.+?)' requires", "misuse_argument"),
    (r"Missing command", "misuse_no_command"),
)
_RANGE = re.compile(r"(?:greater than or equal to |x>=)(\d+)")
_CLOSE = re.compile(r"Did you mean (.*?)\?")


def _misused(error: Any, language: Language) -> str:
    """Describe how the command line was misused; in English mostly by typer's own text."""
    told = str(error.format_message())
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or getattr(parameter, "opts", [""])[0]
    allowed = _number_allowed(str(error.message))
    if allowed is not None and hasattr(error, GIVEN):
        return sentence(name, shorten(getattr(error, GIVEN)), allowed).in_language(language)
    if language == "en" or not told:
        return told
    close = getattr(error, "possibilities", None) or _CLOSE.findall(told)
    hint = say("misuse_close", language, names="、".join(sorted(close))) if close else ""
    match type(error).__name__:
        case "MissingParameter":
            return say("misuse_missing", language, name=name)
        case "NoSuchOption":
            return say("misuse_option", language, name=name) + hint
        case "BadParameter" if parameter is not None:
            return say("misuse_value", language, name=name, message=str(error.message))
    for pattern, key in _MISUSES:
        if found := re.search(pattern, told):
            return say(key, language, **found.groupdict()) + hint
    return told


def _number_allowed(message: str) -> Text | None:
    """Describe the number that an option takes, if typer's message is about a number."""
    if found := _RANGE.search(message):
        return Text("whole_number", least=int(found[1]))
    if "valid number" in message:
        return Text("a_number")
    return Text("a_whole_number") if "integer" in message else None


def _collect(command: Any) -> None:
    """Make a command report all wrong values at once, where typer stops at the first."""
    wrong: list[Any] = []
    parse = command.parse_args

    def parsed(context: Any, arguments: list[str]) -> Any:
        wrong.clear()
        rest: Any = None
        try:
            rest = parse(context, arguments)
        except _Misuse as error:
            wrong.append(error)
        if wrong:
            setattr(wrong[0], OTHERS, wrong[1:])
            raise wrong[0]
        return rest

    command.parse_args = parsed
    for part in command.params:
        part.handle_parse_result = _kept(part.name, part.handle_parse_result, wrong)
    for below in getattr(command, "commands", {}).values():
        _collect(below)


def _kept(name: str, handle: Callable[..., Any], wrong: list[Any]) -> Callable[..., Any]:
    def handled(context: Any, options: Any, arguments: list[str]) -> Any:
        try:
            return handle(context, options, arguments)
        except typer.BadParameter as error:
            if name in options:
                setattr(error, GIVEN, options[name])
            wrong.append(error)
            return None, arguments

    return handled


def called(command: Any, language: Language) -> int:
    """Parse the command line, run the command, and return the exit status."""
    errors = Terminal(sys.stderr)
    _collect(command)
    try:
        status = command(standalone_mode=False)
    except _Misuse as error:
        every = [_misused(each, language) for each in (error, *getattr(error, OTHERS, ()))]
        if told := "\n".join(every):  # empty where the help has been printed instead
            context = getattr(error, "ctx", None)
            tell(errors, told if context is None else f"{context.get_usage()}\n{told}")
        return int(error.exit_code)
    except SystemExit:  # typer's way out where the reader of the help has seen enough
        stop_printing(sys.stdout)
        return 0
    except OSError as error:  # of the help, which typer prints
        stop_printing(sys.stdout)
        tell(errors, ScreenError.because(error).in_language(language))
        return SCREEN_FAILED
    return int(status or 0)
