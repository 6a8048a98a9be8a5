"""Choose the policy that a report is about, and the one it is compared with."""

from __future__ import annotations

from collections.abc import Iterable

BASELINES = ("stand_alone", "unmanaged")


def focus_of(policies: Iterable[str]) -> str:
    """Choose the policy that a report is about if the user names none."""
    names = list(policies)
    return "partner" if "partner" in names else names[-1]


def baseline_of(policies: Iterable[str], focus: str) -> str:
    """Choose the policy that others are compared with if the user names none."""
    names = list(policies)
    found = [name for name in BASELINES if name in names and name != focus]
    return (found or [name for name in names if name != focus] or names)[0]
