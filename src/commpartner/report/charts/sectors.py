"""Draw which sector pays which, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.accounts import ACCOUNTS, SECTORS, Sector
from commpartner.facts.labels import SECTOR_NAMES, label_of
from commpartner.facts.words import say, year_name
from commpartner.problems.arguments import is_whole, refused
from commpartner.problems.wording import Language
from commpartner.report.charts.style import (
    AMBER,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PINK,
    SKY,
    TEN_THOUSAND,
    axis_unit,
    check_given,
    dress,
    plotly,
    policy_label,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SECTOR_COLOURS: dict[Sector, str] = dict(
    zip(SECTORS, (BLUE, SKY, ORANGE, GREEN, PINK, AMBER, GREY, BLACK, PALE), strict=True)
)
SMALL = 0.01  # of all payments: accounts below it share one band for each pair of sectors


def money_between_sectors(
    result: SimulationResult, year: int | None = None, language: Language = "en"
) -> Figure:
    """Draw the ledger as streams between sectors [10,000 yuan/year].

    A sector that pays and receives stands on both sides, each time with the sum beside it.
    Accounts below one per cent of all payments are merged for each pair of sectors; to hover over
    a stream names its accounts.

    Parameters
    ----------
    year
        The year shown, 1 the first; none: the mean year of the whole run.

    Raises
    ------
    ValueError
        If the run has no such year.
    MissingExtraError
        If Plotly is not installed.
    """
    check_given("result", result, SimulationResult, language)
    objects = plotly()
    zh = language == "zh"
    money = _payments(result, year)
    paid, received = money.groupby("payer")["mean"].sum(), money.groupby("payee")["mean"].sum()
    payers = [sector for sector in SECTORS if sector in paid.index]
    payees = [sector for sector in SECTORS if sector in received.index]
    streams = _streams(money, language)
    place = {("payer", name): number for number, name in enumerate(payers)}
    place |= {("payee", name): len(payers) + number for number, name in enumerate(payees)}
    first = len(place)
    colours = [SECTOR_COLOURS[row] for row in streams["payer"]]
    sources = [place["payer", row] for row in streams["payer"]]
    targets = [place["payee", row] for row in streams["payee"]]
    middle = list(range(first, first + len(streams)))

    def named(sector: Sector, amount: float) -> str:
        return f"{SECTOR_NAMES[sector][zh]} {amount / TEN_THOUSAND:,.1f}"

    amounts = streams["mean"] / TEN_THOUSAND
    labels = [
        *(named(sector, paid[sector]) for sector in payers),
        *(named(sector, received[sector]) for sector in payees),
        *(
            f"{label} {amount:,.1f}"
            for label, amount in zip(streams["label"], amounts, strict=True)
        ),
    ]
    unit = axis_unit("yuan/year", language)
    figure: Figure = objects.Figure(
        objects.Sankey(
            arrangement="snap",
            node={
                "label": labels,
                "color": [SECTOR_COLOURS[sector] for sector in [*payers, *payees]] + colours,
                "pad": 14,
                "thickness": 12,
                "line_width": 0,
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": sources + middle,
                "target": middle + targets,
                "value": [*amounts, *amounts],
                "color": [_translucent(colour) for colour in [*colours, *colours]],
                "customdata": [*streams["accounts"], *streams["accounts"]],
                "hovertemplate": f"%{{customdata}}<br>%{{value:,.1f}} {unit}<extra></extra>",
            },
        )
    )
    label = policy_label(result, language)
    when = (say("mean_year", language)) if year is None else (year_name(year, language))
    title = say("chart_sectors", language, label=label, when=when)
    note = say("chart_sectors_note", language)
    return dress(figure, title, result.programme.synthetic, language, note, height=620)


def _payments(result: SimulationResult, year: int | None) -> pd.DataFrame:
    """Tabulate payer, payee, account and mean [yuan/year] of accounts in use."""
    ledger = result.ledger
    years = result.months / 12.0
    if year is not None:
        if not is_whole(year) or year not in set(ledger["year"]):
            raise refused("year", year, _years_allowed(ledger["year"].unique().tolist()))
        ledger = ledger[ledger["year"] == year]
        years = ledger["months"].iloc[0] / 12.0
    money = ledger.groupby(["payer", "payee", "account"], sort=False)["mean"].sum() / years
    return money[money > 0].reset_index()


def _years_allowed(years: list[int]) -> Text:
    if years[0] == 1:
        return Text("one_to_max", max=years[-1])
    return Text("one_of", names=", ".join(map(str, years)))


def _streams(money: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Tabulate streams: payer, payee, mean [yuan/year], label, accounts."""
    names = {name: label_of(account, language) for name, account in ACCOUNTS.items()}
    small = money["mean"] < SMALL * money["mean"].sum()
    alone = money.groupby(["payer", "payee"])["account"].transform("size") == 1
    merged = money["account"].where(~small | alone, "")
    rows = []
    for (payer, payee, account), part in money.groupby(["payer", "payee", merged], sort=False):
        listed = [names[name] for name in part["account"]]
        few = account or len(listed) == 1
        label = listed[0] if few else (say("chart_other", language))
        shown = [
            f"{name} {amount / TEN_THOUSAND:,.1f}"
            for name, amount in zip(listed, part["mean"], strict=True)
        ]
        rows.append(
            {
                "payer": payer,
                "payee": payee,
                "mean": part["mean"].sum(),
                "label": label,
                "accounts": "<br>".join(shown),
            }
        )
    return pd.DataFrame(rows)


def _translucent(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"
