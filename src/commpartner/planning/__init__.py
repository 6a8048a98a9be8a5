"""Answer planners' questions: tipping points, and who pays what of a joint cost."""

from commpartner.planning.sharing import CostShares as CostShares
from commpartner.planning.sharing import share_costs as share_costs

__all__ = ["CostShares", "share_costs"]
