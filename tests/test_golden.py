"""Golden results of Xiashan: they change only with a reason in CHANGELOG.md.

    python tests/test_golden.py

writes them anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import commpartner as cp

FILE = Path(__file__).parent / "golden" / "xiashan.json"
DRAWS, MONTHS, SEED = 8, 36, 7
POLICIES = tuple(cp.datasets.load("xiashan").policies)


def found(policy: str) -> dict[str, dict[str, float | None]]:
    """Means of all outcomes, and the money that each account moves."""
    result = cp.simulate(cp.datasets.load("xiashan"), policy, months=MONTHS, draws=DRAWS, seed=SEED)
    means = result.outcomes.mean().to_dict()
    accounts = result.ledger.groupby("account")["mean"].sum().to_dict()
    return {
        "outcomes": {str(k): None if v != v else float(v) for k, v in means.items()},
        "accounts": {str(k): float(v) for k, v in accounts.items()},
    }


@pytest.mark.parametrize("policy", POLICIES)
def test_xiashan_gives_its_golden_results(policy: str) -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))[policy]
    for part, values in found(policy).items():
        assert values.keys() == golden[part].keys()
        for name, value in values.items():
            expected = golden[part][name]
            if value is None or expected is None:  # never within the horizon
                assert value is expected, f"{part} {name}"
            else:
                assert value == pytest.approx(expected, rel=1e-9, abs=1e-6), f"{part} {name}"


def test_the_golden_file_has_these_policies_and_no_others() -> None:
    assert set(json.loads(FILE.read_text(encoding="utf-8"))) == set(POLICIES)


if __name__ == "__main__":
    text = json.dumps({name: found(name) for name in POLICIES}, indent=1, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {FILE.name}\n")
