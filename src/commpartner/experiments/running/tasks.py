"""Run parts on any executor of `concurrent.futures` by `submit` and `as_completed`.

A part is the same wherever and whenever it is computed, so lost ones are simply computed again.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import pickletools
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from commpartner.errors import InputError, Problem
from commpartner.experiments.running.evaluation import build_schemes
from commpartner.experiments.running.experiment import Experiment, Part, compute, run_part
from commpartner.model.metering import count
from commpartner.problems.arguments import refused
from commpartner.texts import Text

Span = tuple[int, int]
Keep = Callable[[Part], None]
ATTEMPTS = 3  # a part whose worker died so often is given up
HOPELESS = 3  # parts given up where none was finished: it is not the parts
ADVICE = "a script that starts processes needs: if __name__ == '__main__':"


def check_executor(executor: Executor | int | None) -> None:
    """Validate an executor before any work."""
    is_number = isinstance(executor, int) and not isinstance(executor, bool) and executor >= 1
    if not (executor is None or is_number or isinstance(executor, Executor)):
        allowed = Text("executor")
        raise refused("executor", executor, allowed)


def run_parts(
    experiment: Experiment,
    spans: Iterable[Span],
    executor: Executor | int | None,
    keep: Keep,
) -> dict[Span, str]:
    """Compute parts and pass each on as soon as it is finished.

    Parameters
    ----------
    spans
        First draw of each part, and the one after its last.
    executor
        None computes here; a number starts so many processes of our own; an executor is used as it
        is: threads, processes, `dask.distributed` through ``client.get_executor(pure=False)``.
    keep
        Called in this process, with one part at a time, in the order in which they finish.

    Returns
    -------
    dict
        Parts that were lost because their workers died, with the error.

    Raises
    ------
    InputError
        If there is an executor and a rule cannot travel to it.
    """
    left = list(spans)
    count(len(experiment.policies) * sum(stop - start for start, stop in left), experiment.seed)
    if executor is None:
        schemes = build_schemes(experiment.programme, experiment.policies)
        for start, stop in left:
            keep(compute(experiment, schemes, start, stop))
        return {}
    if not isinstance(executor, Executor) and _is_starting():
        raise _not_guarded()
    payload = _packed(experiment)
    if not isinstance(executor, Executor):
        if not _main_is_found_again() and _names_main(payload):
            raise _cannot_travel(Text("of_main"))
        return _in_our_pools(executor, payload, left, keep)
    lost: dict[Span, str] = {}
    for attempt in range(ATTEMPTS):  # a pool of the caller's may mend itself
        # In the end each by itself: a part may have been lost with its neighbour.
        each = [left] if attempt < ATTEMPTS - 1 else [[span] for span in left]
        lost = {}
        for together in each:
            lost |= _through(executor, payload, together, keep)
        left = [span for span in left if span in lost]
    return lost


def _packed(experiment: Experiment) -> bytes:
    try:
        return pickle.dumps(experiment)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise _cannot_travel(str(error)) from None


def _cannot_travel(why: str) -> InputError:
    found, allowed = Text("rule_cannot_travel", error=why), Text("function_of_module")
    return InputError([Problem("compare", None, "executor", found, allowed)])


def _not_guarded() -> InputError:
    found, allowed = Text("no_main_guard"), Text("main_guard")
    return InputError([Problem("compare", None, "executor", found, allowed)])


def _main_is_found_again() -> bool:
    """Return whether a new process can run the main module: no notebook, no ``-c``."""
    main = sys.modules["__main__"]
    if getattr(getattr(main, "__spec__", None), "name", None) is not None:
        return True
    return Path(getattr(main, "__file__", None) or "<none>").is_file()


def _names_main(payload: bytes) -> bool:
    """Return whether a pickle names something in the main module."""
    return b"__main__" in payload and any(
        argument == "__main__" for _, argument, _ in pickletools.genops(payload)
    )


def _is_starting() -> bool:
    """Return whether this process is a worker that still imports its main module."""
    return bool(getattr(multiprocessing.current_process(), "_inheriting", False))


def _workers_can_begin() -> bool:
    """Return whether a new process can import the main module without starting more."""
    process = multiprocessing.get_context("spawn").Process(target=_begun)
    process.start()
    process.join()
    return process.exitcode == 0


def _begun() -> None:
    """Return at once; a worker that runs this has started."""


def _in_our_pools(workers: int, payload: bytes, spans: list[Span], keep: Keep) -> dict[Span, str]:
    """Run parts in new pools after a pool broke, until each part is done or given up.

    A pool that breaks does not say which part killed its worker. Parts that may have been at work
    are computed one after the other by one worker, so that no other part is lost with them.
    """
    lost: dict[Span, str] = {}
    deaths: Counter[Span] = Counter()
    finished = False
    alone, left = (spans, []) if workers == 1 else ([], spans)
    while alone or left:
        size, tried = (1, alone) if alone else (workers, left)
        with _our_pool(min(size, len(tried))) as pool:
            died = _through(pool, payload, tried, keep)
        if died and not (finished or deaths or _workers_can_begin()):
            raise _not_guarded()
        finished = finished or len(died) < len(tried)
        again = [span for span in tried if span in died]  # work is taken in this order
        deaths.update(again[:size])
        lost |= {span: died[span] for span in again[:size] if deaths[span] == ATTEMPTS}
        if len(lost) >= HOPELESS and not finished:
            error = f"{next(iter(died.values()))} ({ADVICE})"
            return dict.fromkeys([*lost, *again, *left], error)
        if size == 1:
            alone = [span for span in again if span not in lost]
        else:
            alone, left = again[:size], again[size:]
    return lost


@contextmanager
def _our_pool(workers: int) -> Iterator[Executor]:
    # Forked copies of a process that has run JAX or threads may hang; fresh ones do not.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin_worker)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin_worker() -> None:
    """Ignore interruptions in a worker, and end it if the parent was killed.

    A worker would wait for ever for work of a parent that is no more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _through(
    pool: Executor, payload: bytes, spans: list[Span], keep: Callable[[Part], None]
) -> dict[Span, str]:
    """Run parts in a pool once; return those whose workers died."""
    lost: dict[Span, str] = {}
    futures: dict[Future[Part], Span] = {}
    for span in spans:
        try:
            futures[pool.submit(run_part, payload, *span)] = span
        except RuntimeError as error:  # a pool that has broken takes no more
            lost[span] = f"{type(error).__name__}: {error}"
    try:
        for future in as_completed(futures):
            try:
                part = future.result()
            except Exception as error:
                if not _worker_died(error):
                    raise
                lost[futures[future]] = f"{type(error).__name__}: {error}"
                continue
            keep(part)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return lost


def _worker_died(error: Exception) -> bool:
    """Tell a lost worker from an error of the work: each library has a class of its own for it."""
    names = {cls.__name__ for cls in type(error).__mro__}
    return bool(names & {"BrokenExecutor", "KilledWorker", "CancelledError"})
