"""Plan clusters of a programme by the model's own cost of them."""

from commpartner.planning.clusters.planning import plan_clusters as plan_clusters
from commpartner.planning.clusters.result import DistrictPlan as DistrictPlan

__all__ = ["DistrictPlan", "plan_clusters"]
