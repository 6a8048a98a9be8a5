"""Write a table as a Parquet file, whose columns have types and units."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commpartner.problems.optional import optional

if TYPE_CHECKING:
    import pandas as pd


def write_parquet(table: pd.DataFrame, path: Path) -> str:
    """Write a table and return the SHA-256 of the file.

    Numbers keep their types, and what is missing is null. All else is text, as it is: a Parquet
    file knows no formulas. An index that only counts is left out. Units that the table has in
    ``attrs["units"]`` are metadata of their columns.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    arrow, parquet = optional("pyarrow"), optional("pyarrow.parquet")
    units = table.attrs.get("units", {})
    names = [str(name) for name in table]
    columns = {name: table.iloc[:, place] for place, name in enumerate(names)}
    if table.index.name is not None:
        columns = {str(table.index.name): table.index.to_series(), **columns}
    arrays = {name: _array(values, arrow) for name, values in columns.items()}
    fields = [
        arrow.field(
            name, array.type, metadata={"unit": str(units[name])} if units.get(name) else None
        )
        for name, array in arrays.items()
    ]
    made = arrow.table([*arrays.values()], schema=arrow.schema(fields))
    parquet.write_table(made, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _array(values: pd.Series[Any], arrow: Any) -> Any:
    """Convert a column: numbers and truth values as they are, all else to text."""
    import pandas as pd  # slow to load, and loaded already where there is a table

    if pd.api.types.is_numeric_dtype(values):
        return arrow.array(values.array, from_pandas=True)
    texts = [None if pd.isna(value) else str(value) for value in values]
    return arrow.array(texts, type=arrow.string())
