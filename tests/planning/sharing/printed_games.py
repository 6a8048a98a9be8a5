"""Games of the literature with the shares printed for them; gains are costs below 0."""

from __future__ import annotations

from typing import NamedTuple

from commpartner.planning.sharing.shares import Method

THREE = "1 2 3 12 13 23 123"
FOUR = "1 2 3 4 12 13 14 23 24 34 123 124 134 234 1234"


class Printed(NamedTuple):
    """A game, and the shares by some methods."""

    name: str
    coalitions: str
    values: str
    shares: dict[Method, tuple[float, ...]]
    gains: bool = True

    @property
    def players(self) -> list[str]:
        return sorted({*self.coalitions} - {" "})

    @property
    def sign(self) -> float:
        return -1.0 if self.gains else 1.0

    @property
    def costs(self) -> dict[tuple[str, ...], float]:
        told = zip(self.coalitions.split(), self.values.split(), strict=True)
        return {tuple(who): self.sign * float(value) for who, value in told}


PRINTED = (
    # The first four are in M. Guajardo & K. Jörnsten (2015), "Common mistakes in computing the
    # nucleolus", European Journal of Operational Research 241, which corrects shares printed
    # before. Costs and shares are those which the tests of Nucleolus.jl (A. Churkin) take from it.
    Printed(
        "insurance, Lemaire (1991), ASTIN Bulletin 21",
        THREE,
        "46125 17437.5 5812.5 69187.5 53812.5 30750 90000",
        {"nucleolus": (52687.5, 24468.75, 12843.75), "shapley": (51750.0, 25875.0, 12375.0)},
    ),
    Printed(
        "broadcasting, Hasan et al. (2011)",
        "1 12 123 1234 124 13 134 14 2 23 234 24 3 34 4",
        "8 8 10 20 19 10 20 19 1 10 13 12 10 12 11",
        {"nucleolus": (7.5, 0.5, 1.5, 10.5)},
        gains=False,
    ),
    Printed(
        "manufacturing, Oh & Shin (2012)",
        "1 12 123 13 2 23 3",
        "375144 568232 772500 551055 245280 452411 211239",
        {"nucleolus": (331695.25, 233051.25, 207753.5)},
        gains=False,
    ),
    Printed(
        "production and transport, Sakawa, Nishizaki & Uemura (2001)",
        "1 12 123 1234 12345 1235 124 1245 125 13 134 1345 135 14 145 15"
        " 2 23 234 2345 235 24 245 25 3 34 345 35 4 45 5",
        "0.060 0.378 0.536 0.906 1 0.573 0.747 0.874 0.485 0.144 0.546 0.634 0.255 0.408 0.561"
        " 0.182 0.168 0.337 0.706 0.801 0.379 0.538 0.668 0.279 0.03 0.383 0.473 0.083 0.249"
        " 0.386 0",
        {"nucleolus": (0.165, 0.3205, 0.0845, 0.3745, 0.0555)},
    ),
    Printed(
        "Peleg & Sudhölter (2007), example 5.5.12",
        THREE,
        "0 0 0 10 0 0 2",
        {"nucleolus": (1.0, 1.0, 0.0), "least_core": (3.0, 3.0, -4.0)},
    ),
    Printed(
        "Ferguson, Game Theory (UCLA), part IV, section 4",
        THREE,
        "-1 0 1 3 4 2 5",
        {"nucleolus": (8 / 3, 2 / 3, 5 / 3)},
    ),
    Printed(
        "CoopGame 0.2.2 (R), test 67.1",
        THREE,
        "2 6 5 15 1 18 14",
        {"nucleolus": (2.0, 7.0, 5.0), "least_core": (-1.0, 13.0, 2.0)},
    ),
    Printed(
        "CoopGame 0.2.2 (R), help page of the nucleolus",
        FOUR,
        "0 0 0 0 5 5 8 9 10 8 13 15 16 17 21",
        {"nucleolus": (3.5, 4.5, 5.5, 7.5), "least_core": (3.5, 4.5, 5.5, 7.5)},
    ),
    Printed(
        "Maschler's game of three: an empty core",
        THREE,
        "0 0 0 60 60 60 72",
        {"nucleolus": (24.0, 24.0, 24.0), "shapley": (24.0, 24.0, 24.0)},
    ),
    # P. D. Straffin & J. P. Heaney (1981), "Game theory and the Tennessee Valley Authority",
    # International Journal of Game Theory 10: thousand dollars for navigation, flood control and
    # power, as in CoopGame (R). Shares by hand: by the nucleolus each saves a third.
    Printed(
        "Tennessee Valley",
        THREE,
        "163520 140826 250096 301607 378821 367370 412584",
        {
            "nucleolus": (116234.0, 93540.0, 202810.0),
            "shapley": (117829.0, 100756.5, 193998.5),
            "scrb": (117475.54, 99157.29, 195951.16),
        },
        gains=False,
    ),
    # D. Gately (1974), "Sharing the gains from regional cooperation", International Economic Review
    # 15, as CoopGame repeats it. With three players his point is that of SCRB.
    Printed(
        "electric power of three regions of India",
        THREE,
        "0 0 0 1170 770 210 1530",
        {"scrb": (827.7049, 476.5574, 225.7377)},
    ),
    Printed(
        "Ibn Ezra's inheritance, in Aumann (2010)",
        FOUR,
        "120 60 40 30 120 120 120 60 60 40 120 120 120 60 120",
        {"shapley": (80 + 5 / 6, 20 + 5 / 6, 10 + 5 / 6, 7.5)},
    ),
    Printed(
        "one left glove and two right ones",
        THREE,
        "0 0 0 1 1 0 1",
        {"shapley": (2 / 3, 1 / 6, 1 / 6), "nucleolus": (1.0, 0.0, 0.0)},
    ),
)
