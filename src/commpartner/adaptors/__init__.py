"""Thin bridges to other tools: SALib, the EMA Workbench, xarray, Parquet, JSON Schema.

Heavy packages are imported when a function needs them.
"""

from commpartner.adaptors.ema_model import ema_model
from commpartner.adaptors.labelled import to_xarray
from commpartner.adaptors.salib_problem import salib_function, salib_problem
from commpartner.adaptors.schemas import json_schemas, write_schemas
from commpartner.adaptors.tables import write_parquet

__all__ = [
    "ema_model",
    "json_schemas",
    "salib_function",
    "salib_problem",
    "to_xarray",
    "write_parquet",
    "write_schemas",
]
