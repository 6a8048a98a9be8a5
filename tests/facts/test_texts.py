"""Messages: both languages, the same values in each, sorted; a text is its English wording."""

from __future__ import annotations

import pickle
from string import Formatter

import pytest

from commpartner.texts import Text, in_language, messages


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", messages())
def test_a_message_has_the_same_values_in_both_languages(code: str) -> None:
    entry = messages()[code]
    assert {"en", "zh"} <= set(entry) <= {"en", "zh", "form"}
    assert entry.get("form", "note") == "note"
    assert placeholders(entry["en"]) == placeholders(entry["zh"])
    assert all(entry.values())


def test_messages_are_sorted_by_code() -> None:
    assert list(messages()) == sorted(messages())


def test_a_nested_text_is_put_into_the_same_language() -> None:
    inside = Text("whole_number", least=3)
    text = Text("must_be", place="draws", found="2", allowed=inside)
    assert inside in text
    assert inside.in_language("zh") in text.in_language("zh")
    assert inside not in text.in_language("zh")


def test_a_text_survives_pickling_with_its_other_language() -> None:
    text = Text("whole_number", least=3)
    again = pickle.loads(pickle.dumps(text))
    assert (again, again.code, again.in_language("zh")) == (
        text,
        "whole_number",
        text.in_language("zh"),
    )


def test_what_users_wrote_is_in_no_other_language() -> None:
    assert in_language("[red] {x}", "zh") == "[red] {x}"
