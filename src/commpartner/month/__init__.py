"""One month of a policy, the same source for NumPy and JAX."""

from commpartner.month.advance import month
from commpartner.month.parts import OFF, Fixed, Now, Rules, State, Totals, unused
from commpartner.month.residents import Ahead, heeds_money, residents_given, run_ahead

__all__ = [
    "OFF",
    "Ahead",
    "Fixed",
    "Now",
    "Rules",
    "State",
    "Totals",
    "heeds_money",
    "month",
    "residents_given",
    "run_ahead",
    "unused",
]
