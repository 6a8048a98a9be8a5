"""Set levers every month by a rule that observes the run."""

from commpartner.model.control import Controls, FeedbackPolicy, Observation, Rule
from commpartner.problems.renamed import old_names

__all__ = ["Controls", "FeedbackPolicy", "Observation", "Rule"]

__getattr__ = old_names(
    __name__, {"Adaptive": "FeedbackPolicy", "Levers": "Controls", "Seen": "Observation"}
)
