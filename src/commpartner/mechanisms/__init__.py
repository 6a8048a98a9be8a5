"""The 29 mechanisms of the three cases: the lever of each, what it moves, and who uses it.

The numbers and terms are those of the project's reading of the articles. What each mechanism
moves is stated here and measured by tests/test_mechanisms.py, which switches every one of them.
"""

from commpartner.mechanisms.mechanism import Mechanism
from commpartner.mechanisms.table import MECHANISMS, TEST, table, users

__all__ = ["MECHANISMS", "TEST", "Mechanism", "table", "users"]
