"""Translate the help of commands and options to Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from typer import Context, rich_utils

from commpartner.facts.words import help_in_chinese

_PANELS: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "RICH_HELP": "用 [blue]'{command_path} {help_option}'[/] 查看说明。",
}


def put_into_chinese(command: Any) -> None:
    """Translate all help of the process to Chinese."""
    for name, chinese in _PANELS.items():
        setattr(rich_utils, name, chinese)
    _translate(command)


_OPTIONS, _COMMANDS = "[选项]", "命令 [参数]..."
_TYPES: Mapping[str, str] = {
    "<int>": "<整数>",
    "<int range>": "<整数>",
    "<float>": "<数>",
    "<str>": "<文字>",
    "<list[str]>": "<文字>",
    "<path>": "<路径>",
    "<bool>": "",  # of a flag, which takes no value
}


def _translate(command: Any) -> None:
    own = command.get_help_option(Context(command))
    for part in (command, *command.params, own):
        english = getattr(part, "help", None)
        if english is not None:
            part.help = help_in_chinese().get(english, english)
        if shown := getattr(part, "display_type_rich", None):
            part.display_type_rich = _in_chinese(shown)
    command.options_metavar = _OPTIONS
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _COMMANDS
    command.get_usage = _usage_in_chinese(command.get_usage)
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _usage_in_chinese(usage: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda context: usage(context).replace("Usage: ", "用法：", 1)


def _in_chinese(display: Callable[..., str | None]) -> Callable[..., str | None]:
    def shown(*arguments: Any, **options: Any) -> str | None:
        text = display(*arguments, **options)
        return None if text is None else _TYPES.get(text, text)

    return shown
