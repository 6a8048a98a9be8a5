"""Answer planners' questions: tipping points, where centres go, who pays what of a joint cost."""

from commpartner.planning.location.median import capacitated_p_median as capacitated_p_median
from commpartner.planning.location.plan import ClusterPlan as ClusterPlan
from commpartner.planning.sharing import ClusterShares as ClusterShares
from commpartner.planning.sharing import CostShares as CostShares
from commpartner.planning.sharing import PartnerInterval as PartnerInterval
from commpartner.planning.sharing import partner_interval as partner_interval
from commpartner.planning.sharing import share_cluster_costs as share_cluster_costs
from commpartner.planning.sharing import share_costs as share_costs

__all__ = [
    "ClusterPlan",
    "ClusterShares",
    "CostShares",
    "PartnerInterval",
    "capacitated_p_median",
    "partner_interval",
    "share_cluster_costs",
    "share_costs",
]
