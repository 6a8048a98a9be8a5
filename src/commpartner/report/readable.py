"""Make the characters of a user's text visible, so that none acts on a screen or a page."""

from __future__ import annotations

import unicodedata

from commpartner.facts.labels import on_one_line

# Categories of characters that act in place of being seen: controls, formats (directions, marks
# of no width), halves of characters, separators of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Line ends and tabs lay our own texts out; the two joiners are part of words and of pictures.
_KEPT = frozenset("\n\t\u200c\u200d")


def readable(text: str) -> str:
    r"""Escape the characters of a text that would act on a terminal.

    Examples
    --------
    >>> readable("plan \x1b[31m") == r"plan \x1b[31m"
    True
    """
    if text.isprintable():
        return text
    return "".join(
        ascii(one)[1:-1] if unicodedata.category(one) in _UNSEEN and one not in _KEPT else one
        for one in text
    )


def one_line(text: str) -> str:
    """Format a user's text on one line, distinct from our own lines."""
    return readable(on_one_line(text))
