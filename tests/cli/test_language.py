"""The language of a command: chosen once, for its errors, its help and its screen."""

from __future__ import annotations

import contextlib
import ctypes
import io
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.main import get_command

from commpartner import cli
from commpartner.cli.commands import app
from commpartner.cli.language import language_in, language_of
from commpartner.cli.words import say
from commpartner.errors import InputError
from commpartner.facts.words import help_in_chinese
from commpartner.texts import Language


def told(monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit status of the command line in this process, and all that it wrote."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "120", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["commpartner", *arguments])
    written = io.StringIO()
    with (
        contextlib.redirect_stdout(written),
        contextlib.redirect_stderr(written),
        pytest.raises(SystemExit) as left,
    ):
        cli.main()
    return int(left.value.code or 0), written.getvalue()


@pytest.mark.parametrize(
    ("given", "environment", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("zh", {"LANG": "C"}, "zh"),
    ],
)
def test_what_is_given_wins_over_the_environment(
    given: str | None, environment: dict[str, str], language: Language
) -> None:
    assert language_of(given, environment) == language
    arguments = [] if given is None else ["run", "xiashan", "--lang", given]
    assert language_in(arguments, environment) == language


@pytest.mark.parametrize(("number", "language"), [(0x0804, "zh"), (0x0C04, "zh"), (0x0407, "en")])
def test_an_unset_language_is_asked_from_windows(
    monkeypatch: pytest.MonkeyPatch, number: int, language: Language
) -> None:
    assert language_of(None, {}) == "en"
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert language_of(None, {}) == language
    assert language_of(None, {"LANG": "C"}) == "en"  # as who has set it wants it
    assert language_of("en", {}) == "en"


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError) as error:
        language_of("fr", {})
    assert [problem.field for problem in error.value.problems] == ["language"]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("check", "nowhere", "--lang", "zh"), {}),
        (("--lang", "zh", "check", "nowhere"), {}),
        (("check", "nowhere"), {"LANG": "zh_CN.UTF-8"}),
    ],
)
def test_mistakes_are_told_in_the_language_of_the_command(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    status, text = told(monkeypatch, *arguments, **environment)
    assert status == 2
    assert say("problems", "zh", count=1) in text
    for head in ("file", "row", "field", "found", "allowed"):
        assert say(f"problem_{head}", "zh") in text
        assert f" {say(f'problem_{head}', 'en')} " not in text


def every_command(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from every_command(below)


def test_all_help_is_there_in_chinese() -> None:
    said = set()
    for command in every_command(get_command(app)):
        parts = (command, *command.params, command.get_help_option(typer.Context(command)))
        said |= {part.help for part in parts if part is not None and getattr(part, "help", None)}
    assert said == set(help_in_chinese())


def test_help_speaks_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer import rich_utils

    for name in dir(rich_utils):  # what help changes in the process is put back
        if name.isupper():
            monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    english = "Check a programme and list every problem in it."
    assert english in told(monkeypatch, "check", "--help")[1]
    assert help_in_chinese()[english] in told(monkeypatch, "check", "--help", LANG="zh_CN.UTF-8")[1]
    assert english in told(monkeypatch, "check", "--help", "--lang", "en", LANG="zh_CN.UTF-8")[1]
    assert "Usage: " in told(monkeypatch, "check", "--help", "--lang", "en", LANG="zh_CN.UTF-8")[1]


@pytest.mark.parametrize(
    ("arguments", "key", "name"),
    [
        (("run",), "misuse_missing", "case"),
        (("run", "xiashan", "--drawz", "3"), "misuse_option", "--drawz"),
        (("runn",), "misuse_command", "runn"),
        (("run", "xiashan", "more"), "misuse_extra", "more"),
        (("run", "xiashan", "--draws"), "misuse_argument", "--draws"),
    ],
)
def test_a_misused_command_line_is_told_in_chinese(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], key: str, name: str
) -> None:
    status, text = told(monkeypatch, *arguments, LANG="zh_CN.UTF-8")
    assert status == 2
    assert say(key, "zh", name=name) in text
    assert "Usage" not in text


@pytest.mark.parametrize("value", ["many", "0"])
def test_a_wrong_number_is_reported_in_chinese_only(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    status, text = told(monkeypatch, "run", "xiashan", "--draws", value, LANG="zh_CN.UTF-8")
    assert status == 2
    assert not re.findall("[A-Z][a-z]+", text)


def test_chinese_help_has_no_english_but_names(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer import rich_utils

    for name in dir(rich_utils):  # what help changes in the process is put back
        if name.isupper():
            monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    for command in ([], ["run"], ["benchmark"], ["rerun"], ["document"]):
        text = told(monkeypatch, *command, "--help", LANG="zh_CN.UTF-8")[1]
        assert "用法：" in text
        for word in ("Usage", "OPTIONS", "COMMAND", "ARGS", "<str>", "<int", "<bool>", "<list"):
            assert word not in text
