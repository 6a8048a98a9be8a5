"""Draw which sector pays which, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from commpartner.facts.accounts import SECTORS, Sector
from commpartner.facts.labels import SECTOR_NAMES
from commpartner.facts.scales import scale_of
from commpartner.facts.words import say, year_name
from commpartner.problems.arguments import is_whole, refused
from commpartner.problems.wording import Language
from commpartner.report.charts.described import Told
from commpartner.report.charts.names import BREAK, TICK, drawn
from commpartner.report.charts.streams import (
    links_of,
    nodes_of,
    parts_of_profit,
    shared_out,
    streams_of,
)
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
    YELLOW,
    check_given,
    dress,
    headed,
    plotly,
    policy_label,
    quantity,
    translucent,
)
from commpartner.results.result import SimulationResult
from commpartner.texts import Text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SECTOR_COLOURS: dict[Sector, str] = dict(
    zip(SECTORS, (BLUE, SKY, YELLOW, ORANGE, GREEN, PINK, AMBER, GREY, BLACK, PALE), strict=True)
)
LEAST = 760  # pixels of width
MENTIONED = 3  # streams in the text of the chart

BETWEEN = 17  # pixels between two nodes, so that the labels of thin ones stay apart
LEAST_HEIGHT, STREAM = 620, 34  # pixels: of the chart, and for each stream of many


def money_between_sectors(
    result: SimulationResult, year: int | None = None, language: Language = "en"
) -> Figure:
    """Draw the ledger as streams between sectors [money/year].

    A sector that pays and receives stands on both sides, each time with the sum beside it. What
    ventures share out has a node of its own, and the percentages that go back to the estates and
    are kept. Accounts below one per cent of all payments are merged for each pair of sectors; to
    hover over a stream names its accounts.

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
    money = payments(result, year)
    scale = scale_of("yuan/year", money.groupby("payer")["mean"].sum(), language)
    streams = streams_of(money, scale, language)
    nodes = nodes_of(streams, scale, language)
    amounts = [stream.amount for stream in streams]
    unit = scale.unit
    links = links_of(streams)
    place = {key: number for number, key in enumerate(nodes)}
    figure: Figure = objects.Figure(
        objects.Sankey(
            arrangement="snap",
            node={
                "label": [
                    drawn(each.label, TICK if each.last else None) for each in nodes.values()
                ],
                "color": [SECTOR_COLOURS[node.sector] for node in nodes.values()],
                "pad": BETWEEN,
                "thickness": 12,
                "line_width": 0,
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [place[link.source] for link in links],
                "target": [place[link.target] for link in links],
                "value": [scale.factor * link.stream.amount for link in links],
                "color": [translucent(SECTOR_COLOURS[link.stream.payer], 0.35) for link in links],
                "customdata": [BREAK.join(map(drawn, link.stream.accounts)) for link in links],
                "hovertemplate": f"%{{customdata}}<br>%{{value:,.4~r}} {unit}<extra></extra>",
            },
        )
    )
    label = policy_label(result, language)
    when = say("mean_year", language) if year is None else year_name(year, language)
    heads = (
        say("payer", language),
        say("chart_for_what", language),
        say("chart_payee", language),
        headed(say("mean", language), unit, language),
    )
    table = pd.DataFrame(
        [
            (
                SECTOR_NAMES[each.payer][zh],
                each.label,
                SECTOR_NAMES[each.payee][zh],
                scale.factor * each.amount,
            )
            for each in streams
        ],
        columns=heads,
    )
    largest = sorted(streams, key=lambda each: -each.amount)[:MENTIONED]
    alt = say(
        "chart_sectors_alt",
        language,
        label=label,
        when=when,
        whole=quantity(sum(amounts), "yuan/year", language),
        listed=say("chart_and", language).join(
            f"{each.label} {quantity(each.amount, 'yuan/year', language)}" for each in largest
        ),
    )
    profit = shared_out(money)
    if profit:
        alt += say("chart_profit_alt", language, **parts_of_profit(profit, language))
    return dress(
        figure,
        say("chart_sectors", language, label=label, when=when, unit=unit),
        result.programme.synthetic,
        language,
        say("chart_sectors_note", language),
        told=Told(alt, table, least_width=LEAST),
        height=max(LEAST_HEIGHT, STREAM * len(streams)),
    )


def payments(result: SimulationResult, year: int | None) -> pd.DataFrame:
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
