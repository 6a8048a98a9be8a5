"""Sheets on what is worth knowing, on a charge that stays, and on the district's own books."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from reckoned import Reckoner
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.words import words
from commpartner.report.study import Study, study
from commpartner.report.workbook import workbook
from commpartner.texts import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")
SHEETS = ("worth", "fee", "books")
RISING = BASE.replace(fee_growth=0.03)
SOME = TOWN.replace(
    policies={"stand_alone": RISING.replace(organisation="stand_alone"), "partner": RISING}
)


@cache
def found() -> Study:
    wages = cp.simulate(SOME, "partner", months=12, draws=2).ledger.set_index("account")["mean"]
    seen = cp.ObservedValue(
        series="wages", value=1.02 * float(wages["wages"]), relative_error=0.02, year=1
    )
    known = cp.calibrate(
        SOME,
        cp.Observed(policy="partner", observations=(seen,)),
        members=100,
        most_moves=40,
        folds=0,
        seed=1,
    )
    return study(SOME, "partner", months=12, draws=128, calibration=known, play=False)


@cache
def content(language: Language) -> bytes:
    return workbook(found(), language)


def opened(language: Language, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(content(language)), data_only=values)


def named(key: str, language: Language) -> str:
    return words()[f"xlsx_sheet_{key}"][language == "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_formulas_give_the_numbers_of_the_library(language: Language) -> None:
    book, known = opened(language), opened(language, values=True)
    reckoner, count = Reckoner(book), 0
    for key in (*SHEETS, "checks"):
        sheet = book[named(key, language)]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    told = known[sheet.title][cell.coordinate].value
                    computed = reckoner.value(sheet.title, cell.coordinate)
                    assert computed == pytest.approx(told, rel=1e-9, abs=1e-6), cell.coordinate
    assert count > 60


def rows_of(key: str, table: str) -> list[list[Any]]:
    sheet = opened("en", values=True)[named(key, "en")]
    cells = sheet[sheet.tables[table].ref]
    return [[cell.value for cell in row] for row in cells]


def test_they_hold_what_the_study_found() -> None:
    information = found().information
    assert information is not None
    heads, *rows = rows_of("worth", "worth")
    at = heads.index("value")
    assert [row[at] for row in rows] == pytest.approx(information.by_assumption["value"].tolist())
    stays, planned = found().fee_stays, found().main
    assert stays is not None
    heads, *rows = rows_of("fee", "fee")
    fallback = next(row for row in rows if str(row[0]).startswith("fallback, mean of a year"))
    less = stays.outcomes["fallback_per_year"] - planned.outcomes["fallback_per_year"]
    assert fallback[heads.index("change")] == pytest.approx(less.mean())
    assert less.mean() > 0.0
    assert all(row[heads.index("change, 5 %")] <= row[heads.index("change, 95 %")] for row in rows)


def test_books_show_values_seen_and_assumptions_narrowed() -> None:
    known = found().calibration
    assert known is not None
    heads, (*seen,) = rows_of("books", "books_seen")
    assert seen[heads.index("misfit")] == pytest.approx(float(known.fit["misfit"].iloc[0]))
    heads, *rows = rows_of("books", "books_assumptions")
    at = heads.index("narrowing")
    assert [row[at] for row in rows] == sorted((row[at] for row in rows), reverse=True)
    assert len(rows) == len(known.assumptions)
    assert sum(row[heads.index("narrowed")] == "yes" for row in rows) == len(known.narrowed())


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_name_a_sheet_and_no_file(language: Language) -> None:
    sheet = opened(language)[named("answers", language)]
    told = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert f"“{named('savings', language)}”" in told
    assert ".csv" not in told


def test_what_was_not_found_has_no_sheet() -> None:
    plain = study(
        SOME.replace(policies={"partner": BASE.replace(fee_growth=0.0)}),
        months=6,
        draws=2,
        play=False,
    )
    book = openpyxl.load_workbook(BytesIO(workbook(plain)))
    assert not {named(key, "en") for key in SHEETS} & set(book.sheetnames)
