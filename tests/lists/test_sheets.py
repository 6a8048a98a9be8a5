"""Files of every kind as values, and the files that are refused as a whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import messy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import raises_problem

from commpartner.lists import sheets
from commpartner.lists.sheets import column_letters, read_book

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def rewritten(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """Change the parts of a packed workbook, and add parts."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: change(name, packed.read(name)) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (parts | more).items():
            packed.writestr(name, content)
    return path


def unchanged(name: str, content: bytes) -> bytes:
    return content


def replaced(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, content: content.replace(old, new) if "sheet1" in name else content


@pytest.mark.parametrize(
    ("write", "encoding"),
    [(messy.gb18030, "GB18030"), (messy.utf16, "UTF-16"), (messy.wide_digits, "UTF-8")],
)
def test_texts_are_read_in_their_encoding(
    write: Callable[[Path], Path], encoding: str, tmp_path: Path
) -> None:
    book = read_book(write(tmp_path))
    assert book.encoding == encoding
    assert book.sheets[0].rows[0][1] == "户数"
    assert len(book.sheets[0].rows) in (4, 5)


def test_rows_of_texts_keep_their_numbers(tmp_path: Path) -> None:
    path = messy.text(tmp_path / "lines.csv", '小区,户数\n"海港\n新村",320\n\n红旗里,180\n')
    assert read_book(path).sheets[0].rows == [
        *(["小区", "户数"], ["海港\n新村", "320"], [], [], ["红旗里", "180"])
    ]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|", "，"])
def test_separators_are_found(sign: str, tmp_path: Path) -> None:
    path = messy.text(tmp_path / "list.txt", messy.PLAIN.replace(",", sign))
    assert read_book(path).sheets[0].rows[1] == ["海港新村", "320", "1996", "海港物业"]


def test_values_of_a_workbook(tmp_path: Path) -> None:
    rows: list[messy.Row] = [["a", 1, 1.5], [True, "#N/A", None], ["=1+1", "", "　x "]]
    path = messy.workbook(tmp_path / "a.xlsx", rows, more={"h": [["x"]]}, hidden=["h"])
    book = read_book(path)
    assert [sheet.name for sheet in book.sheets] == ["小区表"]
    assert book.hidden == ("h",)
    sheet = book.sheets[0]
    assert sheet.rows == [["a", 1.0, 1.5], [True, "#N/A", None], [None, None, "　x "]]
    assert sheet.uncomputed == {(2, 0)}
    assert sheet.formulas == 0


@pytest.mark.parametrize(
    ("cell", "formulas", "uncomputed"),
    [
        (b'<c r="B1"><f>1+1</f><v>2</v></c>', 1, False),
        (b'<c r="B1" t="str"><f>""</f><v></v></c>', 1, False),
        (b'<c t="n" r="B1"><f>1+1</f></c>', 0, True),
        (b'<c r="B1"><f>1+1</f><v/></c>', 0, True),
    ],
)
def test_formulas_with_and_without_saved_value(
    cell: bytes, formulas: int, uncomputed: bool, tmp_path: Path
) -> None:
    path = messy.workbook(tmp_path / "a.xlsx", [[1, 77, 2]])
    rewritten(path, replaced(b'<c r="B1" t="n"><v>77</v></c>', cell))
    sheet = read_book(path).sheets[0]
    assert sheet.formulas == formulas
    assert sheet.uncomputed == ({(0, 1)} if uncomputed else set())


def test_an_ods_file_is_read(tmp_path: Path) -> None:
    book = read_book(messy.ods(tmp_path))
    assert book.sheets[0].name == "小区"
    assert book.sheets[0].rows[2:4] == [
        ["海港新村", 320.0, "1996年"],
        ["红旗里", "１８０户", 1988.0],
    ]


def truncated(folder: Path) -> Path:
    path = messy.workbook(folder / "bad.xlsx", messy.large_rows()[:20])
    path.write_bytes(path.read_bytes()[:-400])
    return path


def damaged_inside(folder: Path) -> Path:
    path = messy.workbook(folder / "bad.xlsx", messy.large_rows()[:20])
    data = bytearray(path.read_bytes())
    place = data.index(b"xl/worksheets/sheet1.xml") + 100
    data[place : place + 50] = b"\0" * 50
    path.write_bytes(bytes(data))
    return path


def of_bytes(name: str, data: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def with_part(name: str) -> Callable[[Path], Path]:
    return lambda folder: rewritten(
        messy.workbook(folder / "bad.xlsx", [["小区", "户数"]]), unchanged, **{name: b"x"}
    )


def with_cell(place: bytes, replacing: bytes = b'r="B1"') -> Callable[[Path], Path]:
    return lambda folder: rewritten(
        messy.workbook(folder / "bad.xlsx", [["小区", "户数"]]), replaced(replacing, place)
    )


def well_packed(folder: Path) -> Path:
    return rewritten(
        messy.workbook(folder / "bad.xlsx", [["小区", "户数"]]),
        unchanged,
        **{"xl/media/x.bin": b"\0" * 30_000_000},
    )


def repeated(columns: int, rows: int, more: str = "") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        row = messy.ods_row([1], times=rows).replace("<table:table-cell", "<table:table-cell ", 1)
        row = row.replace("-cell ", f'-cell table:number-columns-repeated="{columns}" ', 1)
        return messy.ods_file(folder / "bad.ods", row + more)

    return write


def folder_with_suffix(folder: Path) -> Path:
    (folder / "d.csv").mkdir()
    return folder / "d.csv"


LINK = '<table:table-source xlink:href="../other.ods"/>'
COMPOUND = sheets._COMPOUND + b"\0" * 2000
MACROS = COMPOUND + "_VBA_PROJECT".encode("utf-16-le")

REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "macros by suffix": (of_bytes("bad.xlsm", b"x"), "list_with_macros"),
    "macros inside": (with_part("xl/vbaProject.bin"), "list_with_macros"),
    "macros in xls": (of_bytes("bad.xls", MACROS), "list_with_macros"),
    "macros in ods": (
        lambda folder: messy.ods_file(folder / "bad.ods", "", {"Basic/Standard/x.xml": "x"}),
        "list_with_macros",
    ),
    "links": (with_part("xl/externalLinks/externalLink1.xml"), "list_with_links"),
    "links in ods": (repeated(1, 1, LINK), "list_with_links"),
    "password": (of_bytes("bad.xlsx", COMPOUND), "list_locked"),
    "bomb by packing": (well_packed, "list_bomb"),
    "bomb by a far cell": (with_cell(b'r="XFD1048576"'), "list_size 1048576 16384"),
    "bomb in apostrophes": (with_cell(b"r='XFD1048576'"), "list_size 1048576 16384"),
    "bomb by a far row": (with_cell(b'<row r="1048576"', b'<row r="1"'), "list_size 1048576"),
    "bomb by columns": (repeated(16_000, 1), "list_size 1 16000"),
    "bomb by rows": (repeated(1, 1_000_000), "list_size 1000000 1"),
    "truncated": (truncated, "list_damaged"),
    "damaged": (damaged_inside, "list_damaged"),
    "not packed": (of_bytes("bad.xlsx", b"PK\x03\x04 no"), "list_damaged"),
    "text as workbook": (of_bytes("bad.xlsx", "小区,户数".encode()), "list_damaged"),
    "text as xls": (of_bytes("bad.xls", "小区,户数".encode()), "list_other_content"),
    "broken xls": (of_bytes("bad.xls", COMPOUND), "list_damaged"),
    "no workbook": (of_bytes("bad.xlsx", b""), "empty_file"),
    "empty text": (of_bytes("bad.csv", b""), "empty_file"),
    "picture": (of_bytes("bad.png", b"x"), r"file_of_unknown_kind '\.png'"),
    "picture as text": (of_bytes("bad.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "nul_in_text"),
    "zeros in text": (of_bytes("bad.csv", b"a,b\n1,\0\n"), "row 2, file: nul_in_text"),
    "half of UTF-16": (of_bytes("bad.csv", b"\xff\xfea\0b"), "list_undecoded"),
    "mixed": (messy.mixed, "row 3, file: list_mixed 3"),
    "open quotes": (of_bytes("bad.csv", b'a,b\n1,"2\n3,4\n'), "row 2, file: list_damaged"),
    "missing": (lambda folder: folder / "none.xlsx", "nothing_there"),
    "folder": (lambda folder: folder, "file_of_unknown_kind"),
    "folder with suffix": (folder_with_suffix, "d.csv, file: "),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_other_files_are_refused(kind: str, tmp_path: Path) -> None:
    write, code = REFUSED[kind]
    path = write(tmp_path)
    with raises_problem(code):
        read_book(path)


def test_files_have_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = messy.gb18030(tmp_path)
    monkeypatch.setattr(sheets, "MOST_BYTES", path.stat().st_size)
    read_book(path)
    monkeypatch.setattr(sheets, "MOST_BYTES", path.stat().st_size - 1)
    with raises_problem("too_large; bytes_at_most"):
        read_book(path)


def test_texts_have_a_largest_number_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with raises_problem("list_size 4 4; list_largest 3"):
        read_book(messy.gb18030(tmp_path))


@given(st.binary(max_size=300), st.sampled_from([*sheets.WORKBOOKS, *sheets.TEXTS]))
def test_no_file_stops_the_reader(data: bytes, suffix: str) -> None:
    from tempfile import TemporaryDirectory

    from commpartner.errors import InputError

    with TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        path.write_bytes(data)
        try:
            book = read_book(path)
        except InputError as error:
            assert len(error.problems) == 1
        else:
            assert book.file == path.name


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_letters_of_columns(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert sheets._column_number(letters.encode()) == number
