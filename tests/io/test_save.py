"""What is written comes back equal, and nothing is overwritten or left half-written."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from refusals import raises_problem
from strategies_programme import programmes, texts

from commpartner.errors import InputError
from commpartner.io import load_programme, programme_hash, save_programme
from commpartner.programme import Centre, Estate, Policy, Programme

# Random programmes have values far from what is usual.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def programme() -> Programme:
    return Programme(
        name="小区",
        estates=(
            Estate(id="e1", name='甲, 乙\n"丙"', households=120, floor_area=0.1 + 0.2),
            Estate(id="e2", name="丁\r戊\r\n己", households=7, floor_area=1e11 / 3, managed=True),
        ),
        centres=(Centre(id="c1", rent=1 / 3),),
        policies={"p": Policy(centres=("c1",), assignment={"e2": "c1"})},
        assumptions={"wage_guard": {"central": 2600.0}},
    )


@SLOW
@given(programme=programmes())
def test_a_folder_comes_back_equal(programme: Programme) -> None:
    with tempfile.TemporaryDirectory() as folder:
        save_programme(programme, Path(folder) / "case")
        back = load_programme(Path(folder) / "case")
    assert back == programme
    assert list(back.policies) == list(programme.policies)
    assert programme_hash(back) == programme_hash(programme)


@pytest.mark.parametrize("suffix", [".toml", ".json"])
@SLOW
@given(programme=programmes(names_of_estates=texts))
def test_one_file_comes_back_equal(suffix: str, programme: Programme) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case{suffix}"
        save_programme(programme, path)
        back = load_programme(path)
    assert back == programme


def test_defaults_are_left_out(programme: Programme, tmp_path: Path) -> None:
    save_programme(programme, tmp_path / "case")
    assert (tmp_path / "case/programme.toml").read_text(encoding="utf-8") == (
        '[programme]\nname = "小区"\n'
        '\n[[centres]]\nid = "c1"\nrent = 0.3333333333333333\n'
        '\n[policies.p]\ncentres = [\n    "c1",\n]\n\n[policies.p.assignment]\ne2 = "c1"\n'
        "\n[assumptions.wage_guard]\ncentral = 2600.0\n"
    )
    assert (tmp_path / "case/estates.csv").read_bytes().decode() == (
        "\ufeffid,name,households,floor_area,managed\n"
        'e1,"甲, 乙\n""丙""",120,0.30000000000000004,false\n'
        'e2,"丁\r戊\r\n己",7,33333333333.333332,true\n'
    )


@pytest.mark.parametrize("name", ["case", "case.toml", "case.json"])
def test_a_programme_is_replaced_only_where_asked(
    name: str, programme: Programme, tmp_path: Path
) -> None:
    path = tmp_path / "made/on/the/way" / name
    save_programme(programme, path)
    other = programme.replace(name="other")
    with pytest.raises(InputError) as raised:
        save_programme(other, path)
    assert raised.value.problems[0].allowed == "another path, or overwrite=True"
    assert load_programme(path) == programme
    save_programme(other, path, overwrite=True)
    assert load_programme(path) == other
    assert not list(path.parent.rglob("*.tmp"))


def test_half_a_programme_counts_as_one(programme: Programme, tmp_path: Path) -> None:
    (tmp_path / "estates.csv").write_text("mine", encoding="utf-8")
    with raises_problem(r"estates\.csv"):
        save_programme(programme, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["estates.csv"]


def test_a_failure_leaves_the_old_programme(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_programme(programme, tmp_path / "case")
    written = Path.write_bytes

    def full_disk(path: Path, data: bytes) -> int:
        if path.name == "estates.csv":
            written(path, data[:10])
            raise OSError("no space left on device")
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with raises_problem("no space"):
        save_programme(programme.replace(name="other"), tmp_path / "case", overwrite=True)
    monkeypatch.undo()
    assert load_programme(tmp_path / "case") == programme
    assert len(list((tmp_path / "case").iterdir())) == 2


NAMES = [
    " blank before",
    "blank behind\u3000",
    '=HYPERLINK("http://x","y")',
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n@x",
    "  +1",
    "＝１＋１",
    "-1",
    "|cmd",
    "%x",
    "'quoted'",
    "''",
    "'=1",
    "\ufeffname",
]


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_names_begin_no_formula_and_all_come_back(name: str, tmp_path: Path) -> None:
    estate = Estate(id="-1", name=name, households=1, floor_area=1)
    programme = Programme(name="x", estates=(estate,))
    save_programme(programme, tmp_path / "case")
    assert load_programme(tmp_path / "case") == programme
    text = (tmp_path / "case" / "estates.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfid,")  # or Excel takes it for GBK
    rows = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    cells = next(row for row in rows if row[0] != "id")
    assert cells[:2] == ["'-1", f"'{name}"]


def test_other_paths_are_refused(programme: Programme, tmp_path: Path) -> None:
    with raises_problem("an_excel_workbook"):
        save_programme(programme, tmp_path / "case.xlsx")
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with raises_problem("not_writable"):
        save_programme(programme, tmp_path / "note.txt" / "new")
    with raises_problem("a_file"):
        save_programme(programme, tmp_path / "note.txt", overwrite=True)


def test_the_hash_tells_programmes_apart(programme: Programme) -> None:
    digest = programme_hash(programme)
    assert len(digest) == 64
    same = programme.replace(assumptions={"wage_guard": {"central": 2600}})
    assert same == programme
    assert programme_hash(same) == digest
    assert programme_hash(programme.replace(name="other")) != digest
    policies = {**programme.policies, "q": Policy(organisation="unmanaged")}
    one, other = (
        programme.replace(policies=dict(order))
        for order in (policies.items(), [*policies.items()][::-1])
    )
    assert programme_hash(one) == programme_hash(other) != digest
    dearer = programme.replace(centres=(Centre(id="c1", rent=0.5),))
    assert programme_hash(dearer) != digest
