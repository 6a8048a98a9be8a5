"""Observations: what may be said, from a frame or a file, with every mistake at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pydantic import ValidationError

from commpartner.calibration import Observed, ObservedValue
from commpartner.calibration.quantities import quantities
from commpartner.errors import InputError
from commpartner.facts.accounts import ACCOUNTS
from commpartner.facts.outcomes import OUTCOMES, SERIES

CSV = "series,year,month,start,end,venture,value,error,relative_error\n"


def seen(**changes: Any) -> ObservedValue:
    values: dict[str, Any] = {"series": "wages", "value": 5e5, "relative_error": 0.02, "year": 1}
    return ObservedValue(
        **{key: each for key, each in (values | changes).items() if each is not None}
    )


def test_all_accounts_series_and_outcomes_may_be_observed() -> None:
    assert set(quantities()) >= {*ACCOUNTS, *SERIES, *OUTCOMES, "billed"}
    assert quantities()["fallback"].way == "sum"  # of the accounts, not of the series


def test_a_period_is_a_year_or_months() -> None:
    assert seen(year=2).period == (12, 23)
    assert seen(year=None, month=5).period == (5, 5)
    assert seen(year=None, start=3, end=8).period == (3, 8)


def test_an_error_is_absolute_or_relative() -> None:
    assert seen().standard_error == pytest.approx(1e4)
    assert seen(relative_error=None, error=7.0).standard_error == 7.0


def test_a_label_in_either_language_stands_for_a_name() -> None:
    assert seen(series="物业费实收").series == "service_charges"
    assert seen(series="service charges collected").series == "service_charges"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"series": "wagse"}, "did_you_mean"),
        ({"series": "collection_rate_current", "value": 95.0}, "from_to"),
        ({"relative_error": None}, "error_or_relative_error"),
        ({"error": 3.0}, "error_or_relative_error"),
        ({"value": 0.0}, "error_of_zero"),
        ({"year": None}, "one_period"),
        ({"month": 3}, "one_period"),
        ({"year": None, "start": 3}, "one_period"),
        ({"year": None, "start": 3, "end": 1}, "end_not_before_start"),
        ({"estate": "e1", "venture": "market"}, "estate_or_venture"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], code: str) -> None:
    values = {"series": "wages", "value": 5e5, "relative_error": 0.02, "year": 1} | changes
    with pytest.raises(InputError) as error:
        Observed.from_records([(4, values)], "clustered", "seen.csv")
    assert [(each.row, each.code) for each in error.value.problems] == [(4, code)]


def test_all_rows_of_a_file_are_judged(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(CSV + "wagse,1,,,,,5,,0.1\nwages,,,,,,x,,0.1\nstaff,1,,,,,31,,0.1\n", "utf-8")
    with pytest.raises(InputError) as error:
        Observed.from_csv(file, "clustered")
    assert {each.row for each in error.value.problems} == {2, 3}


def test_a_file_with_chinese_headings_is_read(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text("﻿指标,年,数值,相对误差\n人工成本,1,500000,0.02\n", "utf-8")
    assert Observed.from_csv(file, "clustered").observations == (seen(),)


def test_a_workbook_is_read_as_a_file_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ([], ["指标", None, "年", "数值", "相对误差"], ["人工成本", "x", 1, 500000, 0.02]):
        book.active.append(row)
    book.save(tmp_path / "seen.xlsx")
    assert Observed.from_workbook(tmp_path / "seen.xlsx", "clustered").observations == (seen(),)
    book.active.append(["人工", None, 1, "x", 0.02])
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(InputError) as error:
        Observed.from_workbook(tmp_path / "wrong.xlsx", "clustered")
    assert {(each.row, each.field) for each in error.value.problems} == {
        (4, "series"),
        (4, "value"),
    }


def test_a_frame_and_a_file_say_the_same(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(CSV + "units,1,,,,market,40,2,\nwages,,,0,5,,5e5,,0.02\n", "utf-8")
    table = pd.read_csv(file)
    assert Observed.from_frame(table, "partner") == Observed.from_csv(file, "partner")


def test_the_same_value_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="once"):
        Observed(policy="clustered", observations=(seen(), seen(year=None, start=0, end=11)))


@pytest.mark.parametrize("head", ["series,year\n", "series,value,wert\n", "series,value,value\n"])
def test_wrong_columns_are_refused(tmp_path: Path, head: str) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(head + "wages,1,1\n", "utf-8")
    with pytest.raises(InputError):
        Observed.from_csv(file, "clustered")


def test_unknown_names_and_wrong_values_come_together(tmp_path: Path) -> None:
    path = tmp_path / "seen.csv"
    path.write_text("指标,数值,相对误差,年\n当月按时缴费,abc,0.01,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Observed.from_csv(path, "clustered")
    series, value = caught.value.problems
    assert (series.field, value.field) == ("series", "value")
    assert "'当月按时缴费率'" in series.allowed
