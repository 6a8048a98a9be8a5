"""Make the pictures of the README in both languages, and those of docs/cases/ that show one run.

    python tools/pictures.py [NAME ...] [--draws 500] [--out docs/pictures]

Needs the extra ``notebooks``, a Chromium or Chrome, and a Chinese font such as Noto Sans CJK.
`examples/choices.py` and `tools/size_curve.py` make the other pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import commpartner as cp
from commpartner import plots, reports
from commpartner.assumptions.scenarios import Scenarios
from commpartner.model.inputs import month_inputs
from commpartner.model.scheme import build_scheme
from commpartner.planning.tipping import LOOP, scheme_loop, search_tipping_points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SEED = 7
WIDTH, SCALE = 900, 1.5  # of a picture [pixel]
SCREEN = (1280, 900)  # of the report [pixel]
LOADING = 2.0  # seconds that the charts of a page need at most
COLOURS = 128  # of a picture, which makes its file small


@cache
def run(case: str, policy: str, draws: int, months: int = 120) -> cp.SimulationResult:
    """Run a policy of a case."""
    return cp.simulate(cp.datasets.load(case), policy, months=months, draws=draws, seed=SEED)


def savings(draws: int, language: plots.Language) -> Figure:
    """Draw what pooling saves in Xiashan."""
    xiashan = cp.datasets.load("xiashan")
    saved = cp.estimate_savings(xiashan, "clustered", draws=draws, seed=SEED)
    return plots.savings_by_mechanism(saved, language)


def loop() -> Figure:
    """Draw the first loop that docs/cases/tipping.md finds to have two states."""
    xiashan = cp.datasets.load("xiashan")
    alone = xiashan.policies["partner_capped"].replace(fallback_cap=0.0, service="basic")
    grid = search_tipping_points(xiashan, alone)
    first = grid[grid["two_states"]].iloc[:1]
    values = Scenarios(xiashan.assumption_table(), {name: first[name] for name in LOOP})
    inputs = month_inputs(build_scheme(xiashan, alone), values, months=1)
    return plots.satisfaction_loop(scheme_loop(inputs), "zh")


def sectors(draws: int, language: plots.Language) -> Figure:
    """Draw who pays whom in Xiashan with all its measures."""
    return plots.money_between_sectors(run("xiashan", "xiashan_all", draws), 5, language)


def clusters(draws: int, language: plots.Language) -> Figure:
    """Draw the estates and centres of Xiashan."""
    return plots.map_of_clusters(run("xiashan", "partner", draws), language)


PICTURES: dict[str, Callable[[int], Figure]] = {
    "savings_en": partial(savings, language="en"),
    "savings_zh": partial(savings, language="zh"),
    "map_en": partial(clusters, language="en"),
    "map_zh": partial(clusters, language="zh"),
    "sectors_en": partial(sectors, language="en"),
    "sectors_zh": partial(sectors, language="zh"),
    "money_en": lambda draws: plots.money_over_time(run("xiashan", "partner", draws)),
    "funds_zh": lambda draws: plots.funds_and_fallback(run("xiashan", "partner", draws), "zh"),
    "partners_zh": lambda draws: plots.partners_who_stay(
        run("xiashan", "partner_ecosystem", draws, 60), "zh"
    ),
    "meal_zh": lambda draws: plots.who_pays_a_meal(
        run("qingyunpu", "village", draws, 60), "canteen", "zh"
    ),
    "loop_zh": lambda _: loop(),
}
SCREENS: dict[str, plots.Language] = {"report_en": "en", "report_zh": "zh"}


@cache
def studied(draws: int) -> reports.Study:
    """Run the report of Xiashan."""
    return reports.study(cp.datasets.load("xiashan"), draws=draws, seed=SEED)


async def photographed(page: Path) -> bytes:
    """Return the first screen of a page as PNG, from the browser that draws the charts."""
    from choreographer import Browser  # comes with kaleido

    width, height = SCREEN
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    async with Browser(headless=True) as browser:
        tab = await browser.create_tab(page.as_uri())
        await tab.send_command("Emulation.setDeviceMetricsOverride", params=size)
        await tab.send_command("Emulation.setScrollbarsHidden", params={"hidden": True})
        await asyncio.sleep(LOADING)
        answer = await tab.send_command("Page.captureScreenshot", params={"format": "png"})
    return base64.b64decode(answer["result"]["data"])


def screen(draws: int, language: plots.Language) -> bytes:
    """Show the first screen of the report of Xiashan."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(reports.page(studied(draws), language), encoding="utf-8")
        return asyncio.run(photographed(page))


def shrink(file: Path) -> None:
    """Keep a few colours of a picture, which its file then lists once."""
    from PIL import Image

    with Image.open(file) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def make(name: str, draws: int, file: Path) -> None:
    """Write one picture."""
    if name in SCREENS:
        file.write_bytes(screen(draws, SCREENS[name]))
    else:
        PICTURES[name](draws).write_image(file, width=WIDTH, scale=SCALE)
    shrink(file)


def main() -> None:
    """Write the pictures named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=[*PICTURES, *SCREENS])
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    asked = parser.parse_args()
    for name in asked.names:
        make(name, asked.draws, asked.out / f"{name}.png")
        print(name)


if __name__ == "__main__":
    main()
