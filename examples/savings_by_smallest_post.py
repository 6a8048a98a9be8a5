"""What pooling 870 estates saves, by the smallest divisible post, by gates, by number of centres.

    python examples/savings_by_smallest_post.py [--draws 200] [--scope rough]

Prints the tables of docs/cases/xiashan.md beside the rough figures of the project's brief, which
were made for 870 estates with a median of 140 households, three and sixty centres. With
``--scope rough`` the service is narrowed to what those figures contain: technicians by their norm
instead of by work orders, no patrol, no overhead.
"""

from __future__ import annotations

import argparse
from typing import Any

import commpartner as cp

ROUGH = {  # (gates staffed, smallest post) -> saving with three and with sixty centres, per cent
    (True, 1.0): (24, 18),
    (True, 0.5): (9, 3),
    (True, 0.25): (-2, -8),
    (True, 0.1): (-10, -16),
    (False, 1.0): (41, 33),
    (False, 0.5): (22, 12),
    (False, 0.25): (10, -1),
    (False, 0.1): (-3, -14),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--scope", choices=("full", "rough"), default="full")
    options = parser.parse_args()
    services = cp.datasets.load("xiashan").services
    ledger = cp.default_assumptions()
    if options.scope == "rough":
        ledger = ledger.replace(overhead_per_household=0.0)
    print(
        "| gates | smallest post | 3 centres | 5-95 % | against today | rough "
        "| 60 centres | 5-95 % | against today | rough |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for (gates, step), rough in ROUGH.items():
        cells = []
        for centres, figure in zip((3, 60), rough, strict=True):
            district = cp.datasets.synthetic(estates=870, seed=870, centres=centres)
            service = services["gated" if gates else "full"]
            if options.scope == "rough":
                service = service.replace(repairs=False, upkeep=1.0, patrol=0.0)
            programme = district.replace(services={"standard": service})
            policy = cp.Policy(
                centres=tuple(centre.id for centre in programme.centres),
                takes_on="all",
                staffing_step=step,
            )
            saved = cp.estimate_savings(
                programme, policy, draws=options.draws, seed=7, assumptions=ledger
            )
            measures = saved.total.set_index("measure")
            share: Any = measures.loc["savings_share"]
            today: Any = measures.loc["savings_share_today"]
            mean, low, high = (round(100 * float(share[name])) for name in ("mean", "p5", "p95"))
            against = f"{100 * float(today['mean']):.0f} %"
            cells += [f"{mean} %", f"{low} .. {high}", against, f"{figure} %"]
        print(f"| {'staffed' if gates else 'none'} | {step:g} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
