"""Screens of all widths show the same numbers, and wide ones the names of policies in one piece."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from calling import Streams
from rich.cells import cell_len

import commpartner as cp

# With a figure before or behind it, a sign, a point, a range, a share, or a size in words.
NUMBER = re.compile(r"-?\d[\d,.]*(?:\.\.-?\d[\d,.]*)?(?:万|亿|M|k|%)?")
SMALL = ("--draws", "4", "--months", "61")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with policies of long names, whose figures are forty times as large."""
    file = tmp_path_factory.mktemp("large") / "large.json"
    cp.save_programme(cp.datasets.load("xiangyang"), file)
    data = json.loads(file.read_text(encoding="utf-8"))
    for estate in data["estates"]:
        estate["households"] *= 40
        estate["floor_area"] *= 40
    data["policies"] = {name: data["policies"][name] for name in ("trial_0", "trial_6")}
    for name, policy in data["policies"].items():
        policy["label_en"] = f"everything that the case has, {name} months"
        policy["label_zh"] = f"案例中的全部做法，前若干个月免费试用 {name}"
        policy["fallback_cap"] = None
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("command", "language"),
    [
        ("run", "zh"),
        ("compare", "en"),
        pytest.param("run", "en", marks=pytest.mark.nightly),
        pytest.param("compare", "zh", marks=pytest.mark.nightly),
    ],
)
def test_numbers_stay_whole_and_names_fold_only_if_needed(
    command: str, language: str, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for width in (80, 120, 300):
        monkeypatch.setenv("COLUMNS", str(width))
        called = Streams(monkeypatch).call(command, str(large), *SMALL, "--lang", language)
        assert called.status == 0, called.err
        found[width] = called.out
    numbers = {width: sorted(NUMBER.findall(screen)) for width, screen in found.items()}
    assert numbers[80] == numbers[120] == numbers[300]
    assert "…" not in found[80] + found[120]
    label = "everything that the case has" if language == "en" else "案例中的全部做法"
    assert any(line.strip().startswith(label) for line in found[120].splitlines())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_largest_policies_of_a_case_fit_eighty_columns(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    chosen = ("--policy", "rollout", "--policy", "partner_fee_relief")
    called = Streams(monkeypatch).call(
        "run", "xiashan", *chosen, "--draws", "40", "--lang", language
    )
    assert called.status == 0, called.err
    assert max(map(cell_len, called.out.splitlines())) <= 80
