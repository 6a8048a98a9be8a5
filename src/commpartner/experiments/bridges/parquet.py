"""Write a comparison as Parquet files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

from commpartner._version import __version__
from commpartner.errors import InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.facts.outcomes import OUTCOMES
from commpartner.io import programme_hash
from commpartner.io.atomic import make_folder, temporary_name
from commpartner.problems.optional import optional
from commpartner.problems.reading import path_of
from commpartner.texts import Text

KEYS = {"policy": "string", "draw": "int64", "error": "string"}  # all other columns are numbers


def write_parquet(comparison: Comparison, folder: str | Path) -> list[Path]:
    """Write the outcomes, assumptions and failures of a comparison as Parquet files.

    A figure that a policy does not have is null. The metadata of a column have its unit; those of
    the file have the units of all columns under ``units`` and, under ``commpartner``, what was run,
    both as JSON. All files are complete on disk before the first takes its name.

    Parameters
    ----------
    folder
        Made if it is missing; tables of an earlier comparison are replaced.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    InputError
        If it is no comparison, or the folder cannot be made or written to.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    if not isinstance(comparison, Comparison):
        found, allowed = Text("a_type", name=type(comparison).__name__), Text("a_comparison")
        raise InputError([Problem("write_parquet", None, "comparison", found, allowed)])
    parquet = optional("pyarrow.parquet")
    folder = path_of(folder, "not_writable")
    make_folder(folder)
    tables = {
        "outcomes": comparison.outcomes,
        "assumptions": comparison.assumptions.rename_axis("draw").reset_index(),
        "failures": comparison.failures,
    }
    places = {name: folder / f"{name}.parquet" for name in tables}
    written = {name: temporary_name(path) for name, path in places.items()}
    about = json.dumps(_about(comparison), ensure_ascii=False)
    try:
        for name, table in tables.items():
            parquet.write_table(_arrow(table, _units(comparison), about), written[name])
        for name, path in places.items():
            os.replace(written[name], path)  # noqa: PTH105
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)
    return list(places.values())


def _arrow(table: pd.DataFrame, units: dict[str, str], about: str) -> Any:
    arrow = optional("pyarrow")
    types = {name: getattr(arrow, kind)() for name, kind in KEYS.items()}
    names = [str(name) for name in table]
    known = {name: units[name] for name in names if name in units}
    fields = [
        arrow.field(
            name,
            types.get(name, arrow.float64()),
            metadata={"unit": known[name]} if name in known else None,
        )
        for name in names
    ]
    metadata = {"units": json.dumps(known, ensure_ascii=False), "commpartner": about}
    columns = [
        arrow.array(table[name].to_numpy(), type=field.type, from_pandas=True)
        for name, field in zip(names, fields, strict=True)
    ]
    return arrow.table(columns, schema=arrow.schema(fields, metadata=metadata))


def _units(comparison: Comparison) -> dict[str, str]:
    rows = comparison.assumption_table.items()
    return {name: row.unit for name, row in rows} | {
        name: outcome.unit for name, outcome in OUTCOMES.items()
    }


def _about(comparison: Comparison) -> dict[str, Any]:
    policies = comparison.policies.items()
    return {
        "version": __version__,
        "programme": comparison.programme.name,
        "programme_sha256": programme_hash(comparison.programme),
        "policies": {
            name: policy.model_dump(mode="json", exclude_defaults=True) for name, policy in policies
        },
        "rules": list(comparison.rules),
        "scenarios": list(comparison.scenarios),
        "months": comparison.months,
        "draws": comparison.draws,
        "seed": comparison.seed,
        "engine": comparison.engine,
        "sampling": comparison.sampling,
        **comparison.programme.mark(),
    }
