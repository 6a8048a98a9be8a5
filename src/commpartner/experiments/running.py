"""Parts through any executor of `concurrent.futures`, with nothing but `submit` and `as_completed`.

A part is the same wherever and whenever it is computed, so lost ones are simply computed again.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager

from commpartner.experiments.experiment import Experiment, Part, run_part

Span = tuple[int, int]
ATTEMPTS = 3  # a part whose worker died so often is given up


def run_parts(
    experiment: Experiment,
    spans: Iterable[Span],
    executor: Executor | int | None,
    keep: Callable[[Part], None],
) -> dict[Span, str]:
    """Compute parts and hand each over as soon as it is finished.

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
    """
    payload = pickle.dumps(experiment)
    left = list(spans)
    if executor is None:
        for start, stop in left:
            keep(run_part(payload, start, stop))
        return {}
    lost: dict[Span, str] = {}
    for _ in range(ATTEMPTS):
        if not left:
            break
        # A pool of our own that has broken is replaced; one of the caller's may mend itself.
        with _opened(executor, len(left)) as pool:
            lost = _through(pool, payload, left, keep)
        left = list(lost)
    return lost


@contextmanager
def _opened(executor: Executor | int, parts: int) -> Iterator[Executor]:
    if isinstance(executor, Executor):
        yield executor
        return
    # Forked copies of a process that has run JAX or threads may hang; fresh ones do not.
    pool = ProcessPoolExecutor(
        min(executor, parts), mp_context=multiprocessing.get_context("spawn")
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _through(
    pool: Executor, payload: bytes, spans: list[Span], keep: Callable[[Part], None]
) -> dict[Span, str]:
    """Send parts through a pool once; give those whose workers died."""
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
