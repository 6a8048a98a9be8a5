"""A grant that tapers: each year has its part, money balances, engines agree."""

from __future__ import annotations

import numpy as np
from town import BASE, TOWN

import commpartner as cp

GRANT = BASE.replace(grant=4.0, grant_months=30)


def granted(taper: float, engine: str = "numpy") -> np.ndarray:
    """Grants by year."""
    policy = GRANT.replace(grant_taper=taper)
    result = cp.simulate(TOWN, policy, months=36, draws=2, seed=5, engine=engine)  # type: ignore[arg-type]
    assert result.largest_imbalance < 1e-3
    return result.ledger.query("account == 'grants'").sort_values("year")["mean"].to_numpy()


def test_each_year_has_its_part_of_the_grant() -> None:
    whole = granted(0.0)
    np.testing.assert_allclose(whole, whole[0] * np.array([1.0, 1.0, 0.5]))
    np.testing.assert_allclose(granted(0.2), whole * np.array([1.0, 0.8, 0.64]))
    np.testing.assert_allclose(granted(1.0), whole * np.array([1.0, 0.0, 0.0]))


def test_both_engines_agree_on_the_taper() -> None:
    np.testing.assert_allclose(granted(0.3, "jax"), granted(0.3), rtol=1e-12)
