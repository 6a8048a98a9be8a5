"""The tool that fits the size curve finds what made-up estates were made with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import size_curve

SLOPES = {"general": -0.2, "security": -0.1, "cleaning": 0.1, "maintenance": -0.3}
SPREAD = 0.3


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    count = 4000
    households = np.exp(rng.uniform(np.log(60), np.log(3000), count)).round()
    each = rng.uniform(50, 120, count)
    place = rng.integers(0, 40, count)
    made = pd.DataFrame(
        {
            "province": [f"p{number // 10}" for number in place],
            "district": [f"d{number}" for number in place],
            "households": households,
            "buildings": np.ceil(households / rng.uniform(30, 90, count)),
            "year": rng.integers(1985, 2020, count),
            "area_m2": households * each,
            "management": "위탁관리",
        }
    )
    for name, slope in SLOPES.items():
        level = 300 * np.exp(0.1 * rng.normal(size=40))[place]
        noise = np.exp(rng.normal(0, SPREAD, count))
        made[name] = level * (households / 450) ** slope * each**-0.5 * 8 * noise
    made["common"] = made[list(SLOPES)].sum(axis=1)
    made.loc[0, "common"] = 9000.0  # implausible: left out
    file: Path = tmp_path_factory.mktemp("rows") / "rows.csv"
    made.to_csv(file, index=False)
    return size_curve.read_rows(str(file))


def test_implausible_rows_are_left_out(rows: pd.DataFrame) -> None:
    assert 3000 < len(rows) < 4000
    assert (rows["common"] <= 5000).all()


def test_slopes_are_found_by_head(rows: pd.DataFrame) -> None:
    fits = size_curve.fitted(rows)
    for head, column in size_curve.COLUMNS.items():
        if head == "total":
            continue
        found = fits[head].numbers
        for part in ("to_450", "to_1000", "above_1000"):
            assert found[part] == pytest.approx(SLOPES[column], abs=0.08)
        assert found["area"] == pytest.approx(0.5, abs=0.06)
        assert found["sd"] == pytest.approx(SPREAD, rel=0.05)
        assert found["sd_size"] == pytest.approx(0.0, abs=0.06)


def test_intervals_cover_other_provinces(rows: pd.DataFrame) -> None:
    first = rows["province"].isin(["p0", "p1"])
    table = size_curve.tested(rows[~first], size_curve.fitted(rows[first]))
    assert table["covered"].between(0.87, 0.93).all()
    assert table["missed by"].abs().max() < 0.03
    assert (table["error"] > 0).all()


def test_provinces_have_the_same_weight(rows: pd.DataFrame) -> None:
    few = pd.concat([rows[rows.province == "p0"], rows[rows.province == "p1"].head(200)])
    weight = size_curve._weights(few)
    assert weight.mean() == pytest.approx(1.0)
    of_each = pd.Series(weight).groupby(few.province.to_numpy()).sum()
    assert of_each["p0"] == pytest.approx(of_each["p1"])


def test_the_shipped_table_is_what_the_tool_writes(rows: pd.DataFrame) -> None:
    written = list(size_curve.table_rows(size_curve.fitted(rows, errors=True)))
    shipped = size_curve.shipped()
    assert {(row[0], row[1]) for row in written[1:]} == {
        (head, part) for head, fit in shipped.items() for part in fit.numbers
    }


def test_errors_by_clusters_exceed_none() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=2000)
    made = pd.DataFrame({"place": np.repeat(np.arange(200), 10).astype(str), "x": x})
    found = size_curve.regress(made, pd.Series(2.0 * x + rng.normal(size=2000)), ("x",))
    assert found.slopes[0] == pytest.approx(2.0, abs=0.1)
    assert found.errors[0] == pytest.approx(1 / np.sqrt(2000), rel=0.2)
