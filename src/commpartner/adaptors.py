"""Connect other tools: SALib, the EMA Workbench, xarray, Parquet, JSON Schema.

Heavy packages are imported when a function needs them.
"""

from commpartner.experiments.bridges.ema_model import ema_model
from commpartner.experiments.bridges.labelled import to_xarray
from commpartner.experiments.bridges.parquet import write_parquet
from commpartner.experiments.bridges.salib_problem import salib_function, salib_problem
from commpartner.io.schemas import json_schemas, write_schemas

__all__ = [
    "ema_model",
    "json_schemas",
    "salib_function",
    "salib_problem",
    "to_xarray",
    "write_parquet",
    "write_schemas",
]
