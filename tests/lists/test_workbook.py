"""The workbook to fill in comes back as it was written; a marked copy keeps the rest."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import messy
import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from refusals import raises_problem

import commpartner as cp
from commpartner.lists import read_estate_list, write_marked, write_workbook
from commpartner.lists.layout import find_table
from commpartner.lists.sheets import Sheet
from commpartner.lists.workbook import CHOICES, COLUMNS
from commpartner.programme import Estate
from commpartner.texts import Language

NAMES = (
    *('=HYPERLINK("http://x","y")', "@x", "+1", "-1+1", "<b>x</b>", "[red]", "101", "1e5", "007"),
    *("'a'", "'", '"quoted"', "_x0041_", "_x000D_", "a\nb", "a\r\nb", "tab\tx", "=1+1", "TRUE"),
    *("2024-01-01", "50%", "😀", "&amp;", "小区,里", "\u200bx", "100㎡"),
)
letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))
plain = st.text(letters, min_size=1, max_size=12).map(lambda text: f"里{text}")
names = st.sampled_from(NAMES) | plain


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of at most 15 digits, which is what cells hold."""
    return st.floats(low, high).map(lambda value: round(value, 5))


shares = st.none() | numbers(0, 1)
amounts = numbers(0, 1e9)


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    homes = draw(st.integers(1, 5000))
    fee = draw(st.none() | numbers(0, 100))
    place = draw(st.none() | st.tuples(*[numbers(-90, 90)] * 2))
    manager = draw(st.just("") | plain)
    return Estate(
        id=draw(st.from_regex(r"e[A-Za-z0-9_-]{1,8}", fullmatch=True)),
        name=draw(names),
        households=homes,
        floor_area=round(homes * draw(st.floats(30, 200)), 2),
        gates=draw(st.integers(0, 20)),
        x_km=place[0] if place else None,
        y_km=place[1] if place else None,
        managed=draw(st.booleans()) or bool(manager),
        manager=manager,
        condition=draw(numbers(0.1, 5)),
        governance=draw(numbers(0, 1)),
        need_index=draw(numbers(0, 5)),
        subdistrict=draw(st.just("") | plain),
        community=draw(st.just("") | names),
        fee=fee,
        fee_basis="floor_area"
        if fee is None
        else draw(st.sampled_from(["floor_area", "household"])),
        collection_rate=draw(shares),
        vacancy=draw(shares),
        built_year=draw(st.none() | st.integers(1950, 2024)),
        buildings=draw(st.none() | st.integers(1, 99)),
        lifts=draw(st.none() | st.integers(0, 99)),
        pump_rooms=draw(st.none() | st.integers(0, 9)),
        green_area=draw(st.none() | amounts),
        maintenance_fund=draw(st.none() | amounts),
    )


def is_an_estate(estate: Estate) -> bool:
    """Names such as 合计 or 备注 are those of rows that are no estates; that is said."""
    row = [getattr(estate, name) for name in ("name", "households")]
    table = find_table(Sheet("", [["小区名称", "户数"], row]))
    return table is not None and bool(table.rows)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(
        estates().filter(is_an_estate), min_size=1, max_size=6, unique_by=lambda each: each.id
    ),
    st.sampled_from(["zh", "en"]),
)
def test_what_is_written_is_read(written: list[Estate], language: Language) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_workbook(path, language, written)
        listed = read_estate_list(path)
    placed = any(each.x_km is not None for each in written)
    assert not listed.problems
    for read, estate in zip(listed.estates, written, strict=True):
        lost = placed and estate.x_km is None  # estimated from the others
        assert read.estimated == (("x_km", "y_km") if lost else ())
        again = read.replace(estimated=(), x_km=None, y_km=None) if lost else read
        assert again == estate


def test_names_stay_text(tmp_path: Path) -> None:
    written = [
        Estate(id=f"e{n}", name=name, households=9, floor_area=630.0, community=name)
        for n, name in enumerate(NAMES)
    ]
    path = tmp_path / "list.xlsx"
    write_workbook(path, "en", written)
    with zipfile.ZipFile(path) as packed:
        content = packed.read("xl/worksheets/sheet1.xml")
    assert not re.search(rb"<f[ />]", content)
    sheet = openpyxl.load_workbook(path)["Estates"]
    for row, name in enumerate(NAMES, start=2):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s"
        assert cell.quotePrefix == (name[:1] in "=+-@")
    read = read_estate_list(path).estates
    assert [(each.name, each.community) for each in read] == [(name, name) for name in NAMES]


def test_saved_programmes_keep_names_from_formulas(tmp_path: Path) -> None:
    from commpartner.lists import programme_of_list

    lines = "小区,户数,物业公司\n" + "".join(f'"{n}",9,"{n}"\n' for n in ("=1+1", "@x", "+1", "|x"))
    listed = read_estate_list(messy.text(tmp_path / "list.csv", lines))
    case = programme_of_list(listed, "case")
    cp.save_programme(case, tmp_path / "case")
    written = (tmp_path / "case" / "estates.csv").read_text(encoding="utf-8")
    assert not re.search(r"(?:^|,)\"?[=@+|]", written, re.MULTILINE)
    again = cp.load_programme(tmp_path / "case")
    assert [each.name for each in again.estates] == ["=1+1", "@x", "+1", "|x"]
    assert again.estates == case.estates


@pytest.mark.parametrize("name", ["bell\x07", "a\x0bb", "里" * 40_000])
def test_texts_no_cell_can_hold_are_refused(name: str, tmp_path: Path) -> None:
    estate = Estate(id="e1", name=name, households=9, floor_area=630.0)
    with raises_problem("list.xlsx, row 2, name: .*; workbook_text"):
        write_workbook(tmp_path / "list.xlsx", "en", [estate])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_workbook_explains_itself(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_workbook(path, language)
    book = openpyxl.load_workbook(path)
    sheet, notes = book.worksheets
    assert all(cell.comment is not None for cell in sheet[1])
    assert len(list(sheet[1])) == len(COLUMNS)
    assert sum(rule.type == "list" for rule in sheet.data_validations.dataValidation) == len(
        CHOICES
    )
    assert [notes.cell(row, 1).value for row in range(2, len(COLUMNS) + 2)] == [
        cell.value for cell in sheet[1]
    ]
    example = [notes.cell(row, 4).value for row in range(2, len(COLUMNS) + 2)]
    for column, value in enumerate(example, start=1):
        sheet.cell(2, column, value)
    book.save(tmp_path / "filled.xlsx")
    listed = read_estate_list(tmp_path / "filled.xlsx")
    assert not listed.problems
    assert listed.estates[0].households == 320
    assert listed.estates[0].estimated == ()
    empty = read_estate_list(path)
    assert empty.estates == ()
    assert not empty.problems


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("list.xls", r"path: file_of_unknown_kind '\.xls'; workbook_to_write"),
        ("there.xlsx", "path: something_there; new_file"),
        ("none/list/list.xlsx", ""),
    ],
)
def test_workbooks_go_to_new_files(path: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "there.xlsx").write_text("mine", encoding="utf-8")
    if not says:
        write_workbook(tmp_path / path, "en")
        assert (tmp_path / path).exists()
        return
    with raises_problem(says):
        write_workbook(tmp_path / path, "en")
    assert (tmp_path / "there.xlsx").read_text(encoding="utf-8") == "mine"


RED = "FFF4CCCC"


def marked_cells(path: Path) -> dict[tuple[str, str], str]:
    """The comments of red cells, by sheet and place."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text if cell.comment else ""
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == RED
    }


def looks(sheet: Any) -> dict[str, tuple[object, ...]]:
    return {
        cell.coordinate: (cell.value, cell.number_format, cell.font.b, cell.alignment.horizontal)
        for row in sheet.iter_rows()
        for cell in row
    }


def test_a_marked_copy_keeps_the_rest(tmp_path: Path) -> None:
    path = messy.formulas(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["B4"], sheet["C4"].number_format = "九十六", "0.00"
    sheet["A2"].font = openpyxl.styles.Font(bold=True)
    sheet["D4"], sheet["B4"].comment = "=SUM(B2:B4)", openpyxl.comments.Comment("mine", "me")
    sheet.merge_cells("E1:F1")
    book.create_sheet("other")["A1"] = "=1+1"
    book.save(path)
    before = path.read_bytes()
    write_marked(read_estate_list(path), path, tmp_path / "marked.xlsx", "en")
    assert path.read_bytes() == before
    red = marked_cells(tmp_path / "marked.xlsx")
    assert set(red) == {("小区表", "B2"), ("小区表", "C3"), ("小区表", "B4")}
    assert red["小区表", "B4"].endswith("mine")
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    source = openpyxl.load_workbook(path)
    for name in source.sheetnames:
        assert looks(copy[name]) == looks(source[name])
    assert copy["小区表"].merged_cells.ranges == source["小区表"].merged_cells.ranges


def test_marks_are_in_the_language_asked_for(tmp_path: Path) -> None:
    path = messy.without_units(tmp_path)
    listed = read_estate_list(path)
    for language in ("zh", "en"):
        write_marked(
            listed, path, tmp_path / f"{language}.xlsx", "zh" if language == "zh" else "en"
        )
    chinese, english = (marked_cells(tmp_path / f"{language}.xlsx") for language in ("zh", "en"))
    assert set(chinese) == set(english) == {("小区表", "F1"), ("小区表", "E4")}
    assert re.search("[一-鿿]", chinese["小区表", "E4"])
    assert "0.5%" in english["小区表", "E4"]


def test_copies_of_other_files_hold_their_values(tmp_path: Path) -> None:
    lines = "小区,户数,备注\n甲里,很多,=1+1\n乙里,9,bell\x07\n"
    path = messy.text(tmp_path / "list.csv", lines)
    write_marked(read_estate_list(path), path, tmp_path / "marked.xlsx", "zh")
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx")["list"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["小区", "户数", "备注"],
        ["甲里", "很多", "=1+1"],
        ["乙里", "9", "bell\ufffd"],
    ]
    assert sheet["C2"].data_type == "s"
    assert set(marked_cells(tmp_path / "marked.xlsx")) == {("list", "B2")}


def test_merged_cells_are_marked_once(tmp_path: Path) -> None:
    path = messy.sections(tmp_path)
    write_marked(read_estate_list(path), path, tmp_path / "marked.xlsx", "en")
    assert set(marked_cells(tmp_path / "marked.xlsx")) == {("小区表", "B6"), ("小区表", "D8")}


def test_names_of_ods_sheets_may_be_any(tmp_path: Path) -> None:
    path = messy.ods_file(
        tmp_path / "list.ods", messy.ods_row(["小区", "户数"]) + messy.ods_row(["甲", "很多"])
    )
    with zipfile.ZipFile(path) as packed:
        content = packed.read("content.xml").decode().replace('"小区"', f'"a/b{"里" * 40}"')
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", messy.ODS_KIND)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    write_marked(read_estate_list(path), path, tmp_path / "marked.xlsx", "en")
    ((title, place),) = marked_cells(tmp_path / "marked.xlsx")
    assert place == "B2"
    assert title.startswith("a_b里")
