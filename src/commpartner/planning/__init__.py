"""Answer planners' questions: tipping points, where centres go and when, who pays what."""

from commpartner.planning.clusters import DistrictPlan as DistrictPlan
from commpartner.planning.clusters import plan_clusters as plan_clusters
from commpartner.planning.location.median import capacitated_p_median as capacitated_p_median
from commpartner.planning.location.plan import ClusterPlan as ClusterPlan
from commpartner.planning.optimising import Chance as Chance
from commpartner.planning.optimising import Limit as Limit
from commpartner.planning.optimising import Optimised as Optimised
from commpartner.planning.optimising import Signpost as Signpost
from commpartner.planning.optimising import Sought as Sought
from commpartner.planning.optimising import optimise_policy as optimise_policy
from commpartner.planning.questions import Answer as Answer
from commpartner.planning.questions import collection_rate_needed as collection_rate_needed
from commpartner.planning.questions import estates_to_pay as estates_to_pay
from commpartner.planning.questions import fallback_cap_that_suffices as fallback_cap_that_suffices
from commpartner.planning.questions import fee_that_closes_gap as fee_that_closes_gap
from commpartner.planning.questions import longest_free_trial as longest_free_trial
from commpartner.planning.questions import operator_must_find as operator_must_find
from commpartner.planning.questions import (
    reinvestment_that_breaks_even as reinvestment_that_breaks_even,
)
from commpartner.planning.questions import stalls_that_carry as stalls_that_carry
from commpartner.planning.questions import who_loses as who_loses
from commpartner.planning.questions import worth_of_next_centre as worth_of_next_centre
from commpartner.planning.rolling import RollOutPlan as RollOutPlan
from commpartner.planning.rolling import plan_roll_out as plan_roll_out
from commpartner.planning.sharing import ClusterShares as ClusterShares
from commpartner.planning.sharing import CostShares as CostShares
from commpartner.planning.sharing import PartnerInterval as PartnerInterval
from commpartner.planning.sharing import partner_interval as partner_interval
from commpartner.planning.sharing import share_cluster_costs as share_cluster_costs
from commpartner.planning.sharing import share_costs as share_costs
from commpartner.programme.levers import AnyOf as AnyOf
from commpartner.programme.levers import OneOf as OneOf
from commpartner.programme.levers import Range as Range

__all__ = [
    "Answer",
    "AnyOf",
    "Chance",
    "ClusterPlan",
    "ClusterShares",
    "CostShares",
    "DistrictPlan",
    "Limit",
    "OneOf",
    "Optimised",
    "PartnerInterval",
    "Range",
    "RollOutPlan",
    "Signpost",
    "Sought",
    "capacitated_p_median",
    "collection_rate_needed",
    "estates_to_pay",
    "fallback_cap_that_suffices",
    "fee_that_closes_gap",
    "longest_free_trial",
    "operator_must_find",
    "optimise_policy",
    "partner_interval",
    "plan_clusters",
    "plan_roll_out",
    "reinvestment_that_breaks_even",
    "share_cluster_costs",
    "share_costs",
    "stalls_that_carry",
    "who_loses",
    "worth_of_next_centre",
]
