"""Jobs: a bounded queue, a few workers, results that are kept for a while."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.child import StoppedError, messages
from service.mistakes import Mistake, RefusedError, mistake
from service.models import State
from service.settings import Settings
from service.work import Done, Failed, Message, Progress, Refused, Valid, check, run


@dataclass
class Job:
    """A job. `Jobs` changes its own under its lock, and gives away copies."""

    id: str
    asked: Valid
    body: bytes
    state: State = "waiting"
    done: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    ended: float | None = None


@dataclass(frozen=True)
class Load:
    """How much there is to do."""

    running: int
    waiting: int
    places: int


class Jobs:
    """All jobs of one service.

    Parameters
    ----------
    clock
        Seconds, for the age of what is kept.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._checks = threading.BoundedSemaphore(settings.workers)
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True)
            for number in range(settings.workers)
        ]

    def start(self) -> None:
        """Start the workers."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop all work and wait for its end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def check(self, body: bytes) -> Valid:
        """Check a request in a process of its own; raise `RefusedError` with all mistakes."""
        most = self._settings.check_seconds
        if not self._checks.acquire(timeout=most):
            raise _full()
        try:
            for message in messages(check, body, self._settings, most, lambda: self._closed):
                match message:
                    case Valid():
                        return message
                    case Refused(mistakes, more):
                        raise RefusedError(422, mistakes, more)
                    case Failed(why, fault):
                        raise RefusedError(500 if fault else 422, [why])
        except TimeoutError:
            slow = mistake("body", "TimeoutError", "checked_within", seconds=most)
            raise RefusedError(422, [slow]) from None
        except StoppedError:
            raise _full() from None
        finally:
            self._checks.release()
        raise RefusedError(500, [_ended()])

    def submit(self, asked: Valid, body: bytes) -> Job:
        """Put a checked request into the queue."""
        with self._changed:
            self.require_a_place()
            job = Job(secrets.token_urlsafe(16), asked, body)
            self._jobs[job.id] = job
            self._changed.notify()
            return replace(job)

    def require_a_place(self) -> None:
        """Refuse if as many jobs wait as may, or the service is closing."""
        if self._closed or not self.load().places:
            raise _full()

    def load(self) -> Load:
        """Count what there is to do."""
        with self._changed:
            self._forget()
            states = [job.state for job in self._jobs.values()]
            waiting, running = states.count("waiting"), states.count("running")
            most = self._settings.workers + self._settings.waiting
            return Load(running, waiting, max(most - running - waiting, 0))

    def find(self, name: str) -> Job:
        """Find a job that is not forgotten."""
        with self._changed:
            return replace(self._known(name))

    def cancel(self, name: str) -> Job:
        """Cancel a job; one that has ended is forgotten with its results."""
        with self._changed:
            job = self._known(name)
            if job.state in ("waiting", "running"):
                self._end(job, "cancelled")  # its worker sees it within the twentieth of a second
            else:
                del self._jobs[name]
            return replace(job)

    def _known(self, name: str) -> Job:
        self._forget()
        if name not in self._jobs:
            raise RefusedError(404, [mistake("job", name, "a_known_job")])
        return self._jobs[name]

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._run(job)

    def _next(self) -> Job | None:
        """Wait for a job and mark it as running; None if the service closes."""
        with self._changed:
            while not self._closed:
                for job in self._jobs.values():
                    if job.state == "waiting":
                        job.state = "running"
                        return job
                self._changed.wait()
            return None

    def _run(self, job: Job) -> None:
        most = self._settings.job_seconds
        try:
            for message in messages(run, job.body, self._settings, most, self._stops(job)):
                self._told(job, message)
        except TimeoutError:
            self._fail(job, mistake("job", "TimeoutError", "within_time", seconds=most))
        except StoppedError:
            return
        except Exception as error:  # no process to be had, say: the worker must live on
            logging.getLogger(__name__).exception("job %s", job.id)
            self._fail(job, mistake("job", type(error).__name__, "without_fault"))
        self._fail(job, _ended())  # does nothing to a job that has ended

    def _stops(self, job: Job) -> Callable[[], bool]:
        return lambda: self._closed or job.state != "running"

    def _told(self, job: Job, message: Message) -> None:
        with self._changed:
            if job.state != "running":
                return  # cancelled a moment ago
            match message:
                case Progress(done):
                    job.done = done
                case Done(files):
                    job.files, job.done = files, job.asked.draws
                    self._end(job, "done")
                case Failed(why):
                    self._fail(job, why)
                case Refused(mistakes):
                    job.mistakes = mistakes
                    self._end(job, "failed")

    def _fail(self, job: Job, why: Mistake) -> None:
        with self._changed:
            if job.state == "running":
                job.mistakes = (why,)
                self._end(job, "failed")

    def _end(self, job: Job, state: State) -> None:
        job.state, job.ended, job.body = state, self._clock(), b""

    def _forget(self) -> None:
        """Forget jobs that ended long ago, and the oldest of too many."""
        ended = [(job.ended, name) for name, job in self._jobs.items() if job.ended is not None]
        old = self._clock() - self._settings.keep_seconds
        for number, (when, name) in enumerate(sorted(ended, reverse=True)):
            if when < old or number >= self._settings.kept:
                del self._jobs[name]


def _full() -> RefusedError:
    return RefusedError(503, [mistake("job", "503", "a_free_place")])


def _ended() -> Mistake:
    return mistake("job", "EOFError", "without_fault")
