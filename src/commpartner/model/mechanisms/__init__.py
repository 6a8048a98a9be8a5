"""Hold the mechanisms of the model, one module each.

A module holds what its mechanism adds: its parameters (from the policy and the draws), its state,
its step in the month, its totals, and its accounts. If a policy leaves the mechanism off its
parameters are None, and so are its state and totals.
"""
