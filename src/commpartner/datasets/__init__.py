"""The published cases as programmes, and synthetic districts of any size."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from commpartner.datasets.synthetic import synthetic, synthetic_estates
from commpartner.errors import InputError, Problem
from commpartner.io import load_programme
from commpartner.programme import Programme
from commpartner.wording import near

__all__ = ["folder", "load", "names", "synthetic", "synthetic_estates"]


def names() -> tuple[str, ...]:
    """Names of the cases that come with the package."""
    here = resources.files("commpartner.datasets")
    return tuple(
        sorted(entry.name for entry in here.iterdir() if (entry / "programme.toml").is_file())
    )


def folder(name: str) -> Path:
    """Return the folder of a case's own files.

    Raises
    ------
    InputError
        Where there is no such case.
    """
    if name not in names():
        raise InputError([Problem("datasets", None, "name", repr(name), near(name, names()))])
    return Path(str(resources.files("commpartner.datasets") / name))


def load(name: str) -> Programme:
    """Load a case that comes with the package.

    Parameters
    ----------
    name
        ``"xiashan"`` or ``"xiangyang"``.

    Returns
    -------
    Programme
        With named policies; ``programme.synthetic`` says whether data of its estates are
        generated, and ``programme.facts`` where its numbers come from.

    Raises
    ------
    InputError
        Where there is no such case.

    Examples
    --------
    >>> from commpartner import datasets
    >>> xiashan = datasets.load("xiashan")
    >>> len(xiashan.estates), xiashan.synthetic
    (870, True)
    """
    return load_programme(folder(name))
