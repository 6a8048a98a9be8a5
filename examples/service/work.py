"""What the processes do: check a request, or run it. They send messages and end."""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pandas as pd

import commpartner as cp
from service.language import Language
from service.mistakes import Mistake, RefusedError, mistake, of_argument, spoken
from service.models import TABLES, TableName
from service.reading import Asked, read
from service.settings import Settings

TOGETHER = 50  # draws computed together, so that progress is seen; it changes no bit
CELLS = 40_000  # draws x estates computed together


@dataclass(frozen=True)
class Valid:
    """A request is valid; what is unlikely in it."""

    programme: str
    policy: str
    draws: int
    months: int
    seed: int
    unlikely: tuple[Mapping[Language, str], ...]


@dataclass(frozen=True)
class Refused:
    """A request is refused."""

    mistakes: tuple[Mistake, ...]
    more: int


@dataclass(frozen=True)
class Progress:
    """So many draws are computed."""

    done: int


@dataclass(frozen=True)
class Done:
    """The tables of a result as JSON and as csv, by name of the file."""

    files: dict[str, bytes]


@dataclass(frozen=True)
class Failed:
    """Why there is no result, and whether the service is at fault."""

    mistake: Mistake
    fault: bool = False


Message = Valid | Refused | Progress | Done | Failed
Send = Callable[[Message], None]
Work = Callable[[bytes, Settings, Send], None]


def begin(work: Work, to: Connection, body: bytes, settings: Settings) -> None:
    """Do the work of a process; whatever goes wrong is sent as a message."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service ends its processes itself
    warnings.simplefilter("ignore")  # what is unlikely is in the answer
    try:
        _limit_memory(settings)
        work(body, settings, to.send)
    except RefusedError as error:
        to.send(Refused(error.mistakes, error.more))
    except cp.ArgumentError as error:  # more memory than the machine has
        to.send(Failed(of_argument(error, "job")))
    except MemoryError:
        to.send(Failed(mistake("job", "MemoryError", "within_memory", most=settings.memory_mb)))
    except BrokenPipeError:
        pass  # the service has ended
    except Exception as error:
        traceback.print_exc()
        to.send(Failed(mistake("job", type(error).__name__, "without_fault"), fault=True))


def check(body: bytes, settings: Settings, send: Send) -> None:
    """Check a request."""
    asked = read(body, settings)
    findings = cp.implausible_values(asked.programme)[: settings.problems]
    unlikely = tuple(spoken(finding.text) for finding in findings)
    numbers = (asked.draws, asked.months, asked.seed)
    send(Valid(asked.programme.name, asked.policy, *numbers, unlikely))


def run(body: bytes, settings: Settings, send: Send) -> None:
    """Run a request that was checked."""
    asked = read(body, settings)
    send(Done(files_of(simulated(asked, lambda done, _: send(Progress(done))))))


def simulated(asked: Asked, progress: Callable[[int, int], None]) -> cp.SimulationResult:
    """Simulate what is asked for."""
    return cp.simulate(
        asked.programme,
        asked.policy,
        draws=asked.draws,
        months=asked.months,
        seed=asked.seed,
        chunk=max(1, min(TOGETHER, CELLS // len(asked.programme.estates))),
        progress=progress,
    )


def files_of(result: cp.SimulationResult) -> dict[str, bytes]:
    """Write the tables of a result as JSON and as csv; a float keeps every bit in both."""
    frames: dict[TableName, pd.DataFrame] = {
        "summary": result.summary(),
        "payers": result.payers,
        "cost_lines": result.cost_lines(),
        "cash_flow": result.cash_flow(),
    }
    files: dict[str, bytes] = {}
    for name, frame in frames.items():
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        marks = {mark: frame.attrs.get(mark) for mark in ("synthetic", "estimated")}
        table = TABLES[name].model_validate({"rows": rows, **marks})
        files[f"{name}.json"] = table.model_dump_json().encode()
        files[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\r\n").encode()
    return files


def _limit_memory(settings: Settings) -> None:
    if sys.platform == "linux":
        import resource

        most = settings.memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
