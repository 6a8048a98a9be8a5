"""Lists of estates as districts keep them: each function writes one and returns its path."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

Row = Sequence[object]


def workbook(
    path: Path,
    rows: Iterable[Row],
    *,
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    more: Mapping[str, Iterable[Row]] | None = None,
    hidden: Iterable[str] = (),
) -> Path:
    """Write a workbook: rows of the first sheet, merged areas, formats of cells, other sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "小区表"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    for name, others in (more or {}).items():
        other = book.create_sheet(name)
        for row in others:
            other.append(list(row))
        other.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


def text(path: Path, lines: str, encoding: str = "utf-8") -> Path:
    """Write a text in an encoding."""
    path.write_bytes(lines.encode(encoding))
    return path


def titled(folder: Path) -> Path:
    """Write titles, headings in two rows, right and wrong sums, and notes at the bottom."""
    rows: list[Row] = [
        ["海滨街道老旧小区基本情况统计表"],
        ["填报单位：海滨街道办", None, None, None, "单位：户、万㎡、元"],
        ["序号", "基本情况", None, None, "物业情况", None, "备注"],
        [None, "小区名称", "户数", "建筑面积（万㎡）", "有无物业", "物业费（元/㎡·月）", None],
        [1, "海港新村", 320, 2.24, "有", 0.6, "沿街"],
        [2, "红旗里", 180, 1.17, "无", None, None],
        ["小计", None, 500, 3.41, None, None, None],
        [None] * 7,
        [3, "解放路12号院", 96, 0.58, "无", None, None],
        [4, "总数小区", 150, 0.96, "有", 0.45, None],
        ["小计", None, 256, 1.54, None, None, None],
        ["合计", None, 746, 4.95, None, None, None],
        ["填表人：张三", None, None, "审核人：李四"],
        ["注：面积为测绘数据", None, None, None],
    ]
    areas = ["A1:G1", "A2:C2", "A3:A4", "B3:D3", "E3:F3", "G3:G4", "A7:B7", "A14:G14"]
    return workbook(folder / "titled.xlsx", rows, merged=areas)


WIDE = """\
小区,户数,建筑面积,维修资金余额,收缴率,物业费,建成年代,电梯
幸福里,１，２００户,"84,000㎡",１２万元,62.5％,０．５元/㎡·月,一九九八,无
光明苑,300户,2.1万㎡,"120,000元",0.5,30元/户·月,1998年6月,２部
新华院,约120户,8400平方米,—,71%,0.8元/m2/月,1995-06-01,4台
和平里,1_000,"7,0000",5千元,105%,0.5元,2001,没有
"""


def wide_digits(folder: Path) -> Path:
    """Write full-width digits, separators of thousands and units in the cells."""
    lines = WIDE.replace("１，２００户", '"１，２００户"')
    return text(folder / "wide.csv", lines)


PLAIN = """\
小区名称,户数,建成年代,物业公司
海港新村,320,1996,海港物业
红旗里,180,1988,
东风巷,96,1979,无
"""


def gb18030(folder: Path) -> Path:
    """Write a list as Chinese Excel writes csv."""
    return text(folder / "gb.csv", PLAIN, "gb18030")


def utf16(folder: Path) -> Path:
    """Write a list as Excel writes Unicode text: UTF-16 with tabs."""
    return text(folder / "unicode.txt", PLAIN.replace(",", "\t"), "utf-16")


def mixed(folder: Path) -> Path:
    """Write a list of which two rows were pasted from a file in another encoding."""
    first, *others = PLAIN.splitlines(keepends=True)
    data = first.encode("gb18030") + others[0].encode("gb18030")
    path = folder / "mixed.csv"
    path.write_bytes(data + "".join(others[1:]).encode("utf-8"))
    return path


ERRORS: tuple[tuple[str, object, str], ...] = (
    ("households", "一百", "list_count"),
    ("households", -5, "list_count"),
    ("households", 12.5, "list_count"),
    ("households", None, "list_households"),
    ("floor_area", "八千平", "list_area"),
    ("built_year", "90年代", "list_year"),
    ("managed", "也许", "list_truth"),
    ("collection_rate", "130%", "list_share"),
    ("fee", "#REF!", "list_no_error_value"),
    ("name", None, "list_name"),
)
LARGE = ("name", "households", "floor_area", "built_year", "managed", "collection_rate", "fee")
LARGE_HEADINGS = (
    *("小区名称", "户数", "建筑面积（㎡）", "建成年份"),
    *("有无物业", "收缴率", "物业费(元/㎡·月)"),
)
LARGE_ROWS = 1200


def large_errors() -> dict[int, tuple[str, object, str]]:
    """Return the 36 errors of the large list, by row of the sheet: field, cell, code."""
    return {
        2 + 33 * number: ERRORS[number % len(ERRORS)] for number in range(LARGE_ROWS * 3 // 100)
    }


def large_rows() -> list[list[object]]:
    """Return the rows of the large list, its heading first, 3 % of them with an error."""
    wrong = large_errors()
    rows: list[list[object]] = [list(LARGE_HEADINGS)]
    for number in range(LARGE_ROWS):
        homes = 60 + number * 37 % 900
        year, fee = 1970 + number % 40, 0.3 + number % 7 / 10
        managed = "有" if number % 3 else "无"
        row: list[object] = [f"第{number + 1}小区", homes, homes * 70, year, managed, "62%", fee]
        if number + 2 in wrong:
            field, cell, _ = wrong[number + 2]
            row[LARGE.index(field)] = cell
        rows.append(row)
    return rows


def large(folder: Path) -> Path:
    """Write 1,200 rows with 3 % errors of ten kinds."""
    return workbook(folder / "large.xlsx", large_rows())


def degrees(folder: Path) -> Path:
    """Write longitude and latitude with minutes and seconds, in decimals, and one that fails."""
    rows: list[Row] = [
        ["小区名称", "户数", "经度", "纬度"],
        ["海港新村", 320, "110°24′00″", "21°12′00″"],
        ["红旗里", 180, "110.42", 21.2],
        ["东风巷", 96, "E110°25.2′", "N21°12′"],
        ["西山院", 88, "110°75′", "21°12′"],
        ["南桥里", 77, 110.4, None],
        ["北门坊", 66, 10.4, 21.2],
    ]
    return workbook(folder / "degrees.xlsx", rows)


def one_column_of_places(folder: Path) -> Path:
    """Write both coordinates in one column whose heading names Baidu's datum."""
    lines = (
        "小区名称;户数;百度坐标（经度,纬度）\n海港新村;320;110.40,21.20\n"
        "红旗里;180;21.20，110.42\n东风巷;96;（110.41 21.22）\n西山院;90;110.41\n"
    )
    return text(folder / "baidu.csv", lines)


def two_sheets(folder: Path) -> Path:
    """Write the estates of two sub-districts on two sheets, a sheet of others and a hidden one."""
    first: list[Row] = [["小区名称", "户数"], ["海港新村", 320], ["红旗里", 180]]
    second: list[Row] = [["小区", "总户数", "建筑面积㎡"], ["红旗里", 180, 12600], ["新村", "?", 1]]
    others: list[Row] = [["联系人", "电话"], ["张三", "123"]]
    more = {"二街道": second, "通讯录": others, "旧": others}
    return workbook(folder / "two.xlsx", first, more=more, hidden=["旧"])


def english(folder: Path) -> Path:
    """Write a list in English, with its units in brackets."""
    lines = (
        "No.,Estate Name,Number of households,Floor area (sqm),Year built,Lifts,Sub-district,"
        "Property company,Fee (yuan/m2/month),Collection rate (%),Remarks\n"
        '1,Harbour New Village,"1,320","92,400",1996,none,Seaside,Harbour Services,0.60,62.5,\n'
        "2,Summerfield,180,12600,1988,2,Seaside,,,,near the school\n"
        "3,Totalview Court,96,6700,1979,,Seaside,none,,,\n"
        'Total (3 estates),,"1,596","111,700",,,,,,,\n'
    )
    return text(folder / "english.csv", lines)


def sections(folder: Path) -> Path:
    """Write rows merged across for streets, and cells merged over the rows of several estates."""
    rows: list[Row] = [
        ["街道", "小区名称", "栋号", "户数", "建成年份"],
        ["一、海滨街道", None, None, None, None],
        ["海滨", "海港新村", "1-8", 320, 1996],
        [None, "红旗里", "1-3", 180, 1988],
        ["二、解放街道", None, None, None, None],
        ["解放", "东风巷", "1", 96, 1979],
        [None, None, "2", 80, 1980],
        [None, "南桥里", "1", 140, None],
        [None, "北门坊", "1", None, 1985],
    ]
    areas = ["A2:E2", "A5:E5", "A3:A4", "A6:A9", "B6:B7", "D8:D9"]
    return workbook(folder / "sections.xlsx", rows, merged=areas)


def without_units(folder: Path) -> Path:
    """Write per cent as format beside per cent in the heading, and areas and fees without unit."""
    rows: list[Row] = [
        ["小区名称", "户数", "建筑面积", "收缴率", "空置率(%)", "物业费"],
        ["海港新村", 320, 2.24, 0.62, 12, 25],
        ["红旗里", 180, 1.26, 0.55, 8.5, 30],
        ["东风巷", 96, 0.67, 0.4, 0.5, 0.5],
    ]
    formats = {f"D{row}": "0%" for row in (2, 3, 4)}
    return workbook(folder / "units.xlsx", rows, formats=formats)


def noted(folder: Path) -> Path:
    """Write numbers of columns, repeated headings, blank rows and who filled the list in."""
    head = ["序号", "小区名称", "户数", "楼栋数"]
    rows: list[Row] = [
        head,
        ["甲", 1, 2, 3],
        [1, "海港新村", 320, 8],
        [None] * 4,
        head,
        [2, "红旗里", 180, 5],
        [3, "备用小区", 60, 2],
        ["填表人：王五", None, None, "填表日期：2024-03-01"],
        ["说明:", "本表不含商品房小区", None, None],
    ]
    return workbook(folder / "noted.xlsx", rows)


def formulas(folder: Path) -> Path:
    """Write formulas that no program has computed."""
    rows: list[Row] = [
        ["小区名称", "户数", "建筑面积（㎡）"],
        ["海港新村", "=300+20", 22400],
        ["红旗里", 180, "=C2/2"],
        ["东风巷", 96, 6720],
    ]
    return workbook(folder / "formulas.xlsx", rows)


def places_only(folder: Path) -> Path:
    """Write names and coordinates of 42 estates, without households."""
    rows: list[Row] = [["小区名称", "地址", "经度", "纬度"]]
    rows += [
        [f"第{number}小区", f"人民路{number}号", 110.38 + number * 1e-3, 21.19 + number % 7 * 1e-3]
        for number in range(1, 43)
    ]
    return workbook(folder / "places.xlsx", rows)


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="小区">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: object, times: int = 1) -> str:
    """Write a cell of an ods sheet that stands for several."""
    many = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    if value is None:
        return f"<table:table-cell{many}/>"
    if isinstance(value, int | float):
        return f'<table:table-cell{many} office:value-type="float" office:value="{value}"/>'
    kind = 'office:value-type="string"'
    return (
        f"<table:table-cell{many} {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"
    )


def ods_row(cells: Iterable[object], times: int = 1) -> str:
    """Write a row of an ods sheet that stands for several."""
    many = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{many}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_file(path: Path, rows: str, parts: Mapping[str, str] | None = None) -> Path:
    """Write an ods file by its rows, with further parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", ODS_KIND)
        packed.writestr("content.xml", ODS_HEAD + rows + ODS_FOOT)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return path


def ods(folder: Path) -> Path:
    """Write an ods list whose last row stands for a million empty ones."""
    rows = [
        ods_row(["2024年小区名册", None, None]),
        ods_row(["小区名称", "户数", "建成年份"]),
        ods_row(["海港新村", 320, "1996年"]),
        ods_row(["红旗里", "１８０户", 1988]),
        ods_row([None], times=1_000_000),
    ]
    return ods_file(folder / "list.ods", "".join(rows))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(rows: Iterable[Row]) -> bytes:
    """Write a stream of BIFF8: the workbook, then one sheet with numbers, texts and an error."""
    begin, end = struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0), _record(0x0A, b"")
    name = "小区表".encode("utf-16-le")
    title = struct.pack("<BB", 3, 1) + name
    size = 4 + len(begin) + 4 + 6 + len(title) + len(end)
    head = _record(0x809, begin) + _record(0x85, struct.pack("<IBB", size, 0, 0) + title) + end
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, int | float):
                cells += _record(0x203, place + struct.pack("<d", value))
            elif value == "#REF!":
                cells += _record(0x205, place + b"\x17\x01")
            elif value is not None:
                said = str(value)
                inside = struct.pack("<HB", len(said), 1) + said.encode("utf-16-le")
                cells += _record(0x204, place + inside)
    sheet = struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)
    return head + _record(0x809, sheet) + cells + end


def xls(folder: Path, rows: Iterable[Row] = ()) -> Path:
    """Write a list as Excel did before 2007: a BIFF8 stream in a compound file."""
    named: list[Row] = [["海港新村", 320, 1996], ["红旗里", "１８０户", 1988]]
    given = [*rows] or [["小区名称", "户数", "建成年份"], *named]
    stream = _biff(given)
    stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        said = (name + "\0").encode("utf-16-le")
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        end = b"\0" * 36 + struct.pack("<IQ", start, size)
        return said.ljust(64, b"\0") + struct.pack("<H", len(said)) + links + end

    folders = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    folders += entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    path = folder / "list.xls"
    path.write_bytes(head + struct.pack("<128I", *table) + folders.ljust(512, b"\0") + stream)
    return path
