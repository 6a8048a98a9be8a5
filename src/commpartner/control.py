"""Levers set anew every month by a rule: what has happened goes in, the levers come out."""

from commpartner.model.control import Adaptive, Levers, Rule, Seen

__all__ = ["Adaptive", "Levers", "Rule", "Seen"]
