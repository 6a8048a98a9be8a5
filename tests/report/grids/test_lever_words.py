"""Levers are described in the language asked for, without terms of the other one."""

from __future__ import annotations

import re

import pytest

from commpartner.facts.fields import FieldNote
from commpartner.programme import Policy
from commpartner.report.grids.levers import meaning

CHINESE = re.compile(r"[\u4e00-\u9fff]")
INNER = ("orders.recheck",)


@pytest.mark.parametrize("name", [*Policy.model_fields, *INNER])
def test_english_words_of_a_lever_have_no_chinese(name: str) -> None:
    assert not CHINESE.search(meaning(name, "en"))
    assert "()" not in meaning(name, "en")


def test_other_brackets_stay() -> None:
    note = FieldNote("", "a loan (at most one) of the operator (借款)", "")
    assert note.english == "a loan (at most one) of the operator"
