"""The sentences of the report: what they name is what moves the figure that they speak of."""

from __future__ import annotations

from test_page import PROGRAMME

from commpartner.facts.labels import label_of
from commpartner.facts.words import say
from commpartner.report.page.answers import COST, questions, sentences
from commpartner.report.study import study


def test_the_cost_rests_on_what_moves_it() -> None:
    found = study(PROGRAMME, policies=["stand_alone", "partner"], months=12, draws=400, play=False)
    moving = found.main.variance_by_assumption(COST)
    table = found.main.assumption_table
    told = sentences(found, "en")[2]
    assert label_of(table[str(moving.index[0])], "en") in told
    assert all(label_of(table[str(name)], "en") not in told for name in moving.index[-20:])
    (first,) = [each for each in questions(found, "en") if each.asked == say("page_q_find", "en")]
    assert label_of(table[str(moving.index[0])], "en") in " ".join(first.answers)
