"""Mistakes in words: one sentence says what must be, what is, and what may be meant."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

import commpartner as cp
from commpartner.errors import (
    ArgumentError,
    CommpartnerError,
    FrozenError,
    InputError,
    Problem,
    sentence,
)
from commpartner.problems.arguments import refused
from commpartner.problems.wording import suggest
from commpartner.texts import Text

NEAR = Text("did_you_mean", names="'partner'")
SHARE = Text("from_0_to_1")
SENTENCES: list[tuple[str, str, str, str]] = [
    ("3", SHARE, "x must be a number from 0 to 1; got 3.", "x应为0至1之间的数，实际为3。"),
    (
        "'partnr'",
        NEAR,
        "x must be a known name; got 'partnr'. Did you mean 'partner'?",
        "x应为已有的名称，实际为'partnr'。是否想写'partner'？",
    ),
    (
        "'z'",
        Text("names_listed", names="a, b"),
        "x must be one of a, b; got 'z'.",
        "x应为a, b之一，实际为'z'。",
    ),
    (
        Text("unknown_key"),
        NEAR,
        "x: an unknown key. Did you mean 'partner'?",
        "x：未知的键。是否想写'partner'？",
    ),
    (
        Text("found_in_many", count=9, found=Text("unknown_key")),
        NEAR,
        "x: an unknown key, the first of 9 like it. Did you mean 'partner'?",
        "x：未知的键（同类问题共9处，此为第一处）。是否想写'partner'？",
    ),
    (
        Text("nothing"),
        Text("required", what=SHARE),
        "x is required; it must be a number from 0 to 1.",
        "x必填，应为0至1之间的数。",
    ),
    (
        "'合计'",
        Text("remove_row"),
        "x: '合计'; rows of estates only: remove this row.",
        "x：'合计'；只能有小区的行：请删除此行。",
    ),
    (
        Text("contradiction"),
        Text("x_and_y_together"),
        "x: values that contradict each other; x_km and y_km go together: give both or neither.",
        "x：互相矛盾的值；x_km与y_km须同时给出或同时省略。",
    ),
    (
        "'wag'",
        Text("with_names", what=Text("a_number"), names=Text("did_you_mean", names="'wage'")),
        "x must be a number; got 'wag'. Did you mean 'wage'?",
        "x应为数字，实际为'wag'。是否想写'wage'？",
    ),
    (
        "'z'",
        Text("with_names", what=Text("a_number"), names=Text("names_listed", names="a, b")),
        "x must be a number; a, b; got 'z'.",
        "x应为数字；a, b，实际为'z'。",
    ),
]


@pytest.mark.parametrize(("found", "allowed", "english", "chinese"), SENTENCES)
def test_a_mistake_is_one_sentence_in_each_language(
    found: str, allowed: str, english: str, chinese: str
) -> None:
    text = sentence("x", found, allowed)
    assert (text, text.in_language("zh")) == (english, chinese)


def test_without_near_names_all_are_listed_or_none_said() -> None:
    assert sentence("x", "3", suggest("zz", ["fee"])) == "x must be one of fee; got 3."
    assert sentence("x", "3", suggest("zz", [])) == "x: 3; there is none."


def test_arguments_and_places_in_files_are_reported_alike() -> None:
    argument = refused("x", 3, SHARE)
    assert str(argument) == str(Problem("", None, "x", "3", SHARE))
    assert str(Problem("a.csv", 2, "x", "3", SHARE)).endswith(str(argument))


def test_a_mistake_has_a_code_and_values() -> None:
    error = refused("months", 0, Text("whole_number", least=1))
    assert (error.code, error.field, error.found) == ("whole_number", "months", "0")
    assert error.allowed == Text("whole_number", least=1)
    names = Text("with_names", what=Text("a_number"), names=NEAR)
    assert Problem("", None, "x", "3", names).code == "a_number"
    assert Problem("", None, "x", "3", "words").code == ""
    together = ArgumentError(Text("no_state_of_rest"))
    assert (together.code, together.field, together.found) == ("no_state_of_rest", "", "")


def test_an_error_survives_pickling_with_its_problem() -> None:
    for error in (refused("x", 3, SHARE), ArgumentError(Text("no_state_of_rest"))):
        again: Any = pickle.loads(pickle.dumps(error))
        assert (str(again), again.problem, again.code) == (str(error), error.problem, error.code)
        assert again.in_language("zh") == error.in_language("zh") != str(error)


def test_replace_and_the_constructor_tell_what_files_tell() -> None:
    with pytest.raises(InputError) as caught:
        cp.Policy(organisation="unmanaged").replace(fee=-1)
    (problem,) = caught.value.problems
    assert (problem.field, problem.found, problem.code) == ("fee", "-1", "either")
    told = "a number of 0 or more, or the name of an assumption; got -1."
    assert str(problem) == f"fee must be {told}"
    assert "实际为-1" in problem.in_language("zh")
    with pytest.raises(ValidationError, match="it must be a number; got True"):
        cp.programme.Estate(id="a", name="a", households=True, floor_area=9.0)


def test_a_frozen_mapping_explains_replacement_in_both_languages() -> None:
    programme: Any = cp.datasets.load("xiashan")
    with pytest.raises(FrozenError) as caught:
        programme.policies["new"] = 3
    assert isinstance(caught.value, CommpartnerError | TypeError)
    assert caught.value.args[0].code == "frozen_mapping"
