"""Compare the formulas of a workbook, computed by LibreOffice, with the library's numbers."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

CENT = 0.005  # half a cent: what rounds to the same cent
CLOSE = 1e-6  # of 1 or of the number: shares and prices of a unit are smaller than a cent


class Recomputed(NamedTuple):
    """Hold the number of formulas, and the cells that differ by half a cent or more."""

    formulas: int
    different: tuple[str, ...]
    largest: float


def recomputed(path: Path, program: str = "soffice") -> Recomputed:
    """Compute all formulas of a workbook anew and compare them with the values that it holds.

    The copy that LibreOffice opens has the formulas without their values, so that none can be
    taken over.
    """
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.xlsx"
        formulas = _without_values(path, bare)
        done = Path(folder) / "done"
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "xlsx", "--outdir", str(done), str(bare)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        found = openpyxl.load_workbook(done / "bare.xlsx", data_only=True)
    known = openpyxl.load_workbook(path, data_only=True)
    different, largest = [], 0.0
    for sheet, cell in formulas:
        here, there = known[sheet][cell].value, found[sheet][cell].value
        if not isinstance(here, int | float) or not isinstance(there, int | float):
            different.append(f"{sheet}!{cell}: {here!r}, recomputed {there!r}")
            continue
        largest = max(largest, abs(here - there))
        if abs(here - there) > min(CENT, CLOSE * max(1.0, abs(here))):
            different.append(f"{sheet}!{cell}: {here!r}, recomputed {there!r}")
    return Recomputed(len(formulas), tuple(different), largest)


def _without_values(path: Path, bare: Path) -> list[tuple[str, str]]:
    """Write a copy whose formulas have no values, and list its formulas."""
    book = openpyxl.load_workbook(path)
    found = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    book.save(bare)
    held: Any = openpyxl.load_workbook(bare, data_only=True)
    assert all(held[sheet][cell].value is None for sheet, cell in found)
    return found


def main() -> int:
    """Print the comparison of each workbook; return 1 if any formula differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbooks", nargs="+", type=Path)
    differs = False
    for path in parser.parse_args().workbooks:
        found = recomputed(path)
        print(
            f"{path.name}: {found.formulas} formulas, {len(found.different)} differ, "
            f"largest difference {found.largest:.2g}"
        )
        print("\n".join(found.different[:20]))
        differs |= bool(found.different)
    return int(differs)


if __name__ == "__main__":
    if shutil.which("soffice") is None:
        sys.exit("needs LibreOffice (soffice)")
    sys.exit(main())
