"""Compute outcomes, accumulate tables, and explain savings and figures."""
