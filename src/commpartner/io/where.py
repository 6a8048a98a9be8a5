"""Locate implausible values in the files of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commpartner.io.document import read_document
from commpartner.io.estates import read_estates
from commpartner.io.lines import path_of
from commpartner.model.plausibility import Finding
from commpartner.programme.references import ESTATES_FILE, PROGRAMME_FILE

Place = tuple[str, tuple[int, ...]]  # file, and the lines that are known


def lines_of(findings: Sequence[Finding], path: str | Path, most: int) -> list[Place]:
    """Find the lines of the first few entries of every finding.

    Parameters
    ----------
    path
        What the programme was loaded from.
    most
        Entries of a finding for which lines are looked up.
    """
    path = Path(path)
    folder = path.is_dir()
    document = read_document(path / PROGRAMME_FILE if folder else path)
    rows: dict[str, int] = {}
    if folder and any(finding.part == "estates" for finding in findings):
        rows = {name: row for row, name in read_estates(path / ESTATES_FILE).ids}
    places: list[Place] = []
    for finding in findings:
        entries = finding.entries[:most]
        if folder and finding.part == "estates":
            places.append((ESTATES_FILE, tuple(rows[name] for name in entries)))
            continue
        fields = (f"{finding.part}.{name}.{finding.field}" for name in entries)
        lines = (document.line(path_of(field, document.data)) for field in fields)
        places.append((document.file, tuple(dict.fromkeys(line for line in lines if line))))
    return places
