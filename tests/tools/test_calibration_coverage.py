"""The tool that checks calibrations: what it counts as covered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from calibration_coverage import FIGURES, summary


def rows(covered: float, narrowing: float) -> pd.DataFrame:
    names = [("assumption", f"row{number}") for number in range(50)]
    names += [("figure", name) for name in FIGURES]
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "district": district,
            "of": of,
            "name": name,
            "covered": bool(random.random() < covered),
            "narrowing": narrowing,
        }
        for district in range(100)
        for of, name in names
    )


@pytest.mark.parametrize("covered", [0.9, 0.5])
def test_coverage_is_the_share_of_truths_covered(covered: float) -> None:
    table = summary(rows(covered, 0.6)).set_index("group").to_dict("index")
    assert table["all assumptions"]["coverage"] == pytest.approx(covered, abs=0.03)
    assert table["narrowed by 50 % or more"]["values"] == 5000
    assert table["all figures"]["standard_error"] < 0.05


def test_rows_that_are_not_narrowed_count_apart() -> None:
    table = summary(rows(0.9, 0.05)).set_index("group").to_dict("index")
    assert table["narrowed by 10 % or more"]["values"] == 0
