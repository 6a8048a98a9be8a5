"""Translate the help of commands and options to Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from typer import Context, rich_utils

CHINESE: Mapping[str, str] = {
    "The economics of community partnership in old residential estates.": (
        "老旧小区社区合伙人制的经济测算。"
    ),
    "Simulate policies, show the results on one screen, and write tables.": (
        "模拟各方案，一屏显示结果，并写出表格。"
    ),
    "Compare policies in the same draws: differences, how surely the best, regret.": (
        "在同一组抽样中比较各方案：差额、最优的把握、后悔值。"
    ),
    "Show which assumptions decide a figure.": "找出决定某项指标的假设。",
    "List the benchmark problems, show one, or score a policy function by its baselines.": (
        "列出基准问题、查看一题，或以基准方案为参照给一个方案函数评分。"
    ),
    "Compute a stored experiment again and say whether it is the same to the bit.": (
        "重新计算已存储的试验，核对是否逐位一致。"
    ),
    "Check a programme and list every problem in it.": "检查项目数据，列出全部问题。",
    "Walk a reported figure back to accounts, equations and assumptions.": (
        "把一项指标追溯到科目、公式和假设。"
    ),
    "Write a document of the project that is made from the code and its runs.": (
        "写出由代码及其运行结果生成的文档。"
    ),
    "Make a folder with a commented programme that runs, to be changed into one's own.": (
        "新建一个带注释、可直接运行的项目，供修改使用。"
    ),
    "A case (xiashan), or a folder or file.": "案例名（如 xiashan），或文件夹、文件。",
    "A case, or a folder or file.": "案例名，或文件夹、文件。",
    "A folder or file with a programme.": "存放项目的文件夹或文件。",
    "Folder for the tables.": "存放表格的文件夹。",
    "Folder for the tables of a score.": "存放评分表格的文件夹。",
    "A policy to run; repeat for several. Default: all.": (
        "要运行的方案；可重复给出多个。 默认：全部。"
    ),
    "A policy; repeat for several. Default: all.": "方案；可重复给出多个。 默认：全部。",
    "The policy to explain. Default: 'partner', or the last.": (
        "重点说明的方案。 默认：partner，没有时为最后一个。"
    ),
    "Draws of the assumptions.": "假设的抽样次数。",
    "Horizon in months.": "测算期，月。",
    "Seed of the draws.": "抽样的随机种子。",
    "numpy or jax.": "计算引擎：numpy 或 jax。",
    "Language: en or zh. Default: that of the environment (LANG).": (
        "语言：en 或 zh。 默认：随环境（LANG）。"
    ),
    "What to choose by.": "比较所用的指标。",
    "The policy to measure from. Default: the first.": "作为基准的方案。 默认：第一个。",
    "monte_carlo, latin_hypercube or sobol.": ("monte_carlo、 latin_hypercube 或 sobol。"),
    "Processes to use. Default: this one alone.": "使用的进程数。 默认：仅当前进程。",
    "Folder that keeps finished parts; resumes from it.": ("保存已完成部分的文件夹； 可由此继续。"),
    "The policy.": "方案。",
    "The figure.": "指标。",
    "The figure, e.g. savings_per_year.": "指标，如 savings_per_year。",
    "sobol, morris, pawn, delta, or tornado.": ("方法：sobol、morris、pawn、delta 或 tornado。"),
    "Base sample, trajectories, or draws.": "基础样本数、轨迹数或抽样次数。",
    "With tornado: show the difference from this policy.": ("用于 tornado：显示与该方案之差。"),
    "A store of `compare --store`.": "由 `compare --store` 生成的存储文件夹。",
    "Compute this draw alone and show it.": "只重算并显示这一次抽样。",
    "A module that rules may be imported from; it runs with your rights.": (
        "允许从中导入规则的模块； 它以您的权限运行。"
    ),
    "With --draw: this policy alone.": "与 --draw 合用：只算该方案。",
    "dictionary, mechanisms or validation.": (
        "dictionary（数据字典）、 mechanisms（机制）或 validation（验证）。"
    ),
    "A Markdown file; default: the screen.": "Markdown 文件；默认：屏幕。",
    "A new folder for the programme.": "存放项目的新文件夹。",
    "Copy a case. Default: a small programme, all explained.": (
        "复制某个案例。 默认：一个处处有说明的小项目。"
    ),
    "A problem, e.g. xiashan-share. Default: list the ten.": (
        "问题名，如 xiashan-share。 默认：列出全部十题。"
    ),
    "file.py:function or module:function; file.py: named as the problem.": (
        "文件.py:函数 或 模块:函数； 只有 文件.py 时，函数与问题同名。"
    ),
    "Draws. Default: those of the problem, official.": "抽样次数。 默认：问题规定的正式次数。",
    "Seed. Default: that of the problem, official.": "种子。 默认：问题规定的正式种子。",
    "Show this message and exit.": "显示本说明并退出。",
    "Show the version and exit.": "显示版本并退出。",
}


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
            part.help = CHINESE.get(english, english)
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
