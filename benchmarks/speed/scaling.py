"""What more workers, a store and more policies cost or gain, as ratios within one run.

    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE python benchmarks/speed/scaling.py [--rounds 5]

Every ratio compares two ways of one comparison (Xiashan, 120 months) that were run in turn, the
plain way before and after the other; shown are the median and the range over the rounds. Workers
are started and warm before time is taken.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import commpartner as cp
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.programme import Policy

FOUR = ["stand_alone", "clustered", "partner", "governance"]
STORY = ["unmanaged", "stand_alone", "clustered", "partner"]
SHARES = (0.0, 0.3, 0.7, 1.0)
LARGE = ["rollout"]
# A worker keeps its memory, and does not give it back after every array; see docs/cluster.md.
KEEP = {"MALLOC_TRIM_THRESHOLD_": str(2**30), "MALLOC_MMAP_THRESHOLD_": str(2**25)}


def seconds(run: Callable[[], Comparison]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(
    plain: Callable[[], Comparison], other: Callable[[], Comparison], rounds: int
) -> list[float]:
    """Time of one way over that of the plain one, which runs before and after it."""
    ratios, before = [], seconds(plain)
    for _ in range(rounds):
        between = seconds(other)
        after = seconds(plain)
        ratios.append(2.0 * between / (before + after))
        before = after
    return ratios


def show(label: str, ratios: list[float]) -> None:
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"{label:58} {middle:5.2f}  ({low:.2f} to {high:.2f})", flush=True)


def workers(label: str, executor: Executor, policies: list[str], draws: int, rounds: int) -> None:
    """Time of one process over that of two workers."""
    programme = cp.datasets.load("xiashan")

    def run(by: Executor | None) -> Comparison:
        return compare(programme, policies, draws=draws, seed=7, executor=by)

    compare(programme, policies, draws=512, seed=7, executor=executor)  # warm
    ratios = [1.0 / ratio for ratio in in_turn(lambda: run(None), lambda: run(executor), rounds)]
    show(f"one process / {label}", ratios)


def dask(label: str, rounds: int, settings: Mapping[str, str]) -> None:
    """Two workers on this machine, with settings of their environment."""
    from dask import config
    from distributed import Client, LocalCluster

    before = {f"distributed.nanny.pre-spawn-environ.{key}": text for key, text in settings.items()}
    with (
        config.set(before),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,  # type: ignore[no-untyped-call]
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        workers(label, client.get_executor(pure=False), FOUR, 4096, rounds)


def store(rounds: int) -> None:
    programme = cp.datasets.load("xiashan")
    run = partial(compare, programme, FOUR, draws=2048, seed=7)
    with tempfile.TemporaryDirectory() as folder:
        places = (Path(folder) / str(number) for number in count())
        show("with a store / without", in_turn(run, lambda: run(store=next(places)), rounds))


def variants() -> dict[str, Policy]:
    """One policy with four shares of the profit to the estates, as a researcher compares them."""
    partner = cp.datasets.load("xiashan").policies["partner"]
    return {f"share_{share}": partner.replace(reinvestment_share=share) for share in SHARES}


def policies(chosen: Mapping[str, Policy], draws: int, rounds: int) -> None:
    """Time of all together over that of one alone."""
    programme = cp.datasets.load("xiashan")
    run = partial(compare, programme, draws=draws, seed=7)
    to_mean, to_most = [], []
    for _ in range(rounds):
        each = [seconds(partial(run, {name: policy})) for name, policy in chosen.items()]
        whole = seconds(partial(run, chosen))
        to_mean.append(whole / statistics.mean(each))
        to_most.append(whole / max(each))
    show(f"{', '.join(chosen)} / one of them, mean", to_mean)
    show("    / the dearest one", to_most)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        workers("two processes, four policies", pool, FOUR, 4096, rounds)
        workers("two processes, roll-out of 870 estates", pool, LARGE, 2048, rounds)
    dask("two Dask workers, four policies", rounds, KEEP)
    dask("    as Dask starts them", rounds, {})
    store(rounds)
    known = cp.datasets.load("xiashan").policies
    for chosen in (variants(), *({name: known[name] for name in names} for names in (STORY, FOUR))):
        policies(chosen, 1024, rounds)


if __name__ == "__main__":
    main()
