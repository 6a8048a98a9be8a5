"""Tabulate results for readers, one module a subject; see `commpartner.report.grid`."""
