"""The workbook of a study: formulas give the library's numbers, tables are tables, texts texts."""

from __future__ import annotations

import math
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from reckoned import Reckoner
from town import BASE, TOWN

import commpartner as cp
from commpartner.facts.words import words
from commpartner.report.study import Study, study
from commpartner.report.workbook import workbook, write_report_workbook
from commpartner.report.workbook.book import sheets
from commpartner.report.workbook.sheets.estates import estates_sheet
from commpartner.report.workbook.sheets.reinvestment import reinvestment
from commpartner.report.workbook.writing import written
from commpartner.texts import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")
EVIL = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x","y")', "<b>&amp;")
WITH_ALL = BASE.replace(
    ventures=("market", "canteen", "building", "parking"), dividend_share=0.3, free_months=2
)
POLICIES = {
    "stand_alone": BASE.replace(organisation="stand_alone"),
    "partner": WITH_ALL,
    "by_income": WITH_ALL.replace(reinvestment_basis="income", label_zh="=2+2", label_en="=2+2"),
}


@cache
def found() -> Study:
    return study(TOWN.replace(policies=POLICIES), months=18, draws=8, play=False)


@cache
def content(language: Language) -> bytes:
    return workbook(found(), language)


def opened(language: Language, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(content(language)), data_only=values)


def named(key: str, language: Language) -> str:
    return words()[f"xlsx_sheet_{key}"][language == "zh"]


def test_formulas_give_the_numbers_of_the_library() -> None:
    for language in LANGUAGES:
        book, known = opened(language), opened(language, values=True)
        reckoner, count = Reckoner(book), 0
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    count += 1
                    here = known[sheet.title][cell.coordinate].value
                    there = reckoner.value(sheet.title, cell.coordinate)
                    place = f"{sheet.title}!{cell.coordinate} {cell.value}"
                    assert math.isclose(there, here, rel_tol=1e-9, abs_tol=1e-5), place
        assert count > 500


def test_sums_follow_a_changed_number() -> None:
    book = opened("en")
    sheet = book[named("savings", "en")]
    rows = {cell.value: f"B{cell.row}" for cell in reversed(sheet["A"])}
    end, checks = rows["cost from the centres"], book[named("checks", "en")].title
    before = Reckoner(book).value(sheet.title, end)
    assert Reckoner(book).value(checks, "B3") == 0.0
    sheet[rows["less: staff pooled"]].value += 1000.0
    reckoner = Reckoner(book)
    assert math.isclose(reckoner.value(sheet.title, end), before - 1000.0, abs_tol=1e-6)
    assert reckoner.value(checks, "B3") == 1000.0


def test_numbers_are_those_of_the_tables() -> None:
    main = found().main
    book = opened("zh", values=True)
    sheet = book[named("payers", "zh")]
    rows = {(row[0].value, row[1].value): row for row in sheet.iter_rows(min_row=7)}
    whole = main.payers[(main.payers["payer"] == "operator") & (main.payers["account"] == "all")]
    shown = [cell.value for cell in rows["运营方", "全部科目"][2:7]]
    mean = whole["mean"].tolist()
    expected = [*mean, whole["p5"].iloc[-1], whole["p95"].iloc[-1]]
    assert np.allclose(shown, expected, rtol=1e-12)
    assert rows["运营方", "全部科目"][9].value == pytest.approx(mean[-1] / 1e4)
    estates = book[named("estates", "zh")]
    first = next(row for row in estates.iter_rows() if row[0].value == "e00")
    record = main.estates.iloc[0]
    assert first[5].value == record["stand_alone_cost"]
    assert first[7].value == record["stand_alone_cost"] - record["cost"]


def test_the_meal_has_five_funders_and_a_margin() -> None:
    table = found().main.ventures
    ventures = table[table["venture"] == "canteen"].iloc[0]
    sheet = opened("zh", values=True)[named("ventures", "zh")]
    row = next(row for row in sheet.iter_rows() if row[0].value == "canteen")
    names = ("subsidy", "concession", "price", "top_up", "help")
    paid = [float(ventures[name]) for name in names]
    assert [cell.value for cell in row[3:8]] == pytest.approx(paid)
    assert row[8].value == pytest.approx(sum(paid))
    assert row[10].value == pytest.approx(ventures["margin"])
    formula = opened("zh")[sheet.title][row[10].coordinate]
    assert formula.data_type == "f"


def test_share_times_profit_is_checked_only_if_it_holds() -> None:
    def last_row(run: cp.SimulationResult) -> tuple[Any, ...]:
        return reinvestment(run, 0, "en")[0].rows[-1]

    label, *cells = last_row(found().main)
    assert label == "difference" and [cell.value for cell in cells] == [0.0, 0.0]
    varying = TOWN.replace(
        policies={"partner": WITH_ALL.replace(reinvestment_share="meal_concession_share")},
        assumptions={
            **TOWN.assumptions,
            "meal_concession_share": {
                "unit": "share", "distribution": "uniform", "low": 0.2, "central": 0.5,
                "high": 0.9, "kind": "assumption", "label_en": "share", "label_zh": "比例",
            },
        },
    )  # fmt: skip
    label, *cells = last_row(cp.simulate(varying, "partner", months=12, draws=16, seed=7))
    assert label.startswith("difference; not always 0")
    assert any(cell.value for cell in cells)


def test_tables_are_tables_and_pages_print() -> None:
    names: list[str] = []
    for language in LANGUAGES:
        book = opened(language)
        for sheet in book:
            assert len(sheet.title) <= 31 and not set(sheet.title) & set("[]:*?/\\'")
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.page_setup.fitToHeight == 0  # one page wide is the default
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows
            names += [] if language == "zh" else [*sheet.tables]
            for table in sheet.tables.values():
                cells = sheet[table.ref][0]
                assert [cell.value for cell in cells] == [each.name for each in table.tableColumns]
        assert book[named("estates", language)].freeze_panes
        assert book[named("estates", language)].tables["estates"].autoFilter is not None
    assert len(names) == len(set(names)) > 15
    assert all(re.fullmatch("[a-z_]+", name) for name in names)


def test_a_reader_without_formulas_sees_the_numbers() -> None:
    name = named("savings", "en")
    table = pd.read_excel(BytesIO(content("en")), sheet_name=name, header=None, engine="openpyxl")
    row = table[table[0] == "cost from the centres"].iloc[0]
    saved = found().savings
    assert saved is not None
    assert row[1] == saved.total.set_index("measure")["mean"]["clustered_cost"]


def hostile() -> Study:
    estates = [
        each.replace(name=EVIL[number % len(EVIL)], id=f"-{number}")
        for number, each in enumerate(TOWN.estates[:9])
    ]
    estates[8] = TOWN.estates[8].replace(name="a\x1b[31m\u202eb\ufffec" + "x" * 10_000)
    policy = BASE.replace(label_en="=1+1", label_zh="=1+1")
    town = TOWN.replace(estates=tuple(estates), policies={"-cmd": policy, "other": BASE})
    return study(town, focus="-cmd", months=12, draws=4, play=False)


def test_no_text_of_a_user_becomes_a_formula() -> None:
    run = hostile()
    for language in LANGUAGES:
        book = openpyxl.load_workbook(BytesIO(workbook(run, language)))
        texts, ours = [], re.compile(r"=[A-Z$('0-9]")
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert ours.match(cell.value) and "HYPERLINK" not in cell.value
                        assert cell.value not in EVIL
                    elif isinstance(cell.value, str):
                        texts.append(cell.value)
                        if cell.value.startswith(("=", "+", "-", "@", "＝")):
                            assert cell.data_type == "s" and cell.quotePrefix
        assert {"=1+1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x","y")', "<b>&amp;"} <= set(texts)
        assert max(map(len, texts)) < 32_767
        assert not [text for text in texts if "x" * 201 in text]
        assert [text for text in texts if text.startswith(r"a\x1b[31m\u202eb\ufffecxxx")]


def test_more_rows_than_a_sheet_go_on() -> None:
    made = estates_sheet(found(), "en")
    book = openpyxl.load_workbook(BytesIO(written([made], "en", most_rows=12)), data_only=True)
    ids = [
        cell.value
        for sheet in book
        for cell in sheet["A"]
        if re.fullmatch("e[0-9]{2}", str(cell.value))
    ]
    assert ids == [each.id for each in TOWN.estates]
    assert "Estates 2" in book.sheetnames
    assert all(sheet.max_row <= 12 for sheet in book)


def test_what_a_run_lacks_has_no_sheet() -> None:
    nothing = TOWN.replace(policies={"unmanaged": cp.Policy(organisation="unmanaged")})
    run = study(nothing, months=6, draws=2, play=False)
    keys = {sheet.key for sheet in sheets(run, "zh")}
    assert keys == {
        *("contents", "answers", "estates", "policies", "evidence", "ledger", "provenance"),
        "checks",
    }
    assert openpyxl.load_workbook(BytesIO(workbook(run, "zh"))).sheetnames


def test_equal_files_are_written_whole_or_refused(tmp_path: Path) -> None:
    path = write_report_workbook(tmp_path / "out.xlsx", found(), "en")
    assert path.read_bytes() == content("en")
    assert [each.name for each in tmp_path.iterdir()] == ["out.xlsx"]
    with pytest.raises(cp.InputError):
        write_report_workbook(tmp_path / "out.xlsx" / "below.xlsx", found(), "en")


def test_a_language_that_is_not_known_is_refused() -> None:
    with pytest.raises(cp.ArgumentError) as caught:
        workbook(found(), "de")  # type: ignore[arg-type]
    assert "one of 'en', 'zh'" in str(caught.value)
