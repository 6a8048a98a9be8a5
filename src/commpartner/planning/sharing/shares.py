"""Hold the shares of a joint cost, and who would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from commpartner.facts.shown import Shown
from commpartner.planning.sharing.game import Coalition, Game, Player
from commpartner.problems.arguments import refused
from commpartner.texts import Text

Method = Literal[
    "equal", "proportional", "stand_alone", "scrb", "shapley", "nucleolus", "least_core"
]


@dataclass(frozen=True, eq=False, repr=False)
class CostShares(Shown):
    """Hold the shares of a joint cost by one rule, and who would gain by leaving.

    Attributes
    ----------
    shares
        One row a player: player, share, stand_alone (its cost alone), saving (what it saves
        against that; negative if it pays more than alone), standard_error (0 if exact).
    method
        The rule.
    individually_rational
        Whether nobody pays more than alone.
    in_core
        Whether no coalition pays more than its own cost. None if none was found that does, but not
        all were compared: then it is not known.
    worst_coalition
        The coalition that gains most by leaving, or loses least; empty for a single player.
    gain
        What it gains: its shares less its own cost. Negative if everybody loses by leaving.
    coalitions
        How many coalitions were compared for the last three.
    epsilon
        Of the least core and the nucleolus: the least possible value of the largest gain, for the
        nucleolus if nobody pays more than alone. Above 0 no shares keep every coalition in (the
        core is empty). None for other rules.
    orders
        Sampled orders of players behind the shares; 0 if they are exact.
    note
        What else must be known; empty if nothing.
    """

    shares: pd.DataFrame
    method: Method
    individually_rational: bool
    in_core: bool | None
    worst_coalition: Coalition
    gain: float
    coalitions: int
    epsilon: float | None
    orders: int
    note: str
    _game: Game = field(repr=False)
    _again: Callable[[Game, int], CostShares] = field(repr=False)

    def without(self, player: Player) -> CostShares:
        """Share the cost of the others after a player has left, by the same rule.

        Raises
        ------
        ArgumentError
            If there is no such player, or no other.
        """
        number = self._number(player)
        return self._again(self._game.without(number), number)

    def effect_of(self, player: Player) -> pd.DataFrame:
        """Tabulate what a player who joins, or who leaves, does to the others.

        Returns
        -------
        pandas.DataFrame
            One row for each other player: player, share with all, share without the one who
            leaves, and change (the second less the first): what leaving costs the others. If it is
            negative they gain by its leaving, and lose by its joining.

        Raises
        ------
        ArgumentError
            If there is no such player, or no other.
        """
        left = self.without(player).shares
        table = self.shares.drop(index=self._number(player)).reset_index(drop=True)
        table = table[["player", "share"]].assign(share_without=left["share"])
        return table.assign(change=table["share_without"] - table["share"])

    def _number(self, player: Player) -> int:
        players = self._game.players
        try:
            number = {each: place for place, each in enumerate(players)}.get(player, -1)
        except Exception:  # it has no hash, so it is nobody
            number = -1
        if len(players) == 1:
            raise refused("player", player, Text("two_or_more_players"))
        if number < 0:
            shown = ", ".join(map(repr, players[:20]))
            raise refused("player", player, Text("one_of", names=shown))
        return number
