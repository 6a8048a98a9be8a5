"""The second reading by itself: what it books must balance, whatever the library says."""

from __future__ import annotations

import math

import pytest
from books import PAYMENTS, Book
from hypothesis import given, settings
from strategies import Case, cases
from test_reference import references, turnover

# Random programmes have values far from what is usual.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")


@settings(max_examples=16, deadline=None, derandomize=True, database=None)
@given(cases())
def test_stocks_move_by_the_flows(case: Case) -> None:
    for truth in references(case):
        book = Book(PAYMENTS, case.months)
        book.accounts = truth["accounts"]
        floor = 1e-9 * (turnover(truth) + 1)

        def over_all_months(sector: str, book: Book = book) -> float:
            return math.fsum(book.net(sector, t) for t in range(case.months))

        funds = sum(estate["funds"] for estate in truth["estates"])
        assert over_all_months("estate_funds") == pytest.approx(funds, abs=floor)
        kept = sum(estate["maintained"] for estate in truth["estates"])
        assert over_all_months("maintenance_funds") == pytest.approx(kept, abs=floor)
        assert over_all_months("ventures") == pytest.approx(0, abs=floor)
        orders, left = truth["orders"], 0.0
        for opened, closed, still_open in zip(*orders.values(), strict=True):
            left += opened - closed
            assert still_open == pytest.approx(left, rel=1e-9, abs=1e-9)
        saving = sum(truth["saving_by_mechanism"].values())
        assert saving == pytest.approx(truth["stand_alone"] - truth["clustered"], abs=floor)
