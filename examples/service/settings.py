"""What one request, one job and the whole service may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "COMMPARTNER_SERVICE_"

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseModel):
    """The limits of a service; every field can be set by the environment.

    Attributes
    ----------
    draws, months, estates
        The most that one job may ask for.
    body_bytes, body_seconds
        Size of a request's body [byte], and how long a client may take to send it [s].
    check_seconds, job_seconds
        How long the check of a body and a job may take [s].
    memory_mb
        What one check or one job may hold in memory [MB]. Enforced under Linux alone.
    workers, waiting
        How many jobs run at once, and how many may wait for their turn.
    kept, keep_seconds
        How many ended jobs are kept, and for how long [s].
    problems
        How many problems an answer lists; the others are counted.
    connections
        How many connections and requests are served at once.
    language
        The language if the client accepts neither Chinese nor English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    draws: Count = 1000
    months: Count = 240
    estates: Count = 5000
    body_bytes: Count = 4_000_000
    body_seconds: Seconds = 20.0
    check_seconds: Seconds = 10.0
    job_seconds: Seconds = 300.0
    memory_mb: Annotated[int, Field(ge=256)] = 2048
    workers: Count = 2
    waiting: Count = 8
    kept: Count = 50
    keep_seconds: Seconds = 3600.0
    problems: Count = 500
    connections: Count = 100
    language: Literal["en", "zh"] = "zh"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read `COMMPARTNER_SERVICE_DRAWS` and the like; a misspelt name is refused."""
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX)
        }
        return cls.model_validate(given)
