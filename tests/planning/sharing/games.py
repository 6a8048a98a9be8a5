"""Cost games with published answers, and slow references."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commpartner.planning import CostShares

Array = NDArray[np.float64]

# Young, Okada & Hashimoto (1982), Water Resources Research 18(3), doi:10.1029/WR018i003p00463, and
# IIASA WP-79-77 (https://pure.iiasa.ac.at/1106): million crowns for the water of six
# municipalities in Skåne. Its table 8 has the costs alone and of joining last, its table 7 the
# shares below.
_SKANE = [
    "A",
    "21.95",
    "H",
    "17.08",
    "K",
    "10.91",
    "L",
    "15.88",
    "M",
    "20.81",
    "T",
    "21.98",
    "AH",
    "34.69",
    "AK",
    "32.86",
    "AL",
    "37.83",
    "AM",
    "42.76",
    "AT",
    "43.93",
    "HK",
    "22.96",
    "HL",
    "25.00",
    "HM",
    "37.89",
    "HT",
    "39.06",
    "KL",
    "26.79",
    "KM",
    "31.45",
    "KT",
    "32.89",
    "LM",
    "31.10",
    "LT",
    "37.86",
    "MT",
    "39.41",
    "AHK",
    "40.74",
    "AHL",
    "43.22",
    "AHM",
    "55.50",
    "AHT",
    "56.67",
    "AKL",
    "48.74",
    "AKM",
    "53.40",
    "AKT",
    "54.84",
    "ALM",
    "53.05",
    "ALT",
    "59.81",
    "AMT",
    "61.36",
    "HKL",
    "27.26",
    "HKM",
    "42.55",
    "HKT",
    "44.94",
    "HLM",
    "45.81",
    "HLT",
    "46.98",
    "HMT",
    "56.49",
    "KLM",
    "42.01",
    "KLT",
    "48.77",
    "KMT",
    "50.32",
    "LMT",
    "51.46",
    "AHKL",
    "48.95",
    "AHKM",
    "60.25",
    "AHKT",
    "62.72",
    "AHLM",
    "64.03",
    "AHLT",
    "65.20",
    "AHMT",
    "74.10",
    "AKLM",
    "63.96",
    "AKLT",
    "70.72",
    "AKMT",
    "72.27",
    "ALMT",
    "73.41",
    "HKLM",
    "48.07",
    "HKLT",
    "49.24",
    "HKMT",
    "59.35",
    "HLMT",
    "64.41",
    "KLMT",
    "56.61",
    "AHKLM",
    "69.76",
    "AHKMT",
    "77.42",
    "AHLMT",
    "83.00",
    "AHKLT",
    "70.93",
    "AKLMT",
    "73.97",
    "HKLMT",
    "66.46",
    "AHKLMT",
    "83.82",
]
SKANE = {tuple(who): float(cost) for who, cost in zip(_SKANE[::2], _SKANE[1::2], strict=True)}
SKANE_SHARES = {
    "scrb": (19.54, 13.28, 5.62, 10.90, 16.66, 17.82),
    "shapley": (20.01, 10.71, 6.61, 10.37, 16.94, 19.18),
}


def bankruptcy(estate: float, claims: dict[str, float]) -> Callable[[tuple[str, ...]], float]:
    """Less what is left to some creditors after the others have had their claims: a cost."""
    owed = sum(claims.values())
    return lambda who: -max(0.0, estate - owed + sum(claims[each] for each in who))


def shares_of(found: CostShares) -> Array:
    return np.asarray(found.shares["share"], dtype=np.float64)


def members(number: int, count: int) -> list[int]:
    return [player for player in range(count) if number >> player & 1]


def shapley_by_orders(table: Array) -> Array:
    """The mean of what each adds over all orders; bit i of the index is player i."""
    count = len(table).bit_length() - 1
    total, orders = np.zeros(count), [*permutations(range(count))]
    for order in orders:
        there = 0
        for player in order:
            total[player] += table[there | 1 << player] - table[there]
            there |= 1 << player
    return total / len(orders)


def excesses(table: Array, shares: Array) -> Array:
    """Gains by leaving of all coalitions but nobody and everybody, the largest first."""
    count = len(shares)
    gains = [
        shares[members(number, count)].sum() - table[number] for number in range(1, len(table) - 1)
    ]
    return np.sort(gains)[::-1]


def nucleolus_by_pairs(table: Array, individual: bool) -> Array:
    """Every coalition in one programme at a time, each tested by a programme of its own.

    A coalition is fixed if its gain cannot be lowered any more with the largest one at its least.
    """
    from scipy.optimize import linprog

    count = len(table).bit_length() - 1
    rows = np.array(
        [[number >> p & 1 for p in range(count)] for number in range(len(table))], float
    )
    bounds: list[Any] = [(None, table[1 << p] if individual else None) for p in range(count)]
    fixed, sums = [len(table) - 1], [table[-1]]
    free = [*range(1, len(table) - 1)]
    while free:
        inside: dict[str, Any] = {
            "A_ub": np.hstack([rows[free], -np.ones((len(free), 1))]),
            "b_ub": table[free],
            "A_eq": np.hstack([rows[fixed], np.zeros((len(fixed), 1))]),
            "b_eq": np.array(sums),
        }
        least = linprog([0.0] * count + [1.0], bounds=[*bounds, (None, None)], **inside).fun
        held = [*bounds, (least, least)]
        done = []
        for each in free:
            lowest = linprog([*rows[each], 0.0], bounds=held, **inside)
            if lowest.fun >= table[each] + least - 1e-7:
                done.append(each)
        fixed += done
        sums += [float(table[each]) + least for each in done]
        free = [each for each in free if each not in done]
        rank = np.linalg.matrix_rank(rows[fixed])
        if rank == count:
            break
    found, *_ = np.linalg.lstsq(rows[fixed], np.array(sums), rcond=None)
    return np.asarray(found)


def coalitions(players: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [who for size in range(1, len(players) + 1) for who in combinations(players, size)]
