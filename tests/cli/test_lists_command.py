"""The commands `import` and `init FILE.xlsx`: what is shown, refused and written."""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import messy
import openpyxl
import pytest
from calling import Called, commpartner
from rich.cells import cell_len

import commpartner as cp

LISTS = (
    *(messy.titled, messy.wide_digits, messy.gb18030, messy.utf16, messy.large, messy.degrees),
    *(messy.one_column_of_places, messy.english, messy.sections, messy.without_units),
    *(messy.noted, messy.formulas, messy.places_only, messy.ods, messy.xls),
)
WHOLE = {
    "titled",
    "gb18030",
    "utf16",
    "english",
    "noted",
    "ods",
    "xls",
}  # nothing in them is refused


def call(path: Path, *words: str, language: str = "en", columns: int = 80) -> Called:
    return commpartner("import", str(path), *words, "--lang", language, columns=columns)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("write", LISTS)
def test_messy_lists_on_a_small_screen(
    write: Callable[[Path], Path], language: str, tmp_path: Path
) -> None:
    path = write(tmp_path)
    called = call(path, language=language)
    assert called.status == (0 if write.__name__ in WHOLE else 2)
    assert bool(called.err) == (called.status != 0)
    lines = (called.out + called.err).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert "…" not in called.out
    assert "Traceback" not in called.err
    assert path.name in called.out
    assert list(tmp_path.iterdir()) == [path]
    if language == "zh":
        told = re.sub(r"[^\u4e00-\u9fff]", "", called.out)
        assert len(told) > 60
    else:
        assert "estate" in called.out


def test_what_was_understood_stands_before_what_is_written(tmp_path: Path) -> None:
    path = messy.titled(tmp_path)
    called = call(path, str(tmp_path / "harbour"), language="zh")
    assert called.status == 0
    shown = re.sub(r"\s+", " ", called.out)
    assert "D 建筑面积（万㎡） 建筑面积 万㎡ 4 0 0" in shown
    assert "第12行不是小区（合计行）：合计 746 4.95" in shown
    assert "C11的合计为256" in shown
    case = cp.load_programme(tmp_path / "harbour")
    assert [each.households for each in case.estates] == [320, 180, 96, 150]
    assert "gates" in case.estates[0].estimated
    assert "commpartner run" in shown


def test_refused_cells_stop_it_and_nothing_is_written(tmp_path: Path) -> None:
    path, folder = messy.wide_digits(tmp_path), tmp_path / "case"
    called = call(path, str(folder), "--marked", str(tmp_path / "marked.xlsx"))
    assert called.status == 2
    assert not folder.exists()
    assert "6 problem" in called.err
    assert (tmp_path / "marked.xlsx").exists()
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx").active["B4"].comment is not None


def test_import_without_refused_cells_lists_them(tmp_path: Path) -> None:
    path, folder = messy.wide_digits(tmp_path), tmp_path / "case"
    called = call(path, str(folder), "--without-refused", language="zh")
    assert called.status == 0
    assert len(cp.load_programme(folder).estates) == 2
    with (folder / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 7
    assert rows[1][:4] == ["wide.csv", "2", "G 建成年代", "''一九九八'"]
    assert all(cell[:1] not in "=+-@|" for row in rows for cell in row if cell)


def test_an_interrupted_import_leaves_nothing(tmp_path: Path) -> None:
    """Programme and refused cells appear in one step, wherever the work is cut off."""
    path, replace = messy.wide_digits(tmp_path), os.replace
    whole = {"programme.toml", "estates.csv", "refused.csv"}
    for steps in range(20):
        folder, left = tmp_path / f"case{steps}", itertools.count()

        def cut(source: str, target: str, last: int = steps, left: Iterator[int] = left) -> None:
            if next(left) == last:
                raise KeyboardInterrupt
            replace(source, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "replace", cut)
            called = call(path, str(folder), "--without-refused")
        there = {each.name for each in folder.iterdir()}
        assert there == (whole if called.status == 0 else set())
        if called.status == 0:
            break
        assert called.status == 130
    assert steps == 4  # one for each file, one that makes it final


def test_a_list_without_households_is_one_error(tmp_path: Path) -> None:
    path = messy.places_only(tmp_path)
    for language, word in (("zh", "户数"), ("en", "households")):
        called = call(
            path, str(tmp_path / "case"), "--without-refused", language=language, columns=200
        )
        assert called.status == 2
        assert "小区名称, 地址, 经度, 纬度" in called.err
        assert word in called.err
        assert called.out.count(" 42 ") >= 3
        assert not (tmp_path / "case").exists()
    assert "1 problem" in called.err


def two_columns(folder: Path) -> Path:
    return messy.text(folder / "two.csv", "小区,户数,总户数\n甲里,9,10\n")


def existing(folder: Path) -> tuple[str, ...]:
    (folder / "there").mkdir()
    (folder / "there" / "mine.txt").write_text("mine", encoding="utf-8")
    return (str(folder / "there"),)


def macros(folder: Path) -> Path:
    return messy.text(folder / "list.xlsm", "x")


def locked(folder: Path) -> Path:
    (folder / "list.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return folder / "list.xlsx"


def empty(folder: Path) -> Path:
    return messy.text(folder / "list.csv", "")


def unread(folder: Path) -> Path:
    return messy.text(folder / "list.txt", "会议纪要\n没有表格\n")


def picture(folder: Path) -> Path:
    return messy.text(folder / "list.png", "x")


def truncated(folder: Path) -> Path:
    path = messy.noted(folder)
    path.write_bytes(path.read_bytes()[:-300])
    return path


def no_rows(folder: Path) -> Path:
    return messy.text(folder / "list.csv", "小区,户数\n合计,0\n")


# What is called; its words; what is said in English and in Chinese.
WRONG: dict[str, tuple[Callable[[Path], Path], tuple[str, ...], str, str]] = {
    "macros": (macros, (), "macros", "带宏"),
    "password": (locked, (), "password", "密码"),
    "empty": (empty, (), "empty", "空"),
    "missing": (lambda folder: folder / "no.xlsx", (), "nothing", "不存在|没有"),
    "folder": (lambda folder: folder, (), r"\.xlsx, \.xls", r"\.xlsx、\.xls"),
    "suffix": (picture, (), r"'\.png'", r"'\.png'"),
    "truncated": (truncated, (), "damaged", "损坏"),
    "mixed encodings": (messy.mixed, (), "two encodings", "两种编码"),
    "no headings": (unread, (), "row of headings", "表头行"),
    "no estates": (no_rows, (), "at least one", "至少"),
    "two columns": (two_columns, (), "--column households=HEADING", "--column households=表头"),
    "two sheets": (messy.two_sheets, (), "--sheet NAME", "--sheet 名称"),
    "unknown sheet": (messy.noted, ("--sheet", "表"), "'表'", "'表'"),
    "unknown field": (messy.noted, ("--column", "homes=户数"), "homes", "homes"),
    "unknown heading": (messy.noted, ("--column", "households=户"), "'户'", "'户'"),
    "no heading": (messy.noted, ("--column", "households"), "FIELD=HEADING", "字段"),
    "unknown datum": (messy.degrees, ("--datum", "wgs85"), "'wgs84'", "'wgs84'"),
    "marked elsewhere": (messy.noted, ("--marked", "x.csv"), r"\.xlsx", r"\.xlsx"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_ways_are_one_clear_error(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write, words, english, chinese = WRONG[kind]
    path = write(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for language, said in (("en", english), ("zh", chinese)):
        target = () if kind == "folder" else (str(tmp_path / "case"),)
        called = call(path, *target, *words, language=language, columns=200)
        assert called.status == 2
        assert re.search(said, called.err), called.err
        assert "Traceback" not in called.err
        heading = "1 problem" if language == "en" else "1处问题"
        assert heading in called.err
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_there_is_never_overwritten(language: str, tmp_path: Path) -> None:
    target = existing(tmp_path)
    called = call(messy.noted(tmp_path), *target, language=language, columns=300)
    assert called.status == 2
    assert ("new folder" if language == "en" else "空的）文件夹") in called.err
    assert [each.name for each in (tmp_path / "there").iterdir()] == ["mine.txt"]
    path = tmp_path / "list.xlsx"
    path.write_text("mine", encoding="utf-8")
    assert commpartner("init", str(path), "--lang", language).status == 2
    assert path.read_text(encoding="utf-8") == "mine"


def test_sheets_and_columns_can_be_chosen(tmp_path: Path) -> None:
    path = messy.two_sheets(tmp_path)
    words = ("--sheet", "小区表", "--sheet", "二街道", "--without-refused")
    called = call(path, str(tmp_path / "two"), *words)
    assert called.status == 0
    assert len(cp.load_programme(tmp_path / "two").estates) == 3
    called = call(two_columns(tmp_path), str(tmp_path / "one"), "--column", "households=C")
    assert called.status == 0
    assert cp.load_programme(tmp_path / "one").households == 10


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_workbook_becomes_a_programme(language: str, tmp_path: Path) -> None:
    path = tmp_path / "fill.xlsx"
    called = commpartner("init", str(path), "--lang", language, columns=80)
    assert called.status == 0
    assert "commpartner import" in called.out
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(["海港新村", 320, 22400], start=1):
        book.worksheets[0].cell(2, column, value)
    book.save(path)
    called = call(path, str(tmp_path / "case"), language=language)
    assert called.status == 0, called.err
    (estate,) = cp.load_programme(tmp_path / "case").estates
    assert (estate.name, estate.households, estate.floor_area) == ("海港新村", 320, 22400.0)


def test_estates_of_a_case_can_be_edited_as_workbook(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    assert commpartner("init", str(path), "--case", "qingyunpu").status == 0
    assert call(path, str(tmp_path / "again")).status == 0
    given = cp.datasets.load("qingyunpu").estates
    again = cp.load_programme(tmp_path / "again").estates
    assert [each.replace(estimated=()) for each in again] == [
        each.replace(estimated=()) for each in given
    ]


def test_a_map_file_becomes_a_programme(tmp_path: Path) -> None:
    path, folder = tmp_path / "map.geojson", tmp_path / "district"
    place = {"type": "Point", "coordinates": [110.4, 21.2]}
    homes = [{"小区名称": "海港新村", "户数": 320}, {"小区名称": "红旗里", "户数": "约9"}]
    kind = "Feature"
    whole = {
        "type": "FeatureCollection",
        "features": [{"type": kind, "properties": each, "geometry": place} for each in homes],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    refused = call(path, str(folder), language="zh")
    assert (refused.status, folder.exists()) == (2, False)
    assert re.search(r"map\.geojson *│ 2 *│ 户数", refused.err)
    taken = call(path, str(folder), "--without-refused")
    assert taken.status == 0, taken.err
    origin = cp.load_programme(folder).origin
    assert origin is not None and (origin.longitude, origin.latitude) == (110.4, 21.2)
