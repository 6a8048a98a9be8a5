"""Compute the parts of an experiment, store them, and compute them again."""
