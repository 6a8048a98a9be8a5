"""The streams between sectors: names once each, small ones together, the split of profit."""

from __future__ import annotations

import pytest
from charted import LANGUAGES, PARTNER, VILLAGE

import commpartner as cp
from commpartner import plots

both = pytest.mark.parametrize("language", LANGUAGES)


@both
@pytest.mark.parametrize("result", [PARTNER, VILLAGE], ids=["partner", "village"])
def test_no_two_nodes_have_one_name(result: cp.SimulationResult, language: plots.Language) -> None:
    (sankey,) = plots.money_between_sectors(result, language=language).data
    names = [label.rpartition(" ")[0] or label for label in sankey.node.label]
    assert len(set(names)) == len(names)


@both
def test_the_split_of_profit_is_that_of_the_run(language: plots.Language) -> None:
    figure = plots.money_between_sectors(PARTNER, language=language)
    paid = PARTNER.ledger.groupby("account")["mean"].sum()
    back = paid["reinvested_profit"] / (paid["reinvested_profit"] + paid["retained_profit"])
    assert 0 < back < 1
    (sankey,) = figure.data
    shares = [f"{100 * back:.0f}%", f"{100 - 100 * back:.0f}%"]
    for share in shares:
        assert [label for label in sankey.node.label if share in label]
        assert share in plots.described(figure).alt
    profit = next(
        number
        for number, label in enumerate(sankey.node.label)
        if label.startswith(("profit shared out", "可分配利润"))
    )
    links = list(zip(sankey.link.source, sankey.link.target, sankey.link.value, strict=True))
    into = sum(value for _, target, value in links if target == profit)
    out = [value for source, _, value in links if source == profit]
    assert len(out) == 2 and sum(out) == pytest.approx(into)


def test_without_profit_there_is_no_split() -> None:
    alone = cp.simulate(PARTNER.programme, "clustered", months=2, draws=2)
    (sankey,) = plots.money_between_sectors(alone).data
    assert not [label for label in sankey.node.label if "profit" in label]
