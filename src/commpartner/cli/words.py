"""Fill values into the words of screens."""

from __future__ import annotations

from typing import get_args

from commpartner.report.words import say as say
from commpartner.texts import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
