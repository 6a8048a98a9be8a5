"""Orders and shortfalls that get lost are found, where a policy has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tampering import tampered
from town import BASE, SUPERVISED, TOWN

from commpartner.errors import ImbalanceError
from commpartner.flows import collective, orders
from commpartner.model import balance, tree
from commpartner.model.accounts import Flows, billed
from commpartner.model.balance import net_by_sector
from commpartner.model.engines import Run
from commpartner.model.inputs import Inputs
from commpartner.programme import Policy
from commpartner.results import evaluate as measured
from commpartner.simulation import simulate

WITH_ORDERS = BASE.replace(orders=SUPERVISED)
# Meals that the collective tops up, from a building whose income is more than they take.
WITH_COLLECTIVE = BASE.replace(ventures=("building", "canteen"))


@pytest.mark.parametrize(
    ("policy", "module", "function", "field", "where"),
    [
        (WITH_ORDERS, orders, "follow", "backlog", "the open work orders"),
        (WITH_ORDERS, orders, "follow", "opened", "the open work orders"),
        (WITH_ORDERS, orders, "follow", "closed", "the open work orders"),
        (WITH_COLLECTIVE, collective, "after_shortfall", "shortfall", "the shortfall of"),
        (WITH_COLLECTIVE, collective, "after_shortfall", "left", "the"),
    ],
)
def test_a_loss_is_found_with_its_draw_and_month(
    policy: Policy,
    module: Any,
    function: str,
    field: str,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Chunks of 4 draws and 6 months: the tenth call is month 3 of the second chunk, draws 4 to 7.
    lossy = tampered(getattr(module, function), field, row=2, call=9, change=0.01)
    monkeypatch.setattr(module, function, lossy)
    with pytest.raises(ImbalanceError, match=f"balance: {where}.*, draw 6, month 3: ") as caught:
        simulate(TOWN, policy, draws=10, months=6, chunk=4)
    assert str(caught.value).endswith("0.01 yuan")


@pytest.mark.parametrize("policy", [WITH_ORDERS, WITH_COLLECTIVE])
def test_books_of_the_other_sign_balance_too(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative bills must not make the tolerance small, or less than nothing."""

    def mirrored(inputs: Inputs, run: Run, flows: Flows, net: Any, first_draw: int) -> float:
        other = Run(run.end, tree.over(np.negative, run.totals))
        against = {name: -amount for name, amount in flows.items()}
        with monkeypatch.context() as patch:
            patch.setattr(balance, "billed", lambda *_: -billed(inputs, run))
            return balance.check_balance(inputs, other, against, net_by_sector(against), first_draw)

    monkeypatch.setattr(measured, "check_balance", mirrored)
    assert simulate(TOWN, policy, draws=4, months=6).largest_imbalance < 1e-3
