"""Make streams of the ledger: which sector pays which, for what, and how much."""

from __future__ import annotations

from typing import NamedTuple, cast

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, SECTORS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of
from commpartner.facts.quantities import percent
from commpartner.facts.scales import Scale
from commpartner.facts.words import say
from commpartner.problems.wording import Language
from commpartner.report.charts.style import quantity

Key = tuple[str, ...]  # of a node

SPLIT = ("reinvested_profit", "retained_profit")  # the two parts of profit after losses
PROFIT = "profit"
SMALL = 0.01  # of all payments: accounts below it share one band for each pair of sectors


class Stream(NamedTuple):
    """Hold a stream: who pays whom, for what, how much, and its accounts in words."""

    payer: Sector
    payee: Sector
    label: str
    amount: float  # [yuan/year]
    accounts: list[str]
    of_profit: bool


class Node(NamedTuple):
    """Hold a node: its label and the sector whose colour it has."""

    label: str
    sector: Sector
    last: bool = False  # on the right, where its label stands on the streams


class Link(NamedTuple):
    """Hold a link between two nodes, which are keys, and its stream."""

    source: Key
    target: Key
    stream: Stream


def shared_out(money: pd.DataFrame) -> tuple[float, float] | None:
    """Return what of the profit goes back to the estates and what is kept [yuan/year]."""
    by_account = money.set_index("account")["mean"]
    back, kept = (float(by_account.get(name, 0.0)) for name in SPLIT)
    return (back, kept) if back > 0.0 and kept > 0.0 else None


def parts_of_profit(profit: tuple[float, float], language: Language) -> dict[str, str]:
    """Return the two parts of the profit, and the percentages that they are of it."""
    back, kept = profit
    return {
        "profit": quantity(back + kept, "yuan/year", language),
        "back": percent(back / (back + kept), language),
        "kept": percent(kept / (back + kept), language),
    }


def streams_of(money: pd.DataFrame, scale: Scale, language: Language) -> list[Stream]:
    """List the streams; small accounts of a pair of sectors are one."""
    zh = language == "zh"
    names = {name: label_of(account, language) for name, account in ACCOUNTS.items()}
    profit = shared_out(money)
    if profit:
        parts = parts_of_profit(profit, language)
        for name, part in zip(SPLIT, ("back", "kept"), strict=True):
            names[name] = say("chart_part_of_profit", language, name=names[name], share=parts[part])
    split = money["account"].isin(SPLIT if profit else ())
    small = (money["mean"] < SMALL * money["mean"].sum()) & ~split
    pairs = money[~split].groupby(["payer", "payee"])["account"].transform("size")
    alone = pairs.reindex(money.index).eq(1)
    merged = money["account"].where(~small | alone, "")
    found = []
    for key, some in money.groupby(["payer", "payee", merged], sort=False):
        payer, payee, account = cast(tuple[Sector, Sector, str], key)
        listed = [names[name] for name in some["account"]]
        pair = {"payer": SECTOR_NAMES[payer][zh], "payee": SECTOR_NAMES[payee][zh]}
        found.append(
            Stream(
                payer,
                payee,
                listed[0] if len(listed) == 1 else say("chart_other", language, **pair),
                float(some["mean"].sum()),
                [
                    f"{name} {scale.text(amount, 1)}"
                    for name, amount in zip(listed, some["mean"], strict=True)
                ],
                bool(profit) and account in SPLIT,
            )
        )
    return found


def nodes_of(streams: list[Stream], scale: Scale, language: Language) -> dict[Key, Node]:
    """List the nodes by key: payers, what is paid for, payees; each has another label."""
    zh = language == "zh"
    nodes: dict[Key, Node] = {}
    for side in ("payer", "payee"):
        for sector in SECTORS:
            amount = sum(each.amount for each in streams if getattr(each, side) == sector)
            if amount > 0.0:
                name = say(f"chart_as_{side}", language, name=SECTOR_NAMES[sector][zh])
                nodes[side, sector] = Node(
                    f"{name} {scale.text(amount, 1)}", sector, side == "payee"
                )
    profit = [each for each in streams if each.of_profit]
    if profit:
        whole = sum(each.amount for each in profit)
        name = say("chart_profit", language)
        nodes[(PROFIT,)] = Node(f"{name} {scale.text(whole, 1)}", profit[0].payer)
    for each in streams:
        nodes[_key(each)] = Node(f"{each.label} {scale.text(each.amount, 1)}", each.payer)
    return nodes


def links_of(streams: list[Stream]) -> list[Link]:
    """List the links: all to an account, all from one, and those of profit to its own node."""
    payers: list[tuple[Key, Stream]] = [
        ((PROFIT,) if each.of_profit else ("payer", each.payer), each) for each in streams
    ]
    return [
        *(Link(payer, _key(each), each) for payer, each in payers),
        *(Link(_key(each), ("payee", each.payee), each) for each in streams),
        *(Link(("payer", each.payer), (PROFIT,), each) for each in streams if each.of_profit),
    ]


def _key(stream: Stream) -> Key:
    return ("account", stream.payer, stream.payee, stream.label)
