"""Where keys stand in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from commpartner.errors import InputError
from commpartner.io import load_programme
from commpartner.io.lines import entry_name, field_of, path_of, toml_lines
from commpartner.texts import Text

TEXT = '''\
top = 1
a.b = 2 # a comment = 3
"odd.key" = """
[hidden]
x = 1
"""
[ table . "in.side" ] # [[not]]
x = """one line"""
list = [
    "x = 1",
    ["table"],
]

[[many]]
x = 1
[many.nested]
y = 1
[[many]]
[[many.inner]]
z = 1
[[many.inner]]
z = {q = 1}
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("a",), 2),
        (("a", "b"), 2),
        (("odd.key",), 3),
        (("hidden",), None),
        (("table",), 7),
        (("table", "in.side"), 7),
        (("table", "in.side", "x"), 8),
        (("table", "in.side", "list"), 9),
        (("many",), 14),
        (("many", 0), 14),
        (("many", 0, "x"), 15),
        (("many", 0, "nested", "y"), 17),
        (("many", 1), 18),
        (("many", 1, "inner", 0, "z"), 20),
        (("many", 1, "inner", 1), 21),
        (("many", 1, "inner", 1, "z"), 22),
        (("many", 1, "inner", 1, "z", "q"), None),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int | None) -> None:
    assert toml_lines(TEXT).get(path) == line
    assert toml_lines(TEXT.replace("\n", "\r\n")).get(path) == line


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        children = enumerate(value)
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


def test_a_field_leads_back_to_its_path() -> None:
    data = tomllib.loads(TEXT)
    for path in _paths(data):
        assert path_of(field_of(path, data), data) == path


def test_names_with_dots_and_entries_without_names() -> None:
    data = {"centres": ({"id": "c"}, {"id": "c.1", "rent": 1}, {"rent": 2})}
    assert path_of("centres.c.1.rent", {"centres": {"c": {}, "c.1": {"rent": 1}}})[1] == "c.1"
    assert path_of("centres.3.rent", data) == ("centres", 2, "rent")
    assert path_of("centres.c.rent", data) == ("centres", 0)
    assert path_of("nothing", data) == ()
    assert entry_name({"field": "estates", "id": ""}, 4) == "estates"


LONG = 100_000
LINES = {
    "blanks": " " * LONG,
    "blanks and a key": " " * LONG + "x = 1",
    "tabs": "\t " * LONG + "=",
    "words": "a " * LONG,
    "quotes": '"' * LONG,
    "halves": "'\"" * LONG,
    "brackets": "[" * LONG,
    "closed": "[[" + "]" * LONG,
    "dots": "." * LONG,
    "equals": "=" * LONG,
    "comment": "#" + " =" * LONG,
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_100_000_characters_is_read_quickly(name: str) -> None:
    """With time by the square of its length this test does not end within the hour."""
    assert set(toml_lines(LINES[name])) <= {("x",)}


def test_a_key_of_many_parts_is_refused_quickly(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a" + ".a" * LONG + " = 1")
    with pytest.raises(InputError) as caught:
        load_programme(tmp_path / "x.toml")
    (problem,) = caught.value.problems
    assert (problem.row, problem.found) == (1, Text("dots_many", count=LONG + 1))
