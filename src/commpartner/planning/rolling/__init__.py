"""Plan in which year each cluster, venture or batch of estates opens under a yearly budget."""

from commpartner.planning.rolling.planner import plan_roll_out as plan_roll_out
from commpartner.planning.rolling.result import RollOutPlan as RollOutPlan
