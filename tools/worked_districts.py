"""Make the two worked districts of examples/districts: untidy lists of 42 made-up estates.

Run ``python tools/worked_districts.py``. The estates are drawn by `synthetic_estates`, which
follows listed estates; names, years, fees and companies are made up. No row is an observed estate.
"""

from __future__ import annotations

import csv
import datetime
import io
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import openpyxl
from openpyxl.styles import Alignment, Font
from scipy.special import ndtri

from commpartner.assumptions.draws import uniforms
from commpartner.calibration.quantities import quantities
from commpartner.datasets import synthetic_estates
from commpartner.facts.fields import field_notes
from commpartner.lists import programme_of_list, read_estate_list
from commpartner.programme import Estate, Programme
from commpartner.results.result import SimulationResult
from commpartner.simulation import simulate
from commpartner.texts import Language

FOLDER = Path(__file__).parents[1] / "examples" / "districts"
COUNT = 42
MADE = datetime.datetime(2026, 1, 1)
FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")


class Made(NamedTuple):
    """Hold a made-up estate with what a list says of it."""

    estate: Estate
    name: str
    street: int
    year: int
    buildings: int
    fee: float | None
    collected: float | None
    company: str


class Names(NamedTuple):
    """Hold the made-up names of a district."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    between: str
    streets: tuple[str, ...]
    companies: tuple[str, ...]


WUTONG = Names(
    (
        "梧桐",
        "幸福",
        "和平",
        "建设",
        "友谊",
        "红旗",
        "光明",
        "新民",
        "前进",
        "东风",
        "胜利",
        "团结",
        "解放",
        "文化",
    ),
    ("里", "新村", "小区"),
    "",
    ("梧桐街道", "江滨街道", "北站街道"),
    ("安居物业服务有限公司", "梧桐城投物业公司"),
)
MILLBROOK = Names(
    (
        *("Elm", "Canal", "Station", "Mill", "Orchard", "Harbour", "Temple", "Bamboo", "Lotus"),
        *("Willow", "Textile", "Foundry", "Garden", "Bridge"),
    ),
    ("Court", "Lane", "Village"),
    " ",
    ("Riverside", "Old Town", "North Gate"),
    ("Riverside Property Services", "Old Town Housing Ltd"),
)


def made_up(names: Names, seed: int) -> list[Made]:
    """Draw the estates of a district, sorted by street."""
    estates = synthetic_estates(COUNT, seed, place="qingyunpu")
    drawn = {
        name: uniforms(f"worked district: {name}", seed, 0, COUNT)
        for name in ("year", "fee", "collected", "company")
    }
    every = [f"{one}{names.between}{other}" for other in names.last for one in names.first]
    rows = []
    for number, estate in enumerate(estates):
        has_company = estate.managed
        company = names.companies[int(drawn["company"][number] < 0.5)] if has_company else ""
        rows.append(
            Made(
                estate=estate,
                name=every[number],
                street=number // (COUNT // len(names.streets)),
                year=int(1979 + 22 * drawn["year"][number]),
                buildings=max(1, round(estate.households / 45)),
                fee=round(0.3 + 0.05 * int(10 * drawn["fee"][number]), 2) if has_company else None,
                collected=round(0.35 + 0.4 * drawn["collected"][number], 2)
                if has_company
                else None,
                company=company,
            )
        )
    return rows


def degrees(rows: list[Made], longitude: float, latitude: float) -> list[tuple[float, float]]:
    """Return longitude and latitude of the estates around a place [degree]."""
    x = np.array([row.estate.x_km for row in rows], dtype=np.float64)
    y = np.array([row.estate.y_km for row in rows], dtype=np.float64)
    east = longitude + (x - x.mean()) / (111.32 * np.cos(np.radians(latitude)))
    north = latitude + (y - y.mean()) / 110.8
    return list(zip(np.round(east, 6).tolist(), np.round(north, 6).tolist(), strict=True))


def wutong() -> openpyxl.Workbook:
    """Write the list of 梧桐区 with titles, two rows of headings, subtotals and notes."""
    rows = made_up(WUTONG, seed=11)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "小区台账"
    sheet.append(["梧桐区老旧小区基本情况台账（虚构示例，所有小区均为编造）"])
    sheet.append(["填报单位：梧桐区住房和城乡建设局", *[None] * 6, "单位：户、万㎡、元"])
    sheet.append(
        [
            *(
                "序号",
                "街道",
                "小区名称",
                "总户数（户）",
                "建筑面积（万㎡）",
                "建成年代",
                "楼栋数（栋）",
            ),
            *("物业管理", None, None, "坐标（百度）", None, "备注"),
        ]
    )
    sheet.append([*[None] * 7, "物业公司", "物业费（元/㎡·月）", "收缴率", "经度", "纬度", None])
    for merged in ("A1:M1", "A2:G2", "H2:M2", "H3:J3", "K3:L3"):
        sheet.merge_cells(merged)
    for letter in "ABCDEFGM":
        sheet.merge_cells(f"{letter}3:{letter}4")
    places = degrees(rows, 113.52, 24.80)
    line = 4
    for street, name in enumerate(WUTONG.streets):
        members = [number for number, row in enumerate(rows) if row.street == street]
        first = line + 1
        for number in members:
            line += 1
            sheet.append(_wutong_row(number, name, rows[number], places[number]))
        sheet.merge_cells(f"B{first}:B{line}")
        households = sum(rows[number].estate.households for number in members)
        area = sum(rows[number].estate.floor_area for number in members) / 10_000
        line += 1
        sheet.append(["小计", None, None, households, round(area, 4)])
    households = sum(row.estate.households for row in rows)
    area = sum(row.estate.floor_area for row in rows) / 10_000
    sheet.append(["合计", None, None, households, round(area, 4)])
    sheet.append(["注：1. 面积以房产测绘为准；2. 收缴率为上年度数据。"])
    sheet.append(["填表人：（示例）", *[None] * 6, "填表日期：2026年1月"])
    for row in sheet.iter_rows(min_row=1, max_row=4):
        for cell in row:
            cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for row in sheet.iter_rows(min_row=5, min_col=10, max_col=10):
        row[0].number_format = "0%"
    _contacts(book.create_sheet("联系人"))
    return book


def _wutong_row(number: int, street: str, row: Made, place: tuple[float, float]) -> list[Any]:
    households: Any = row.estate.households
    area: Any = round(row.estate.floor_area / 10_000, 4)
    year: Any = row.year
    fee: Any = row.fee
    remark = None
    if number % 9 == 4:
        households = f"{households:,}户".translate(FULL_WIDTH)
    if number % 11 == 5:
        area = f"{row.estate.floor_area:.0f}㎡"
    if number % 7 == 3:
        area = None
    if number % 6 == 1:
        year = f"{row.year}年"
    if number == 17:
        year, remark = "90年代", "建成年代待核实"
    if number == 23:
        fee, remark = "0.3-0.5", "一楼与高层不同价"
    east, north = place if number % 13 != 6 else (None, None)
    return [
        *(number + 1, street if number % 14 == 0 else None, row.name, households, area, year),
        *(row.buildings, row.company or "无", fee, row.collected, east, north, remark),
    ]


def _contacts(sheet: Any) -> None:
    sheet.append(["街道", "联系人", "电话"])
    for street in WUTONG.streets:
        sheet.append([street, "（示例）", "000-0000000"])


def millbrook() -> openpyxl.Workbook:
    """Write the list of Millbrook: English headings, degrees with minutes, shares and per cents."""
    rows = made_up(MILLBROOK, seed=23)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Estates"
    sheet.append(["Millbrook district: old estates (made up; no estate is a real one)"])
    sheet.append([])
    sheet.append(
        [
            *("No.", "Estate", "Sub-district", "Households", "Gross floor area (m2)", "Year built"),
            *("Buildings", "Property company", "Service charge", "Collection rate (%)"),
            *("Longitude", "Latitude", "Remarks"),
        ]
    )
    for number, (row, place) in enumerate(zip(rows, degrees(rows, 121.62, 29.86), strict=True)):
        sheet.append(_millbrook_row(number, row, place))
        if number % 20 == 19:
            sheet.append([])
    sheet.append(["Total", None, None, sum(row.estate.households for row in rows)])
    sheet.append(["Source: estate survey (made up)"])
    return book


def _millbrook_row(number: int, row: Made, place: tuple[float, float]) -> list[Any]:
    households: Any = row.estate.households
    area: Any = round(row.estate.floor_area, 1)
    if number % 8 == 2:
        households = f"{households:,}"
    if number % 10 == 7:
        area = "n/a"
    built: Any = datetime.date(row.year, 6, 1) if number % 9 == 3 else row.year
    fee: Any = None if row.fee is None else row.fee
    if row.fee is not None and number % 12 == 5:
        fee = f"{70 * row.fee:.0f} yuan/household/month"
    rate = None if row.collected is None else round(100 * row.collected, 1)
    if number == 30:
        households = f"about {row.estate.households}"
    return [
        *(number + 1, row.name, MILLBROOK.streets[row.street], households, area, built),
        *(row.buildings, row.company or "none", fee, rate, _minutes(place[0]), _minutes(place[1])),
        "to be confirmed" if number == 30 else None,
    ]


def _minutes(value: float) -> str:
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = (value - whole) * 3600 - 60 * minutes
    return f"{whole}°{minutes:02d}'{seconds:04.1f}\""


class Year(NamedTuple):
    """Describe a made-up year of accounts: the seed of its true assumptions, and its language."""

    seed: int
    language: Language


YEARS = {"wutong": Year(5, "zh"), "millbrook": Year(9, "en")}
HEADINGS = ("series", "value", "relative_error", "year")
POLICY = "clustered"
# What the books and a survey tell, each with its relative error: an assumption of the example.
SEEN = {
    "service_charges": 0.01,
    "arrears_recovered": 0.05,
    "common_property_income": 0.05,
    "wages": 0.01,
    "materials": 0.03,
    "energy": 0.03,
    "maintenance": 0.05,
    "overhead": 0.03,
    "centre_systems": 0.01,
    "collection_rate_current": 0.01,
    "satisfaction": 0.04,
}


def programme_of(name: str) -> Programme:
    """Make the programme of a district from its list, without what is refused."""
    listed = read_estate_list(FOLDER / name / "list.xlsx")
    return programme_of_list(listed, name, without_refused=True)


def truth(name: str) -> SimulationResult:
    """Simulate the year of a district in one draw of the assumptions: the truth of the example."""
    return simulate(programme_of(name), POLICY, months=12, draws=1, seed=YEARS[name].seed)


def accounts(name: str) -> str:
    """Write a year of accounts: true values times one plus an error of a normal distribution."""
    year, result = YEARS[name], truth(name)
    ledger = result.ledger.set_index("account")["mean"]
    monthly = result.monthly.set_index(["series", "month"])["mean"]
    notes = field_notes("ObservedValue")
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    chinese = [notes[name].zh.partition("（")[0] for name in HEADINGS]
    writer.writerow(chinese if year.language == "zh" else HEADINGS)
    for row, (series, error) in enumerate(SEEN.items()):
        true = float(ledger[series] if series in ledger else monthly[series].mean())
        noise = float(ndtri(uniforms(f"accounts of {series}", year.seed, row, row + 1)[0]))
        value = true * (1.0 + error * noise)
        label = quantities()[series].label(year.language)
        writer.writerow([label, f"{value:.4g}", error, 1])
    return lines.getvalue()


def main() -> int:
    """Write the list and the accounts of both districts."""
    for name, make in (("wutong", wutong), ("millbrook", millbrook)):
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        book = make()
        book.properties.created = book.properties.modified = MADE
        book.properties.creator = "commpartner"
        book.save(folder / "list.xlsx")
        (folder / "accounts.csv").write_text(accounts(name), encoding="utf-8-sig")
        print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
