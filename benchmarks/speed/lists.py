"""Time the reading of long lists: 5,000 rows of xlsx, 219,000 rows of csv, a folder loaded.

    python benchmarks/speed/lists.py [--rounds 3]

Every step runs in turn, and the fastest of the rounds is printed, in seconds and in rows a second.
The aims are 5 s for the workbook, 10 s for the csv, and 10 s to load the folder that is made of it.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

import commpartner as cp
from commpartner.lists import programme_of_list, read_estate_list

WORKBOOK_ROWS, TEXT_ROWS = 5_000, 219_000
CENTRES = 200
HEADINGS = (
    *("小区名称", "户数", "建筑面积（㎡）", "建成年份", "有无物业", "收缴率"),
    *("物业费(元/㎡·月)", "街道", "社区", "经度", "纬度"),
)


def rows(count: int) -> Iterator[list[object]]:
    yield list(HEADINGS)
    for number in range(count):
        homes = 60 + number * 37 % 900
        managed = "有" if number % 3 else "无"
        fee, place = 0.3 + number % 7 / 10, (110 + number % 1000 * 1e-4, 21 + number % 77 * 1e-3)
        row = [f"第{number + 1}小区", homes, homes * 70, 1970 + number % 40, managed, "62%", fee]
        yield [*row, f"第{number % 9}街道", f"第{number % 200}社区", *place]


def fastest(rounds: int, step: Callable[[int], object]) -> float:
    spent = []
    for turn in range(rounds):
        began = time.perf_counter()
        step(turn)
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory() as folder:
        place = Path(folder)
        workbook, text = place / "list.xlsx", place / "list.csv"
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("小区")
        for row in rows(WORKBOOK_ROWS):
            sheet.append(row)
        book.save(workbook)
        with text.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows(TEXT_ROWS))
        case = programme_of_list(read_estate_list(text), "list", centres=CENTRES)

        def save(turn: int) -> None:
            cp.save_programme(case, place / f"case{turn}")

        steps: list[tuple[str, int, Callable[[int], object]]] = [
            ("read xlsx", WORKBOOK_ROWS, lambda _: read_estate_list(workbook)),
            ("read csv", TEXT_ROWS, lambda _: read_estate_list(text)),
            ("save folder", TEXT_ROWS, save),
            ("load folder", TEXT_ROWS, lambda _: cp.load_programme(place / "case0")),
        ]
        for name, count, step in steps:
            seconds = fastest(rounds, step)
            print(f"{name:12} {count:8,} rows {seconds:8.2f} s {count / seconds:10,.0f} rows/s")


if __name__ == "__main__":
    main()
