"""Keep a time limit and report the rounds of a search."""

from __future__ import annotations

from time import monotonic

from commpartner.problems.arguments import Progress


class Clock:
    """Measure the seconds since a search began and count its rounds.

    Parameters
    ----------
    limit
        Seconds that the search may take.
    rounds
        Rounds of the whole search, for the progress function.
    progress
        Called with the rounds done and the rounds in all.
    """

    def __init__(self, limit: float, rounds: int = 0, progress: Progress | None = None) -> None:
        self.begun = monotonic()
        self.limit, self.rounds, self.progress = limit, rounds, progress
        self.done = 0

    @property
    def seconds(self) -> float:
        """Return the seconds that have passed."""
        return monotonic() - self.begun

    @property
    def left(self) -> float:
        """Return the seconds that are left; below 0 if the limit has passed."""
        return self.limit - self.seconds

    @property
    def is_over(self) -> bool:
        """Return whether the limit has passed."""
        return self.left <= 0.0

    def tick(self, rounds: int = 1) -> None:
        """Count rounds and report them."""
        self.done = min(self.done + rounds, self.rounds)
        if self.progress is not None:
            self.progress(self.done, self.rounds)
