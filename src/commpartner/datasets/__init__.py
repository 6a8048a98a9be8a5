"""Load the published cases and make synthetic districts of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from commpartner.datasets.synthetic import synthetic, synthetic_estates
from commpartner.io import load_programme
from commpartner.problems.wording import known_name
from commpartner.programme import Programme
from commpartner.programme.references import ESTATES_FILE, PROGRAMME_FILE

__all__ = [
    "files",
    "folder",
    "load",
    "names",
    "synthetic",
    "synthetic_estates",
    "template",
    "worked",
]

HERE = Path(__file__).parent
# The files of a case stand once: in a checkout in examples/, where readers look for them; the build
# puts them into this folder of a release.
CHECKOUT = HERE.parents[2] / "examples"


def _cases() -> dict[str, Path]:
    """List the folders of the cases by name, in the order of the names."""
    for home in (HERE, CHECKOUT):
        found = {path.parent.name: path.parent for path in sorted(home.glob(f"*/{PROGRAMME_FILE}"))}
        if found:
            return found
    return {}


def names() -> tuple[str, ...]:
    """List the cases that come with the package."""
    return tuple(_cases())


def folder(name: str) -> Path:
    """Return the folder of a case's own files.

    Raises
    ------
    InputError
        If there is no such case.
    """
    cases = _cases()
    known_name("datasets", "name", name, cases)
    return cases[name]


def files(name: str) -> dict[str, Path]:
    """Return the files of a case, by the names that they have in a programme's folder."""
    return {file: folder(name) / file for file in (PROGRAMME_FILE, ESTATES_FILE)}


def template(language: Literal["en", "zh"]) -> dict[str, Path]:
    """Return the files of a commented programme, to be changed into one's own; as `files`.

    Both languages hold the same programme, but for its texts.
    """
    here = HERE / "template"
    return {
        PROGRAMME_FILE: here / f"programme_{language}.toml",
        ESTATES_FILE: here / ESTATES_FILE,
    }


def worked(name: str) -> dict[str, Path]:
    """Return the files of a worked district by name: its list of estates and a year of accounts.

    ``wutong`` is in Chinese, ``millbrook`` in English. Both are made up; ``list.xlsx`` is as untidy
    as lists are.

    Raises
    ------
    InputError
        If there is no such district.

    Examples
    --------
    >>> from commpartner import datasets
    >>> datasets.worked("wutong")["list.xlsx"].name
    'list.xlsx'
    """
    homes = [home / "districts" for home in (HERE, CHECKOUT) if (home / "districts").is_dir()]
    districts = {path.name: path for path in sorted(homes[0].iterdir()) if path.is_dir()}
    known_name("datasets.worked", "name", name, districts)
    return {path.name: path for path in sorted(districts[name].iterdir())}


def load(name: str) -> Programme:
    """Load a case that comes with the package.

    Parameters
    ----------
    name
        ``"xiashan"``, ``"qingyunpu"`` or ``"xiangyang"``.

    Returns
    -------
    Programme
        With named policies; ``programme.synthetic`` says whether data of its estates are
        generated, and ``programme.facts`` if its numbers come from.

    Raises
    ------
    InputError
        If there is no such case.

    Examples
    --------
    >>> from commpartner import datasets
    >>> xiashan = datasets.load("xiashan")
    >>> len(xiashan.estates), xiashan.synthetic
    (721, True)
    """
    return load_programme(folder(name))
