"""Files that are not what they should be, for every reader of text; ledgers of one's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from commpartner.assumptions.table import load_assumptions
from commpartner.errors import CommpartnerError, InputError, Problem, shortened
from commpartner.experiments.running.rerunning import rerun
from commpartner.facts.labels import in_language
from commpartner.io import load_programme
from commpartner.io.tables import check_tables, read_tables
from commpartner.problems import reading
from commpartner.report.readable import one_line
from commpartner.texts import Text

LEDGER = (resources.files("commpartner") / "data" / "assumptions.csv").read_text(encoding="utf-8")
HEADER, FIRST = LEDGER.splitlines()[:2]


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_assumptions(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("content", "field", "found"),
    [
        (None, "file", "nothing there"),
        ("folder", "file", "Is a directory"),
        (b"PK\x03\x04\0\0", "encoding", "byte 0x00 at position 4 (NUL: UTF-16 or no text)"),
        (b"\xff", "encoding", "byte 0xff at position 0 (not UTF-8, perhaps GBK)"),
        (HEADER, "rows", Text("nothing")),
        (f"{HEADER},colour\n{FIRST},red", "colour", Text("unknown_column")),
        (f"{HEADER},unit\n{FIRST},yuan", "unit", Text("column_repeated")),
        (f"{HEADER}\n{'x,' * 13}y", "cells", "14"),
        (f"{HEADER}\nwage,only", "cells", "2"),
        (f"{HEADER}\n{FIRST}\n{FIRST}", "name", repr(FIRST.split(",")[0])),
        (f'{HEADER}\n"{FIRST}', "cells", "',' expected after '\"'"),
        (f"{HEADER}\n{'x' * 200_000}", "cells", "field larger than field limit (131072)"),
        ("", "central", Text("no_such_column")),
    ],
)
def test_what_is_no_ledger_is_refused(
    content: str | bytes | None, field: str, found: str, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.csv"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    problem = refused(path)[0]
    assert (problem.file, problem.field, problem.found) == ("ledger.csv", field, found)


def test_the_default_ledger_reads_back(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(LEDGER, encoding="utf-8-sig")
    assert len(load_assumptions(tmp_path / "own.csv")) == len(LEDGER.splitlines()) - 1


def test_too_large_a_file_is_refused_by_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    (tmp_path / "large.csv").write_text("x" * 101)
    (problem,) = refused(tmp_path / "large.csv")
    assert (problem.found, problem.allowed) == (
        Text("too_large"),
        Text("bytes_at_most", most="100"),
    )


# --- messages stay short


def test_a_column_s_mistake_is_reported_once_with_count() -> None:
    problems = [Problem("e.csv", row, "households", str(row), "whole") for row in range(2, 200_002)]
    problems.insert(1, Problem("e.csv", 2, "gates", "x", "whole"))
    shown, left = shortened(problems)
    assert shown == [(problems[0], 200_000), (problems[1], 1)]
    assert left == 0
    error = InputError(problems)
    assert len(str(error)) < 1_000
    assert len(error.problems) == 200_001
    assert "200000" in error.in_language("zh")


def test_problems_beyond_the_first_are_counted() -> None:
    problems = [Problem("e.csv", None, f"field {number}", "x", "y") for number in range(1_000)]
    shown, left = shortened(problems)
    assert (len(shown), left) == (20, 980)
    assert Text("problems_left", count=980) in str(InputError(problems))


@pytest.mark.parametrize("name", ["中" + "\u3000" * 100_000, "中" * 100_000, "\u3000 " * 50_000])
def test_long_names_take_no_time_by_their_square(name: str) -> None:
    begun = time.process_time()
    assert in_language(name, "en") == name
    assert one_line(name).rstrip() == name.rstrip()
    assert time.process_time() - begun < 5.0  # by the square it is a minute, otherwise 0.01 s


@pytest.mark.parametrize("given", ["x" * 300, "x" * 5000, None, b"x", ["a"], 3])
def test_unsearchable_paths_are_refused_by_readers_and_writers(given: Any) -> None:
    readers: list[Callable[[Any], object]] = [
        load_assumptions,
        load_programme,
        read_tables,
        check_tables,
    ]
    for each in (*readers, rerun, reading.path_of):
        with pytest.raises(CommpartnerError) as caught:
            each(given)
        assert len(str(caught.value)) < 1000


def test_a_name_with_half_a_character_can_be_printed() -> None:
    with pytest.raises(InputError) as caught:
        load_assumptions("\ud800.csv")
    assert caught.value.in_language("zh").encode()
    assert str(caught.value).encode()
