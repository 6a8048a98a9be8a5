"""Levers set anew every month by a rule: what has happened goes in, the levers come out."""

from commpartner.model.control import Controls, FeedbackPolicy, Observation, Rule
from commpartner.problems.renamed import old_names

__all__ = ["Controls", "FeedbackPolicy", "Observation", "Rule"]

__getattr__ = old_names(
    __name__, {"Adaptive": "FeedbackPolicy", "Levers": "Controls", "Seen": "Observation"}
)
