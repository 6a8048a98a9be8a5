"""Mistakes in estates.csv: each is told with its row, column, what was found, what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commpartner.errors import InputError, Problem
from commpartner.io import estates as estates_module
from commpartner.io import load_programme
from commpartner.io.estates import read_estates
from commpartner.problems import wording
from commpartner.programme import Estate

WHOLE = "a whole number of 1 or more"
ABOVE = "a number above 0"
WITHIN = ABOVE + "; NaN and infinity are not numbers"
MOST = "a whole number from 1 to 1,000,000,000"
NEAR = "a number from -1,000,000,000 to 1,000,000,000"
PLAIN = ", in the plain digits 0 to 9"
GROUPED = ", without thousands separators"
TRUTH = "one of true, false, yes, no, 1, 0, 是, 否"
ID = "letters A-Z and a-z, digits, '_', '.' and '-', at most 64 in all"
NINE = "9, one for each column; numbers without commas"
QUOTES = "cells whose quotation marks are closed, and doubled inside"
EMPTY = "an empty cell"

ONE_MISTAKE = [
    ("甲,120", "甲,-5", 2, "households", "'-5'", WHOLE),
    ("甲,120", "甲,0", 2, "households", "'0'", WHOLE),
    ("甲,120", "甲,many", 2, "households", "'many'", WHOLE),
    ("甲,120", "甲,", 2, "households", EMPTY, f"{WHOLE}; it is required"),
    ("甲,120", "甲, \u3000", 2, "households", EMPTY, f"{WHOLE}; it is required"),
    ("甲,120", "甲,12.5", 2, "households", "'12.5'", WHOLE),
    ("甲,120", "甲,nan", 2, "households", "'nan'", WHOLE),
    ("甲,120", f"甲,{10**20}", 2, "households", f"'{10**20}'", MOST),
    ("甲,120", '甲,"1,234"', 2, "households", "'1,234'", WHOLE + GROUPED),
    ("甲,120", "甲,1_000", 2, "households", "'1_000'", WHOLE + GROUPED),
    ("甲,120", "甲,１２", 2, "households", "'１２'", "write 12"),
    ("9000.5", "0", 2, "floor_area", "'0'", ABOVE),
    ("9000.5", "inf", 2, "floor_area", "'inf'", ABOVE),
    ("9000.5", "1e999", 2, "floor_area", "'1e999'", WITHIN),
    ("9000.5", "9" * 4000, 2, "floor_area", "'" + "9" * 76 + "...", WITHIN),
    ("甲,120", "甲," + "9" * 4000, 2, "households", "'" + "9" * 76 + "...", MOST),
    ("0.1,0.2", "0.1,1e200", 2, "y_km", "'1e200'", NEAR),
    ("9000.5", "0x10", 2, "floor_area", "'0x10'", ABOVE),
    ("9000.5", "9 000.5", 2, "floor_area", "'9 000.5'", ABOVE + GROUPED),
    ("9000.5", "９000", 2, "floor_area", "'９000'", "write 9000"),
    ("9000.5,1", "9000.5,-1", 2, "gates", "'-1'", "a whole number of 0 or more"),
    ("0.1,0.2", "left,0.2", 2, "x_km", "'left'", "a number"),
    ("yes", "maybe", 2, "managed", "'maybe'", TRUTH),
    ("yes", "t", 2, "managed", "'t'", TRUTH),
    ("yes,0.5", "yes,1.5", 2, "governance", "'1.5'", "a number from 0 to 1"),
    ("e2,乙", ",乙", 3, "id", EMPTY, f"{ID}; it is required"),
    ("e2,乙", "e 2,乙", 3, "id", "'e 2'", ID),
    ("e3,", "e1,", 4, "id", "'e1'", "each id once; row 2 has it already"),
    ("e3,", "e2,", 4, "id", "'e2'", "each id once; row 3 has it already"),
    ("e2,乙", "\n\ne1,乙", 5, "id", "'e1'", "each id once; row 2 has it already"),
    ("乙,60", "乙,60,1", 3, "cells", "10", NINE),
    ("乙,60,", "乙,", 3, "cells", "8", NINE),
    ("e2,乙", 'e2,"乙', 3, "cells", "unexpected end of data", QUOTES),
    ("e2,乙", 'e2,"乙"丙', 3, "cells", "',' expected after '\"'", QUOTES),
    (",gates", ",gate", 1, "gate", "an unknown column", "did you mean 'gates'?"),
    (",gates", ",name", 1, "name", "a column given twice, 2 and 5", "each column once"),
    (",gates", ",", 1, "column 5", "an empty name", "the name of a column"),
    ("floor_area,", "gates,", 1, "floor_area", "no such column", "the column is required"),
]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as raised:
        load_programme(folder)
    return raised.value.problems


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("old", "new", "row", "field", "found", "allowed"), ONE_MISTAKE)
def test_one_mistake(
    old: str, new: str, row: int, field: str, found: str, allowed: str, folder: Path
) -> None:
    spoil(folder / "estates.csv", old, new)
    assert Problem("estates.csv", row, field, found, allowed) in problems_of(folder)


@pytest.mark.parametrize(
    ("old", "new", "field", "found"),
    [
        ("0.1,0.2", "0.1,", "row", "values that contradict each other"),
        ("0.1,0.2", ",", "x_km", "a place for 2 of 3 estates"),
        ("e1,甲,120,9000.5,1,0.1,0.2,yes,0.5", ",,,,,,,,", "cells", "nothing in any"),
    ],
)
def test_a_row_as_a_whole(old: str, new: str, field: str, found: str, folder: Path) -> None:
    spoil(folder / "estates.csv", old, new)
    (problem,) = problems_of(folder)
    assert (problem.row, problem.field, problem.found) == (2, field, found)


def test_a_coordinate_alone_is_told_once(folder: Path) -> None:
    spoil(folder / "estates.csv", "y_km", "y")
    assert [(problem.row, problem.field) for problem in problems_of(folder)] == [
        (1, "y"),
        (1, "y_km"),
    ]


def test_all_mistakes_together(folder: Path) -> None:
    (folder / "estates.csv").write_text(
        "id,name,households,area,gates,gates\n"
        "e1,甲,-5,1,1,1\n"
        "e1,甲,many,1,x,1\n"
        "e3,甲\n"
        '"e4,甲,1,1,1,1\n',
        encoding="utf-8",
    )
    assert [(problem.row, problem.field) for problem in problems_of(folder)] == [
        (1, "area"),
        (1, "gates"),
        (1, "floor_area"),
        (2, "households"),
        (3, "households"),
        (3, "gates"),
        (3, "id"),
        (4, "cells"),
        (5, "cells"),
    ]


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("", "columns", "an empty file"),
        ("\n \n", "columns", "an empty file"),
        ("id,households,floor_area\n", "rows", "nothing"),
        ("id;households;floor_area\ne1;1;1\n", "columns", "cells separated by ';'"),
        ("id\thouseholds\tfloor_area\ne1\t1\t1\n", "columns", "cells separated by '\\t'"),
    ],
)
def test_no_table(text: str, field: str, found: str, folder: Path) -> None:
    (folder / "estates.csv").write_text(text, encoding="utf-8")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.field, problem.found) == ("estates.csv", field, found)


@pytest.mark.parametrize(
    ("encoding", "row", "found"),
    [
        ("gbk", 2, "byte 0xbc at position 68 (not UTF-8, perhaps GBK)"),
        ("utf-16", 1, "byte 0xff at position 0 (a mark of UTF-16)"),
        ("utf-16-le", 1, "byte 0x00 at position 1 (NUL: UTF-16 or no text)"),
    ],
)
def test_another_encoding(encoding: str, row: int, found: str, folder: Path) -> None:
    path = folder / "estates.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    allowed = "UTF-8: save the file again as UTF-8 (in Excel 'CSV UTF-8')"
    assert problems_of(folder) == (Problem("estates.csv", row, "encoding", found, allowed),)


def test_a_bad_byte_s_position_includes_byte_order_mark(folder: Path) -> None:
    (folder / "estates.csv").write_bytes(b"\xef\xbb\xbfid\n\xff")
    (problem,) = problems_of(folder)
    assert (problem.row, problem.found[:26]) == (2, "byte 0xff at position 6 (n")


def test_a_nul_byte(folder: Path) -> None:
    spoil(folder / "estates.csv", "丙", "丙\0")
    (problem,) = problems_of(folder)
    assert (problem.row, problem.field) == (4, "encoding")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_marks_ends_and_blanks_do_not_matter(ending: str, mark: str, folder: Path) -> None:
    expected = load_programme(folder)
    path = folder / "estates.csv"
    text = path.read_text(encoding="utf-8").replace(",", " ,\u3000").replace("\n", ending)
    path.write_bytes((mark + text + ending).encode())
    assert load_programme(folder) == expected


def test_a_quoted_line_break_does_not_shift_rows(folder: Path) -> None:
    spoil(folder / "estates.csv", "甲", '"甲\n乙"')
    spoil(folder / "estates.csv", "4500", "-1")
    (problem,) = problems_of(folder)
    assert (problem.row, problem.field) == (4, "floor_area")


@pytest.mark.parametrize(
    ("word", "value"),
    [(word, True) for word in ("true", "TRUE", "1", "Yes", "是")]
    + [(word, False) for word in ("false", "False", "0", "NO", "否", "")],
)
def test_words_of_truth(word: str, value: bool, folder: Path) -> None:
    spoil(folder / "estates.csv", "yes", word)
    assert load_programme(folder).estates[0].managed is value


def test_cells_become_numbers_and_empty_ones_defaults(folder: Path) -> None:
    assert load_programme(folder).estates == (
        Estate(
            id="e1",
            name="甲",
            households=120,
            floor_area=9000.5,
            gates=1,
            x_km=0.1,
            y_km=0.2,
            managed=True,
            governance=0.5,
        ),
        Estate(id="e2", name="乙", households=60, floor_area=4500.0, x_km=0.3, y_km=0.4),
        Estate(id="e3", name="丙", households=12, floor_area=1000.0, x_km=0.5, y_km=0.6),
    )


def test_allowed_values_of_a_column_are_looked_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []
    phrase = wording.phrase

    def counted(schema: wording.Schema) -> str:
        looked_up.append(schema)
        return phrase(schema)

    monkeypatch.setattr(wording, "phrase", counted)
    rows = [f"e{number},-1,many,2" for number in range(300)]
    file = tmp_path / "estates.csv"
    file.write_text("\n".join(["id,households,floor_area,governance", *rows]), encoding="utf-8")
    assert len(read_estates(file).problems) == 900
    assert len(looked_up) < 30


def test_a_mistake_repeated_in_rows_is_examined_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    look = vars(estates_module)["mistakes"]

    def counted(*given: Any) -> Any:
        looked.append(given)
        return look(*given)

    monkeypatch.setattr(estates_module, "mistakes", counted)
    rows = [f"e{number},{-1 - number % 2},50户,{number % 3 or ''}" for number in range(60)]
    path = tmp_path / "estates.csv"
    path.write_text("\n".join(["id,households,floor_area,x_km,y_km", *(f"{r},1" for r in rows)]))
    found = estates_module.read_estates(path).problems
    assert len(looked) == 2  # -1 and -2; where x is missing both cells are known by then
    monkeypatch.setattr(estates_module, "_MOST_TOLD", -1)
    assert found == estates_module.read_estates(path).problems
    assert [(each.row, each.field) for each in found[:4]] == [
        (2, "households"),
        (2, "floor_area"),
        (3, "households"),
        (3, "floor_area"),
    ]
