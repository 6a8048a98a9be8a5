"""Draws added until policies can be told apart, or until it is said that they cannot."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import count
from math import pi

import pandas as pd

from commpartner.assumptions import Ledger
from commpartner.engines import Engine
from commpartner.experiments.choice import ranking
from commpartner.experiments.compare import PART, Policies, assembled, collect, named_policies
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.plan import planned
from commpartner.programme import Programme
from commpartner.simulation import Progress, check_arguments
