"""Read a programme from a folder, a TOML file or a JSON file, and report all problems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commpartner.errors import InputError, Problem
from commpartner.io.atomic import MANIFEST_FILE, standing
from commpartner.io.check import checked
from commpartner.io.document import document_of, read_document
from commpartner.io.estates import read_estates
from commpartner.problems.arguments import refused
from commpartner.problems.collector import paused_collector
from commpartner.problems.reading import path_of
from commpartner.programme import Programme
from commpartner.programme.references import ESTATES_FILE, PROGRAMME_FILE
from commpartner.texts import Text

SUFFIXES = (".toml", ".json")
KINDS = Text("kinds_to_read", programme_file=PROGRAMME_FILE, estates_file=ESTATES_FILE)


def load_programme(path: str | Path) -> Programme:
    """Read a programme.

    Parameters
    ----------
    path
        A folder with ``programme.toml`` and ``estates.csv``, or one ``.toml`` or ``.json`` file
        that holds the estates too, as ``[[estates]]``.

    Returns
    -------
    Programme
        Complete and valid: nothing in the files is dropped, clipped or guessed.

    Raises
    ------
    InputError
        With every problem of all files: file, row, field, what was found and what is allowed.
        Only contradictions between the values of one entry wait until each value is valid.
    """
    with paused_collector():
        return _load(path_of(path))


def _load(path: Path) -> Programme:
    if path.is_dir():
        return _load_folder(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        raise refusal(path, Text("an_excel_workbook"), Text("no_workbooks", kinds=KINDS))
    if not path.exists():
        raise refusal(path, Text("nothing_of_this_name"), KINDS)
    if suffix not in SUFFIXES:
        raise refusal(path, Text("file_of_unknown_kind", suffix=repr(suffix)), KINDS)
    if path.name == PROGRAMME_FILE and (path.parent / ESTATES_FILE).exists():
        raise refusal(path, Text("file_of_folder"), Text("the_folder", folder=str(path.parent)))
    return checked(read_document(path), None)


def programme_from_dict(data: Mapping[str, Any]) -> Programme:
    """Make a programme from plain data, as of JSON, and report all problems.

    Parameters
    ----------
    data
        The content of a JSON file of `load_programme`, or the fields of `Programme`; lists or
        tuples, dictionaries or models inside.

    Returns
    -------
    Programme
        Complete and valid: nothing in the data is dropped, clipped or guessed.

    Raises
    ------
    InputError
        With every problem of fields and of names that must exist, each with its place, such as
        ``estates[1].id``. ``Programme.model_validate`` raises pydantic's ValidationError instead,
        as frameworks expect, and looks at the names only if every field is valid.

    Examples
    --------
    >>> import commpartner as cp
    >>> estate = {"id": "e1", "households": 0, "floor_area": 900.0}
    >>> try:
    ...     cp.programme_from_dict({"name": "mine", "estates": [estate], "centres": [{"id": 1}]})
    ... except cp.InputError as error:
    ...     [problem.field for problem in error.problems]
    ['estates[0].households', 'centres[0].id']
    """
    if not isinstance(data, Mapping):
        raise refused("data", data, Text("mapping_of_fields"))
    return checked(document_of(data), None)


def holds_programme(folder: Path) -> bool:
    """Tell whether a folder has a file of a programme; one of results has none."""
    return standing(folder, PROGRAMME_FILE).exists()


def refusal(path: Path, found: str, allowed: str) -> InputError:
    """Make the error for a path that cannot be used as a whole."""
    return InputError([Problem(str(path), None, Text("path"), found, allowed)])


def _load_folder(path: Path) -> Programme:
    if not holds_programme(path) and (path / MANIFEST_FILE).exists():
        raise refusal(path, Text("folder_of_results"), KINDS)
    table = read_estates(standing(path, ESTATES_FILE))
    try:
        document = read_document(standing(path, PROGRAMME_FILE))
    except InputError as error:
        raise InputError([*error.problems, *table.problems]) from None
    return checked(document, table)
