"""Hold the mechanisms of the model, one module each.

A module holds what its mechanism adds: the parameters that a policy and the draws give it, its
state, its step in the month, what it reports of a month, and the accounts that it fills. If a
policy leaves the mechanism off its parameters are None, and so are its state and totals.
"""
