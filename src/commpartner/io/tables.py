"""Write tables of results as CSV files with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commpartner.errors import InputError, Problem
from commpartner.io.atomic import (
    MANIFEST_FILE,
    check_place,
    content,
    exchange,
    not_writable,
    settle,
    standing,
    temporary_name,
)
from commpartner.io.cells import protected, restored
from commpartner.io.columnar import write_parquet
from commpartner.problems.arguments import of_type, refused
from commpartner.problems.optional import optional
from commpartner.problems.reading import path_of
from commpartner.texts import Text

if TYPE_CHECKING:
    import pandas as pd

_NAME = re.compile(r"[A-Za-z0-9_-]+")


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: str | Path,
    manifest: Mapping[str, Any],
    *,
    parquet: bool = False,
) -> dict[str, Any]:
    """Write each table as NAME.csv, and as NAME.parquet if asked, with a manifest.json.

    All files are complete in a folder next door before the first takes its place. A folder that was
    written by this function is replaced file by file, its manifest last. Tables that its manifest
    lists and that are not written again are removed.

    Parameters
    ----------
    tables
        By name, of letters, digits, ``_`` and ``-``. An index that only counts is left out.
    folder
        New, empty, or written by this function.
    manifest
        What to say about the tables, for JSON; ``tables`` is added: SHA-256 and rows of each, and
        ``parquet_sha256`` if there is such a file.
    parquet
        Whether to write Parquet files, too, of the same columns; texts are as they are.

    Returns
    -------
    dict
        The manifest as written.

    Raises
    ------
    InputError
        If the folder holds something else.
    MissingExtraError
        If Parquet is asked for and pyarrow is not installed.
    ValueError
        If a name does not suit a file, or the manifest has ``tables`` or a number that is
        not finite.
    """
    of_type("tables", tables, Mapping, Text("a_table"))
    of_type("manifest", manifest, Mapping, Text("a_table"))
    folder = path_of(folder, "not_writable")
    if wrong := [name for name in tables if not (isinstance(name, str) and _NAME.fullmatch(name))]:
        raise refused("names of tables", wrong, Text("letters_digits"))
    import pandas as pd  # slow to load, and loaded already where there is a table

    for name, table in tables.items():
        of_type(f"tables[{name!r}]", table, pd.DataFrame, Text("a_data_frame"))
    if "tables" in manifest:
        raise refused("manifest", Text("key_tables"), Text("other_keys"))
    if parquet:
        optional("pyarrow.parquet")
    old = check_folder(folder)
    settle(folder)
    before = {name for name in old if (folder / f"{name}.parquet").is_file()}
    temporary = temporary_name(folder / "new" if folder.is_dir() else folder.resolve())
    path = folder
    written = {}
    try:
        temporary.mkdir(parents=True)
        for name, table in tables.items():
            path = folder / f"{name}.csv"
            written[name] = _write(table, temporary, name)
            if parquet:
                path = folder / f"{name}.parquet"
                written[name]["parquet_sha256"] = write_parquet(table, temporary / path.name)
        path = folder / MANIFEST_FILE
        complete = {**manifest, "tables": written}
        text = _json(complete)
        (temporary / MANIFEST_FILE).write_bytes(f"{text}\n".encode())
        if not folder.is_dir():
            os.replace(temporary, folder)  # noqa: PTH105
        else:
            files = [MANIFEST_FILE, *(f"{name}.csv" for name in tables)]
            files += [f"{name}.parquet" for name in tables if parquet]
            gone = [f"{name}.csv" for name in old - set(tables)]
            gone += [f"{name}.parquet" for name in before if f"{name}.parquet" not in files]
            exchange(temporary, folder, files, gone)
    except OSError as error:  # a full disk names no file
        raise not_writable(path, Text("file"), error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return complete


def check_folder(folder: str | Path) -> set[str]:
    """Check that `write_tables` can write to a folder, before the work.

    Returns
    -------
    set
        Names of the tables of an earlier run that are there.

    Raises
    ------
    InputError
        If it is a file, cannot be written to, or is a folder with something that
        `write_tables` has not written.
    """
    folder = path_of(folder, "not_writable")
    check_place(folder)
    if not folder.exists() or (folder.is_dir() and not content(folder)):
        return set()
    try:
        manifest = json.loads(standing(folder, MANIFEST_FILE).read_bytes())
        tables = manifest["tables"].items()
        return {name for name, entry in tables if _NAME.fullmatch(name) and entry["sha256"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        found = Text("other_files") if folder.is_dir() else Text("a_file")
        allowed = Text("new_folder_or_results", manifest_file=MANIFEST_FILE)
        raise InputError([Problem(str(folder), None, Text("folder"), found, allowed)]) from None


def _write(table: pd.DataFrame, folder: Path, name: str) -> dict[str, Any]:
    import pandas as pd  # slow to load, and loaded already where there is a table

    index = table.index
    counts = isinstance(index, pd.RangeIndex) and index.name is None
    path = folder / f"{name}.csv"
    # Excel knows UTF-8 by its byte order mark alone.
    _protected(table).to_csv(path, index=not counts, encoding="utf-8-sig", lineterminator="\n")
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": len(table)}


def _json(manifest: Mapping[str, Any]) -> str:
    try:
        return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise refused(
            "manifest", Text("error_told", error=error), Text("what_json_holds")
        ) from None


def _protected(table: pd.DataFrame) -> pd.DataFrame:
    """Write no text, head or label so that a spreadsheet takes it for a formula."""

    def safe(value: Any) -> Any:
        return protected(value, numbers=True) if isinstance(value, str) else value

    written = table.rename(columns=safe)
    for place, kind in enumerate(table.dtypes):
        if not is_numeric(kind):
            written.isetitem(place, table.iloc[:, place].map(safe, na_action="ignore").array)
    written.index = written.index.map(safe)
    return written


def is_numeric(kind: Any) -> bool:
    """Return whether a column holds only numbers or truth values."""
    return getattr(kind, "kind", "O") in "biufc"


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a folder of results and check that they are complete.

    Texts that `write_tables` has kept from being formulas come back as they were.

    Raises
    ------
    InputError
        If the folder has no manifest (a run was cut off), or a table is missing or is not the
        one that the manifest vouches for.
    """
    import pandas as pd

    folder = path_of(folder)
    check_tables(folder)
    manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
    tables = {}
    for name in manifest["tables"]:
        table = pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")
        tables[name] = table.rename(columns=restored).map(
            lambda value: restored(value) if isinstance(value, str) else value
        )
    return tables


def check_tables(folder: str | Path) -> None:
    """Check that a folder of results is complete: every table matches its manifest.

    Raises
    ------
    InputError
        With every table that is not.
    """
    folder, problems = path_of(folder), []
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_bytes())
        vouched = {name: entry["sha256"] for name, entry in manifest["tables"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        place, allowed = str(folder), Text("whole_results")
        problems = [Problem(place, None, MANIFEST_FILE, Text("incomplete_results"), allowed)]
        raise InputError(problems) from None
    files = {f"{name}.csv": digest for name, digest in vouched.items()}
    for name, entry in manifest["tables"].items():
        if "parquet_sha256" in entry:
            files[f"{name}.parquet"] = entry["parquet_sha256"]
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found = Text("another_table") if path.is_file() else Text("nothing_there")
            problems.append(Problem(str(folder), None, path.name, found, Text("whole_results")))
    if problems:
        raise InputError(problems)
