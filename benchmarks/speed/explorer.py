"""Time the explorer in a browser: from a key on a slider to the figure that follows.

    python benchmarks/speed/explorer.py [--moves 48] [--estates 870] [--pause 2]

It needs ``pip install 'commpartner[explorer]' playwright`` and a Chromium. The page runs a roll-out
to all estates of a synthetic district. Sliders are moved in turn by the keyboard. A clock in the
page starts at the key and stops as soon as the changed figures stand in the page. One round waits
between moves until the figures are refined, the other moves while they are being refined.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

import commpartner as cp
from commpartner.report.explorer.explorer import Explorer

WAIT = 120_000  # ms
# The answer to a move is a preview of FIRST draws; a step of refining has more.
CLOCK = """(first) => {
  window.times = []; let begun = 0, before = '';
  const answer = () => {
    const state = document.querySelector('.state'), cards = document.querySelector('.cards');
    return state && cards && state.innerText.includes(` ${first} `)
      ? state.innerText + cards.innerText : null;
  };
  document.addEventListener(
    'keydown', () => { before = answer(); begun = performance.now(); }, true
  );
  new MutationObserver(() => {
    const now = begun && answer();
    if (now && now !== before) { window.times.push(performance.now() - begun); begun = 0; }
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def district(estates: int) -> cp.Programme:
    """Make a synthetic district whose estates are all served, with the ventures of Xiashan."""
    made = cp.datasets.synthetic(estates, centres=15)
    xiashan = cp.datasets.load("xiashan")
    policy = made.policies["clustered"].replace(
        takes_on="all", ventures=xiashan.policies["rollout"].ventures
    )
    return made.replace(
        assets=xiashan.assets, ventures=xiashan.ventures, policies={"rollout": policy}
    )


@contextmanager
def page(folder: Path) -> Iterator[Any]:
    words = [sys.executable, "-m", "commpartner", "explore", str(folder), "--no-browser"]
    words += ["--lang", "en"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        url = process.stdout.readline().strip()
        try:
            with sync_playwright() as driver:
                path = shutil.which("chromium") or driver.chromium.executable_path
                browser = driver.chromium.launch(
                    executable_path=path, args=["--no-sandbox", "--disable-gpu"]
                )
                opened = browser.new_page(viewport={"width": 1280, "height": 900})
                opened.set_default_timeout(WAIT)
                opened.goto(url)
                opened.wait_for_selector(".state.refined")
                yield opened
                browser.close()
        finally:
            process.send_signal(signal.SIGTERM)


def times(opened: Any, moves: int, pause: float | None) -> list[float]:
    """Move sliders in turn; without a pause, wait until the figures are refined."""
    opened.evaluate("() => { window.times = []; }")
    sliders = opened.locator("[role=slider]")
    count = sliders.count()
    for number in range(moves):
        place = sliders.nth(number % count)
        place.focus()
        full = float(place.get_attribute("aria-valuenow")) >= float(
            place.get_attribute("aria-valuemax")
        )
        opened.keyboard.press("ArrowLeft" if full or number // count % 2 else "ArrowRight")
        opened.wait_for_function(f"window.times.length > {number}")
        if pause is None:
            opened.wait_for_selector(".state.refined")
        else:
            time.sleep(pause)
    found: list[float] = opened.evaluate("window.times")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=48)
    parser.add_argument("--estates", type=int, default=870)
    parser.add_argument("--pause", type=float, default=2.0)
    given = parser.parse_args()
    with TemporaryDirectory() as place:
        folder = Path(place) / "district"
        programme = district(given.estates)
        cp.save_programme(programme, folder)
        first = Explorer(programme, "rollout").first
        with page(folder) as opened:
            opened.evaluate(CLOCK, first)
            for name, pause in (("refined before", None), ("while refining", given.pause)):
                load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
                found = np.array(times(opened, given.moves, pause))
                middle, late = np.quantile(found, [0.5, 0.95])
                print(
                    f"{name:15} {len(found)} moves, {given.estates} estates, {first} draws:"
                    f" median {middle:.0f} ms, p95 {late:.0f} ms, longest {found.max():.0f} ms;"
                    f" load {load:.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
