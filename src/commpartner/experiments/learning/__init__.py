"""Estimate the value of information and discover scenarios in which a policy fails."""
