"""What is made once, and what is forgotten."""

from __future__ import annotations

import numpy as np

from commpartner.assumptions.draws import Draws
from commpartner.assumptions.table import default_assumptions
from commpartner.model.shared import KEPT, ROOM, Shared


class Maker:
    """Counts what it makes."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_a_key_is_made_once() -> None:
    shared, make = Shared(), Maker()
    draws = default_assumptions().draw(0, 0, 1)
    assert [shared.once(key, draws, make) for key in ("a", "b", "a")] == [1, 2, 1]


def test_policies_that_share_arrays_have_read_the_same() -> None:
    shared, draws = Shared(), default_assumptions().draw(0, 0, 1)
    draws["inflation"]
    for _ in range(2):
        with draws.noting() as read:
            shared.once("outer", draws, lambda: shared.once("inner", draws, lambda: _wages(draws)))
        assert list(draws.record(read)) == ["wage_guard", "wage_correlation"]


def _wages(draws: Draws) -> float:
    return float(draws["wage_guard"][0, 0])


def test_equal_arrays_are_made_once_whichever_objects_they_are() -> None:
    shared, make = Shared(), Maker()
    given = (np.arange(3.0), np.ones((2, 1)))
    assert shared.once_alike(given, make) == 1
    assert shared.once_alike((np.arange(3.0), np.ones((2, 1))), make) == 1
    assert shared.once_alike((np.arange(3.0), np.ones((2, 2))), make) == 2
    assert shared.once_alike((np.arange(3.0), np.array([[1.0], [1.0 + 1e-16 * 4]])), make) == 3


def test_only_those_used_last_are_kept() -> None:
    shared, make = Shared(), Maker()
    given = [(np.array([float(number)]),) for number in range(KEPT + 1)]
    for each in given[:KEPT]:
        shared.once_alike(each, make)
    assert shared.once_alike(given[0], make) == 1  # used again: now the last
    shared.once_alike(given[KEPT], make)  # the second goes
    assert shared.once_alike(given[0], make) == 1
    assert shared.once_alike(given[1], make) == KEPT + 2


def test_no_more_is_kept_than_there_is_room_for() -> None:
    shared, make = Shared(), Maker()
    one, two, three = ((np.array([float(number)]),) for number in range(3))
    shared.once_alike(one, make, ROOM // 2)
    shared.once_alike(two, make, ROOM // 2)
    assert shared.once_alike(one, make, ROOM // 2) == 1
    shared.once_alike(three, make, ROOM // 2 + 1)  # fits beside none of the others
    assert shared.once_alike(three, make, ROOM // 2 + 1) == 3
    assert shared.once_alike(one, make, ROOM // 2) == 4
