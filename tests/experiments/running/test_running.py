"""Parts on any number of workers: the same bits, no hanging, no orphans, nothing lost with one."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from dask import config
from distributed import Client, LocalCluster
from hypothesis import given, settings
from hypothesis import strategies as st
from small_town import (
    BROKEN,
    DRAWS,
    MARKED,
    MONTHS,
    POLICIES,
    SEED,
    as_planned,
    bits,
    deadly,
    scenarios,
)
from town import BASE, TOWN

from commpartner.errors import CommpartnerError, InputError
from commpartner.experiments.comparing import compare
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running import tasks as running
from commpartner.model.control import FeedbackPolicy

# Values far from what is usual make single draws fail here.
pytestmark = pytest.mark.filterwarnings("ignore::commpartner.errors.PlausibilityWarning")

PLAIN = {"plain": BASE}
DEADLY = {"plain": BASE, "deadly": FeedbackPolicy(BASE, deadly)}
HARMLESS = {"plain": BASE, "deadly": FeedbackPolicy(BASE, as_planned)}
PARTS = (0, 2, 4, 6)


def found(policies: Any = POLICIES, **changes: Any) -> Comparison:
    arguments: dict[str, Any] = {"months": MONTHS, "draws": DRAWS, "seed": SEED, "part": 7}
    return compare(TOWN, policies, **{**arguments, **changes})


@pytest.fixture(scope="module")
def whole() -> Comparison:
    return found()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """One worker in a process of its own, given up after one death."""
    with (
        config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield cluster, client


# --- The same bits --------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_give_the_bits_of_one(workers: int, whole: Comparison) -> None:
    with ThreadPoolExecutor(workers) as pool:
        assert bits(found(executor=pool)) == bits(whole)
        assert bits(found(executor=pool, part=64)) == bits(whole)


def test_processes_give_equal_bits_and_are_gone_afterwards(whole: Comparison) -> None:
    before, told = set(multiprocessing.active_children()), list[int]()
    both = found(executor=2, progress=lambda done, _: told.append(done))
    assert bits(both) == bits(whole)
    assert sorted(told) == told
    assert told[-1] == DRAWS
    assert set(multiprocessing.active_children()) == before


@pytest.mark.nightly
def test_dask_gives_equal_bits_with_one_or_two_workers(cluster: Any, whole: Comparison) -> None:
    local, client = cluster
    for workers in (1, 2):
        local.scale(workers)
        client.wait_for_workers(workers)
        executor = client.get_executor(pure=False)
        assert bits(found(executor=executor)) == bits(whole)


class Shuffled(Executor):
    """Computes at once, and hands parts over in an order of its own."""

    def __init__(self) -> None:
        self.submitted: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.submitted.append((future, lambda: fn(*args, **kwargs)))
        if len(self.submitted) == 3:
            for each, work in reversed(self.submitted):
                each.set_result(work())
        return future


def test_nothing_but_submit_is_asked_of_an_executor(whole: Comparison) -> None:
    assert bits(found(executor=Shuffled())) == bits(whole)


# --- Interrupted ----------------------------------------------------------------------------


class Stop:
    """Interrupts after some parts, as Ctrl-C would."""

    def __init__(self, parts: int) -> None:
        self.left = parts

    def __call__(self, done: int, whole: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.fixture
def quick_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that need not import everything anew; for tests that open pool after pool."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["commpartner.experiments.running.tasks"])
    monkeypatch.setattr(
        "commpartner.experiments.running.tasks.multiprocessing.get_context", lambda _: context
    )


@pytest.mark.usefixtures("quick_processes")
@pytest.mark.parametrize("how", ["here", "threads", "processes"])
def test_an_interruption_keeps_what_is_done(how: str, tmp_path: Path) -> None:
    before, undisturbed = set(multiprocessing.active_children()), found(PLAIN)
    executor: Any = {"here": None, "threads": ThreadPoolExecutor(2), "processes": 2}[how]
    with pytest.raises(KeyboardInterrupt):
        found(PLAIN, part=2, store=tmp_path, executor=executor, progress=Stop(3))
    assert set(multiprocessing.active_children()) == before
    assert len(list((tmp_path / "parts").iterdir())) == 3
    told: list[int] = []
    again = found(PLAIN, part=2, store=tmp_path, progress=lambda done, _: told.append(done))
    assert told == list(range(6, DRAWS + 1, 2))
    assert bits(again) == bits(undisturbed)
    if how == "threads":
        executor.shutdown()


@pytest.mark.usefixtures("quick_processes")
def test_workers_leave_an_interruption_to_their_parent() -> None:
    with running._our_pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        assert pool.submit(os.getpid).result() == worker


class Busy(Executor):
    """Has done the first part, and not begun the others."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.futures.append(Future())
        if len(self.futures) == 1:
            self.futures[0].set_result(fn(*args, **kwargs))
        return self.futures[-1]


def test_an_interruption_takes_back_what_was_not_begun() -> None:
    executor = Busy()
    with pytest.raises(KeyboardInterrupt):
        found(PLAIN, executor=executor, progress=Stop(1))
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


# --- Workers that die -----------------------------------------------------------------------


def check_the_others(comparison: Comparison, gone: tuple[int, ...]) -> None:
    """All experiments beside those of one part are there, as if nothing had died."""
    undisturbed = found(HARMLESS, part=2, scenarios=scenarios(8)).outcomes
    rest = undisturbed[~undisturbed["draw"].isin(gone)].reset_index(drop=True)
    assert comparison.outcomes.equals(rest)
    lost = comparison.failures
    assert lost["draw"].tolist() == [*gone] * 2
    assert lost["policy"].tolist() == ["plain"] * 2 + ["deadly"] * 2
    assert lost["error"].str.startswith("its worker died: ").all()
    assert lost["wage_cleaner"].tolist() == [2000.0 + draw for draw in gone] * 2


@pytest.mark.usefixtures("quick_processes")
def test_a_task_that_kills_its_worker_spares_others(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    # The third of four parts: with two workers at it, the fourth is under way.
    with pytest.warns(UserWarning, match="4 of 16 experiments failed"):
        comparison = found(
            DEADLY, part=2, executor=2, store=tmp_path, scenarios=scenarios(8, s5=MARKED)
        )
    check_the_others(comparison, (4, 5))
    assert set(multiprocessing.active_children()) == before
    assert len(list((tmp_path / "parts").iterdir())) == 3  # what was lost may be tried again


@pytest.mark.nightly
def test_dask_gives_up_the_part_that_kills_its_workers(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, client = cluster
    monkeypatch.setattr(running, "ATTEMPTS", 2)  # Dask has attempts of its own
    with pytest.warns(UserWarning, match="4 of 16 experiments failed"):
        comparison = found(
            DEADLY,
            part=2,
            executor=client.get_executor(pure=False),
            scenarios=scenarios(8, s1=MARKED),
        )
    check_the_others(comparison, (0, 1))


@pytest.mark.nightly
def test_a_caller_s_broken_pool_keeps_finished_tasks() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        with pytest.warns(UserWarning, match="8 of 16 experiments failed"):
            comparison = found(DEADLY, part=2, executor=pool, scenarios=scenarios(8, s4=MARKED))
        assert sorted(set(comparison.outcomes["draw"])) == [0, 1, 2, 3]
        assert comparison.failures["error"].str.contains("BrokenProcessPool").all()
        with pytest.raises(CommpartnerError, match="'plain' failed in every draw"):
            found(PLAIN, executor=pool)


class Breaking(Executor):
    """Breaks a number of times at one part, and with it all that were sent after it."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.broken = False
        self.sent: list[int] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.sent.append(args[1])
        self.broken = self.broken or (args[1] == PARTS[1] and self.times > 0)
        if self.broken:
            self.times -= 1
            future.set_exception(BrokenProcessPool("broken"))
        else:
            future.set_result(fn(*args, **kwargs))
        self.broken = self.broken and self.times > 0
        return future


def test_a_recovering_executor_is_given_lost_tasks_again() -> None:
    executor = Breaking(3)
    assert bits(found(PLAIN, draws=8, part=2, executor=executor)) == bits(found(PLAIN, draws=8))
    assert executor.sent == [0, 2, 4, 6, 2, 4, 6]


def test_a_part_is_given_up_after_three_deaths() -> None:
    executor = Breaking(99)
    with pytest.warns(UserWarning, match="2 of 4 experiments failed"):
        comparison = found(PLAIN, draws=4, part=2, executor=executor)
    assert comparison.failures["draw"].tolist() == [2, 3]
    assert executor.sent == [0, 2, 2, 2]


def test_workers_that_cannot_begin_are_no_endless_story(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a script without `if __name__ == "__main__":`.
    opened: list[int] = []

    class NoWorker(Executor):
        def __init__(self, workers: int, **_: Any) -> None:
            opened.append(workers)

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise BrokenProcessPool("terminated abruptly")

    monkeypatch.setattr("commpartner.experiments.running.tasks.ProcessPoolExecutor", NoWorker)
    with pytest.raises(CommpartnerError, match=r"terminated abruptly \(a script .*__main__"):
        found(PLAIN, draws=400, part=1, executor=2)
    assert len(opened) < 12


class Pool:
    """A pool that hands work out in order; some parts kill their worker, and with it the pool."""

    def __init__(self, workers: int, deadly: set[int], choose: Callable[[int], int]) -> None:
        self.workers = workers
        self.deadly = deadly
        self.choose = choose
        self.parts: dict[Future[Any], int] = {}
        self.killed_by: list[int] = []

    def submit(self, _: Any, __: bytes, start: int, ___: int) -> Future[Any]:
        future: Future[Any] = Future()
        self.parts[future] = start
        return future

    def completed(self, futures: Any) -> list[Future[Any]]:
        waiting, done = list(futures), list[Future[Any]]()
        while waiting:
            at_work = waiting[: self.workers]
            future = at_work[self.choose(len(at_work))]
            if self.parts[future] in self.deadly:
                self.killed_by.append(self.parts[future])
                for each in waiting:
                    each.set_exception(BrokenProcessPool("dead"))
                return done + waiting[::-1]
            future.set_result(SimpleNamespace(start=self.parts[future]))
            waiting.remove(future)
            done.append(future)
        return done


@settings(deadline=None)
@given(
    workers=st.integers(1, 4),
    deadly=st.sets(st.integers(1, 11), max_size=4),
    random=st.randoms(use_true_random=False),
)
def test_exactly_the_parts_that_kill_their_workers_are_lost(
    workers: int, deadly: set[int], random: Random
) -> None:
    pools: list[Pool] = []

    @contextmanager
    def opened(size: int) -> Iterator[Pool]:
        pools.append(Pool(size, deadly, random.randrange))
        yield pools[-1]

    kept: list[int] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "_our_pool", opened)
        patched.setattr(running, "_workers_can_begin", lambda: True)  # would start a process
        patched.setattr(running, "as_completed", lambda futures: pools[-1].completed(futures))
        spans = [(start, start + 1) for start in range(12)]
        lost = running._in_our_pools(workers, b"", spans, lambda part: kept.append(part.start))
    assert sorted(start for start, _ in lost) == sorted(deadly)
    assert sorted(kept) == sorted(set(range(12)) - deadly)  # each of them once
    assert set(lost.values()) <= {"BrokenProcessPool: dead"}
    assert max(pool.workers for pool in pools) <= workers
    killers = Counter(part for pool in pools for part in pool.killed_by)
    assert killers.keys() == deadly
    # With others at work it dies beside them, and then alone.
    assert all(2 <= deaths <= 3 for deaths in killers.values())
    assert workers > 1 or set(killers.values()) <= {3}


# --- The end of the parent, and work that cannot travel -------------------------------------


@pytest.mark.nightly
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfd_open (Linux)")
def test_workers_end_where_their_parent_is_killed() -> None:
    script = (
        "import os\n"
        "from commpartner.experiments.running.tasks import _our_pool\n"
        "if __name__ == '__main__':\n"
        "    with _our_pool(1) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        input()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        worker = os.pidfd_open(int(parent.stdout.readline()))
        try:
            parent.send_signal(signal.SIGKILL)
            ended, _, _ = select.select([worker], [], [], 20.0)
        finally:
            os.close(worker)
    assert ended


def test_a_rule_that_cannot_travel_is_refused() -> None:
    policies = {"rule": FeedbackPolicy(BASE, lambda seen, levers: levers)}
    with ThreadPoolExecutor(1) as pool, pytest.raises(InputError, match="a function of a module"):
        found(policies, executor=pool)


def test_what_a_worker_refuses_is_raised_here() -> None:
    # Not an experiment that fails: nothing can be computed at all.
    with ThreadPoolExecutor(2) as pool, pytest.raises(MemoryError, match="full"):
        found({"rule": FeedbackPolicy(BASE, out_of_memory)}, executor=pool)


def out_of_memory(*_: Any) -> Any:
    raise MemoryError("full")


def test_experiments_that_fail_are_named_by_workers_too() -> None:
    some = scenarios(8, s5=BROKEN)
    with pytest.warns(UserWarning, match="1 of 8 experiments failed"):
        here = found(PLAIN, scenarios=some)
    with ThreadPoolExecutor(2) as pool, pytest.warns(UserWarning, match="1 of 8 experiments"):
        assert bits(found(PLAIN, scenarios=some, executor=pool, part=2)) == bits(here)
