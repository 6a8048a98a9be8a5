"""Import optional packages on first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from commpartner.errors import MissingExtraError
from commpartner.texts import Text

# What each optional package is needed for, and what installs it.
_PURPOSES = {
    "SALib": (Text("for_indices"), "'commpartner[research]'"),
    "ema_workbench": (Text("for_workbench"), "ema_workbench"),
    "arviz_stats": (Text("for_calibration"), "'commpartner[calibration]'"),
    "filelock": (Text("for_stores"), "'commpartner[research]'"),
    "ipywidgets": (Text("for_sliders"), "'commpartner[notebooks]'"),
    "matplotlib": (Text("for_pictures"), "'commpartner[pictures]'"),
    "marimo": (Text("for_explorer"), "'commpartner[explorer]'"),
    "jax": (Text("for_jax"), "'commpartner[accelerate]'"),
    "jinja2": (Text("for_reports"), "'commpartner[report]'"),
    "pymoo": (Text("for_optimising"), "'commpartner[planning]'"),
    "plotly": (Text("for_charts"), "'commpartner[plots]'"),
    "pyarrow": (Text("for_parquet"), "'commpartner[research]'"),
    "openpyxl": (Text("for_workbooks"), "'commpartner[spreadsheets]'"),
    "python_calamine": (Text("for_spreadsheets"), "'commpartner[spreadsheets]'"),
    "xlsxwriter": (Text("for_workbooks"), "'commpartner[report]'"),
    "sklearn": (Text("for_discovery"), "'commpartner[research]'"),
    "xarray": (Text("for_labelled"), "'commpartner[research]'"),
}


def optional(module: str) -> Any:
    """Import a module of an optional package.

    Raises
    ------
    MissingExtraError
        If it is not installed: what needs it and how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        purpose, extra = _PURPOSES[package]
        told = Text("needs_package", package=package, purpose=purpose, install=extra)
        raise MissingExtraError(told) from None
