"""LibreOffice computes every formula of a workbook to the library's number."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import recomputed_workbook
from town import BASE, TOWN

import commpartner as cp
from commpartner.report.study import study
from commpartner.report.workbook import write_report_workbook

SOFFICE = shutil.which("soffice")


@pytest.mark.nightly
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_gives_the_numbers_of_the_library(tmp_path: Path) -> None:
    programmes = {
        "xiashan": cp.datasets.load("xiashan"),
        "town": TOWN.replace(
            start="2026-09",
            policies={
                "stand_alone": BASE.replace(organisation="stand_alone"),
                "partner": BASE.replace(label_zh="=1+1", ventures=("market", "canteen")),
            },
        ),
    }
    for name, programme in programmes.items():
        run = study(programme, months=36, draws=32, play=False)
        for language in ("en", "zh"):
            path = write_report_workbook(tmp_path / f"{name}_{language}.xlsx", run, language)
            found = recomputed_workbook.recomputed(path)
            assert found.formulas > 300
            assert found.different == ()


@pytest.mark.nightly
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_a_wrong_value_is_found(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("one")
        page.write_number("A1", 2.0)
        page.write_formula("A2", "=A1*2", None, 4.0)
        page.write_formula("A3", "=A1*3", None, 6.01)
    found = recomputed_workbook.recomputed(path)
    assert (found.formulas, len(found.different)) == (2, 1)
    assert found.different[0].startswith("one!A3")
    assert openpyxl.load_workbook(path)["one"]["A3"].value == "=A1*3"
