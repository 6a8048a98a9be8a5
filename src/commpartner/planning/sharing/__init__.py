"""Share joint costs among estates: rules, and who would gain by leaving."""

from commpartner.planning.sharing.cluster import ClusterShares as ClusterShares
from commpartner.planning.sharing.cluster import share_cluster_costs as share_cluster_costs
from commpartner.planning.sharing.partners import PartnerInterval as PartnerInterval
from commpartner.planning.sharing.partners import partner_interval as partner_interval
from commpartner.planning.sharing.shares import CostShares as CostShares
from commpartner.planning.sharing.sharing import share_costs as share_costs

__all__ = [
    "ClusterShares",
    "CostShares",
    "PartnerInterval",
    "partner_interval",
    "share_cluster_costs",
    "share_costs",
]
