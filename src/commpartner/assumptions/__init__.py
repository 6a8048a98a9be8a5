"""Uncertain numbers: the table of assumptions, distributions, draws, scenarios, designs."""

from commpartner.assumptions.table import Assumption, Ledger, default_ledger, load_ledger

__all__ = ["Assumption", "Ledger", "default_ledger", "load_ledger"]
