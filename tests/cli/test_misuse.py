"""What a misused command line is told: every wrong value, in one go."""

from __future__ import annotations

import pytest
import typer
from test_language import told
from typer.main import get_command

from commpartner.cli.commands import app
from commpartner.cli.misuse import OTHERS, _collect
from commpartner.cli.words import say
from commpartner.errors import sentence
from commpartner.texts import Language, Text

WRONG = {
    "--draws": ("0", Text("whole_number", least=1)),
    "--time-limit": ("[red]x", Text("a_number")),
    "--seed": ("1.5", Text("a_whole_number")),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_wrong_values_are_told_at_once(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    options = [part for name, (value, _) in WRONG.items() for part in (name, value)]
    status, text = told(monkeypatch, "plan", "xiashan", *options, "more", "--lang", language)
    assert status == 2
    for name, (value, allowed) in WRONG.items():
        assert sentence(name, repr(value), allowed).in_language(language) in text
    assert "more" in text
    assert len(text.splitlines()) == 5  # with the usage, and what is too much


def test_a_missing_case_is_told_with_wrong_values(monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = told(monkeypatch, "compare", "--draws", "1", "--lang", "zh")
    assert status == 2
    assert sentence("--draws", "'1'", Text("whole_number", least=2)).in_language("zh") in text
    assert say("misuse_missing", "zh", name="case") in text


def test_a_second_call_forgets_the_mistakes_of_the_first() -> None:
    command = get_command(app)
    _collect(command)
    for name in ("--draws", "--months"):
        with pytest.raises(typer.BadParameter) as wrong:
            command(["run", "xiashan", name, "0"], standalone_mode=False)
        assert wrong.value.param is not None
        assert wrong.value.param.name == name.removeprefix("--")
        assert getattr(wrong.value, OTHERS) == []
