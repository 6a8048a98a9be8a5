"""Tables on the screen and in files: heads, names, units and numbers in a language."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

import commpartner as cp
from commpartner.cli.printing import Terminal
from commpartner.cli.running import origin_of
from commpartner.cli.tabled import (
    labels,
    own_labels,
    show_table,
    with_ids,
    write_in_language,
)
from commpartner.facts.labels import COLUMN_NAMES
from commpartner.facts.outcomes import OUTCOMES
from commpartner.facts.rows import rows
from commpartner.results.dictionary import columns, heading
from commpartner.texts import Language

RANKING = pd.DataFrame(
    {
        "policy": ["partner", "clustered"],
        "outcome": "fallback_cumulative",
        "unit": "yuan",
        "mean": [28_830_000.0, 31_000_000.0],
        "households_served": [0.004, 1.0],
        "assumption": ["wage_guard", "wage_correlation: wage_guard, wage_cleaner"],
    }
)


def screen(table: pd.DataFrame, language: Language, width: int = 120) -> str:
    console = Terminal(width=width, record=True, file=StringIO())
    names = labels(cp.datasets.load("xiashan"), language)
    show_table(console, "title", table, language, with_ids(names))
    return console.export_text()


def test_own_rows_have_their_own_labels_on_screen() -> None:
    own: dict[str, object] = {
        "label_zh": "票价",
        "label_en": "price",
        "unit": "yuan/visit",
        "kind": "assumption",
    }
    own |= {"distribution": "fixed", "low": 1, "central": 1, "high": 1}
    rows = {"north": own, "south": own, "hall_length": {**own, "label_zh": "长度"}}
    programme = cp.datasets.load("xiashan")
    programme = programme.replace(assumptions={**programme.assumptions, **rows})
    console = Terminal(width=80, record=True, file=StringIO())
    table = pd.DataFrame({"assumption": ["north", "south, hall_length", "wage_guard"]})
    show_table(console, "title", table, "zh", heads=own_labels(programme, "zh"))
    shown = console.export_text()
    assert "票价 (north)" in shown
    assert "票价 (south), 长度" in shown
    assert "保安月工资" in shown


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ("title [万元]", "2,883", "社区合伙人 (partner)", "不到1%", "100%", "保安月工资")),
        ("en", ("title [million yuan]", "28.8", "clustered", "under 1%")),
    ],
)
def test_a_table_has_one_unit_words_and_percentages(
    language: Language, expected: tuple[str, ...]
) -> None:
    shown = screen(RANKING, language)
    for words in expected:
        assert words in shown
    assert "wage_guard" not in shown
    assert "e+" not in shown


def test_chinese_heads_are_undone_by_the_manifest(tmp_path: Path) -> None:
    tables = {"ranking": RANKING, "outcomes": pd.DataFrame({name: [1.0] for name in OUTCOMES})}
    write_in_language(tables, tmp_path / "zh", {}, "zh")
    manifest = json.loads((tmp_path / "zh" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["language"] == "zh"
    for name, table in tables.items():
        read = pd.read_csv(tmp_path / "zh" / f"{name}.csv", encoding="utf-8-sig")
        assert len(set(read)) == len(table.columns)
        assert not set(read) & set(OUTCOMES)
        pd.testing.assert_frame_equal(read.rename(columns=manifest["columns"][name]), table)


def test_english_tables_keep_the_names_of_the_library(tmp_path: Path) -> None:
    write_in_language({"ranking": RANKING}, tmp_path / "en", {}, "en")
    assert list(pd.read_csv(tmp_path / "en" / "ranking.csv", encoding="utf-8-sig")) == list(RANKING)


def test_columns_of_runs_and_comparisons_have_chinese_heads() -> None:
    programme = cp.datasets.load("xiashan")
    result = cp.simulate(programme, "xiashan_all", months=24, draws=3)
    found = cp.compare(programme, ["partner", "clustered"], months=13, draws=4)
    outcome = "fallback_cumulative"
    tables = (
        result.summary(),
        result.outcomes,
        result.estates,
        result.ledger,
        result.ventures,
        result.partners,
        result.variance_by_kind(),
        found.ranking(outcome),
        found.differences(),
        found.probability_best(outcome),
        found.regret(outcome),
        found.delivery(),
    )
    names = {str(column) for table in tables for column in table.reset_index()}
    assert {name for name in names - {"index"} if heading(name, "zh") == name} == set()


def test_every_column_of_the_dictionary_has_a_head() -> None:
    described = {name for _, name in columns()}
    assert {name for name in described if heading(name, "zh") == name} <= {"mu", "sigma"}


def test_heads_are_in_both_languages() -> None:
    assert all(english and chinese for english, chinese in COLUMN_NAMES.values())


def test_equal_savings_are_noted_in_the_manifest() -> None:
    programme = cp.datasets.load("xiashan")
    for sharing, told in (("stand_alone_cost", True), ("household", False)):
        policy = programme.policies["clustered"].replace(cost_sharing=sharing)
        changed = programme.replace(policies={"clustered": policy})
        result = cp.simulate(changed, "clustered", months=2, draws=2)
        notes = origin_of({"clustered": result}, "clustered")["notes"]
        assert ("savings_by_estate" in notes) == told


def test_a_head_means_the_same_whatever_other_tables_have() -> None:
    own = {row["column"]: row["head_zh"] for row in rows("columns") if not row["table"]}
    assert {name: head for name, head in own.items() if head and heading(name, "zh") != head} == {}
    assert (heading("mean", "zh"), heading("mean", "en")) == ("均值", "mean")
