"""Share joint costs among estates: rules, and who would gain by leaving."""

from commpartner.planning.sharing.shares import CostShares as CostShares
from commpartner.planning.sharing.sharing import share_costs as share_costs

__all__ = ["CostShares", "share_costs"]
