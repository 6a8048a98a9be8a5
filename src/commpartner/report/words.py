"""Fill values into the words of reports: a user's text is put into the language, on one line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from commpartner.facts import words
from commpartner.facts.labels import label_of
from commpartner.report.readable import one_line
from commpartner.texts import Language, in_language

if TYPE_CHECKING:
    from commpartner.results.result import SimulationResult


COMMAS = ",，、"


def say(key: str, language: Language, /, **values: object) -> str:
    """Return words in a language with their values; a user's text stays on one line."""

    def shown(value: object) -> object:
        if isinstance(value, str):
            return one_line(in_language(value, language))
        return one_line(str(value)) if isinstance(value, PurePath) else value

    return words.say(key, language, **{name: shown(value) for name, value in values.items()})


def listed(names: Iterable[str], language: Language) -> str:
    """Join names so that a comma within one is not taken for the next.

    Examples
    --------
    >>> listed(["clustered", "partner"], "en"), listed(["partner, fees relieved", "village"], "en")
    ('clustered, partner', 'partner, fees relieved; village')
    """
    known = list(names)
    within = any(sign in name for name in known for sign in COMMAS)
    key = "chart_and" if within else "between_fields"
    return words.say(key, language).join(known)


def policy_label(result: SimulationResult, language: Language) -> str:
    """Return the label of a result's policy; its name if it has none."""
    return label_of(result.policy, language) or result.policy_name
