"""Plan instances and print objective, bound, gap and time.

    python benchmarks/planning/median.py FOLDER [--seconds 60] [--real] [--optima FILE] [--spopt]
    python benchmarks/planning/median.py --made 870 60 20 0.85 [--seconds 60] [--spopt]

A file holds customers and p, then x, y, capacity and demand of each customer (Osman and
Christofides 1994, OR-Library). Distances are Euclidean, rounded down to whole numbers unless
``--real`` is given. FILE has lines of name and optimum.

``--made`` makes estates, half of them in eight groups, with candidates among them: the numbers of
estates, candidates and centres, and the share of the capacity that the demand takes.

``--spopt`` plans each instance with spopt and HiGHS, too, in the same time. It needs
``pip install spopt highspy``, which the package itself does not.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import commpartner as cp

Array = NDArray[np.floating]
COLUMNS = (
    *("instance", "by", "n", "candidates", "p", "objective", "bound", "gap %"),
    *("above optimum %", "CPU s", "s", "stopped"),
)


class Case(NamedTuple):
    """Hold an instance with its name."""

    name: str
    distance: Array
    demand: Array
    capacity: Array
    p: int


class Line(NamedTuple):
    """Hold what one planner found; NaN if it found nothing."""

    by: str
    objective: float
    bound: float
    cpu: float
    seconds: float
    stopped: str


def read(path: Path, *, real: bool) -> Case:
    """Read distance, demand, capacity and p."""
    numbers = path.read_text(encoding="utf-8").split()
    count, p = int(numbers[0]), int(numbers[1])
    rows = np.array(numbers[2 : 2 + 4 * count], dtype=float).reshape(count, 4)
    distance = np.sqrt(((rows[:, None, :2] - rows[None, :, :2]) ** 2).sum(axis=-1))
    return Case(path.stem, distance if real else np.floor(distance), rows[:, 3], rows[:, 2], p)


def made(estates: int, candidates: int, p: int, tight: float, seed: int) -> Case:
    """Make estates with candidates among them; demand is log-normal, capacities are equal."""
    random = np.random.default_rng(seed)
    middle = random.uniform(0, 100, (8, 2))
    half = estates // 2
    grouped = middle[random.integers(8, size=half)] + random.normal(0, 9, (half, 2))
    place = np.concatenate([grouped, random.uniform(0, 100, (estates - half, 2))])
    sites = place[random.choice(estates, candidates, replace=False)]
    demand = np.rint(random.lognormal(6, 0.7, estates))
    capacity = np.full(candidates, np.ceil(demand.sum() / p / tight))
    distance = np.empty((estates, candidates), np.float32 if estates > 5000 else np.float64)
    for start in range(0, estates, 1000):
        part = slice(start, start + 1000)
        distance[part] = np.sqrt(((place[part, None] - sites) ** 2).sum(axis=-1))
    return Case(f"{estates} x {candidates}, {tight:g}", distance, demand, capacity, p)


def ours(case: Case, seconds: float, seed: int) -> Line:
    """Plan with this package, and check the capacity."""
    begun = time.process_time()
    plan = cp.planning.capacitated_p_median(*case[1:], time_limit=seconds, seed=seed)
    used = time.process_time() - begun
    load = np.bincount(plan.assignment, case.demand, len(case.capacity))
    assert (load <= case.capacity * (1 + 1e-9)).all()
    figures = plan.objective, plan.lower_bound, used, plan.seconds, plan.stopped
    return Line("commpartner", *figures)


def of_spopt(case: Case, seconds: float) -> Line:
    """Plan with spopt's PMedian; it weighs distances by demand, which is divided out before."""
    pulp = importlib.import_module("pulp")
    median = importlib.import_module("spopt.locate").PMedian
    begun, clock = time.process_time(), time.monotonic()
    model = median.from_cost_matrix(
        case.distance / case.demand[:, None],
        case.demand,
        p_facilities=case.p,
        facility_capacities=case.capacity,
    )
    left = max(seconds - (time.monotonic() - clock), 1.0)
    problem, stopped = model.problem, "proven"
    try:
        problem.solve(pulp.HiGHS(msg=False, timeLimit=left, gapRel=1e-4))
        info = problem.solverModel.getInfo()
        found = info.primal_solution_status == 2
        objective = float(info.objective_function_value) if found else float("nan")
        bound = max(float(info.mip_dual_bound), 0.0)
    except pulp.PulpSolverError:
        objective, bound = float("nan"), 0.0
    if not objective - bound <= 1e-4 * objective:
        stopped = "time"
    used, took = time.process_time() - begun, time.monotonic() - clock
    return Line("spopt", objective, bound, used, took, stopped)


def cases(given: argparse.Namespace) -> Iterator[Case]:
    """List the instances of a folder, or the one that is made."""
    if given.made:
        estates, candidates, p = (int(each) for each in given.made[:3])
        yield made(estates, candidates, p, float(given.made[3]), given.seed)
    else:
        for path in sorted(given.folder.glob("*.txt")):
            yield read(path, real=given.real)


def show(case: Case, line: Line, best: float | None) -> None:
    """Print one line; without a plan there is neither objective nor gap."""
    objective = gap = above = ""
    if np.isfinite(line.objective):
        objective = f"{line.objective:.2f}"
        gap = f"{100 * (1 - line.bound / line.objective) if line.objective else 0.0:.2f}"
        above = f"{100 * (line.objective / best - 1):.2f}" if best else ""
    print(
        f"| {case.name} | {line.by} | {len(case.demand)} | {len(case.capacity)} | {case.p} "
        f"| {objective or 'no plan'} | {line.bound:.2f} | {gap} | {above} | {line.cpu:.1f} "
        f"| {line.seconds:.1f} | {line.stopped} |",
        flush=True,
    )


def main() -> None:
    """Plan each instance with each planner."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--made", nargs=4, metavar=("ESTATES", "CANDIDATES", "P", "TIGHT"))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--optima", type=Path)
    parser.add_argument("--spopt", action="store_true")
    given = parser.parse_args()
    if (given.folder is None) == (given.made is None):
        parser.error("give a folder of instances, or --made")
    if given.folder is not None and not any(given.folder.glob("*.txt")):
        parser.error(f"no instance (*.txt) in {given.folder}")
    if given.made and int(given.made[1]) > int(given.made[0]):
        parser.error("--made: candidates must be at most the estates")
    needed = ("spopt", "highspy") if given.spopt else ()
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        parser.error(f"--spopt needs: pip install {' '.join(missing)}")
    lines = given.optima.read_text(encoding="utf-8").splitlines() if given.optima else []
    optima = {name: float(value) for name, value in map(str.split, lines)}
    print(f"| {' | '.join(COLUMNS)} |")
    print("|" + "---|" * len(COLUMNS))
    for case in cases(given):
        show(case, ours(case, given.seconds, given.seed), optima.get(case.name))
        if given.spopt:
            show(case, of_spopt(case, given.seconds), optima.get(case.name))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"Most memory of the process: {most:.2f} GiB", file=sys.stderr)


if __name__ == "__main__":
    main()
