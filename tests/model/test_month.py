"""The recipe of the month: state and totals have the same places."""

from __future__ import annotations

from commpartner.model.month import State, Totals


def test_state_and_totals_have_the_mechanisms_in_one_order() -> None:
    # The recipe fills both from one list of pairs.
    assert State._fields[1:] == Totals._fields[1:]
