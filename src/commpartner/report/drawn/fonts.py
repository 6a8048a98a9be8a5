"""Find fonts that have every letter of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from commpartner.errors import MissingExtraError
from commpartner.problems.optional import optional
from commpartner.texts import Text

# In order; the first comes with the extra ``pictures``.
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
BESIDE = "DejaVu Sans"  # comes with Matplotlib, and has signs that others lack
NAMED = 8  # letters that an error names
LATIN = 0x2000  # letters before have a shape in every font of text


def families_for(text: Iterable[str]) -> list[str]:
    """Return families of fonts that together have every letter of a text.

    Raises
    ------
    MissingExtraError
        If no font that is installed has them: what installs one.
    """
    letters = {ord(each) for each in "".join(text) if not each.isspace()}
    beside = letters_of(BESIDE)
    fewest = letters
    for family in _candidates(bool({each for each in letters if each >= LATIN} - beside)):
        left = letters - letters_of(family) - beside
        if not left:
            return [family, BESIDE]
        fewest = min(fewest, left, key=len)
    named = " ".join(chr(each) for each in sorted(fewest)[:NAMED])
    raise MissingExtraError(Text("no_font", letters=named))


def _candidates(any_font: bool) -> Iterator[str]:
    """List families of this computer: those known for Chinese, else any other."""
    known = installed()
    yield from (family for family in FAMILIES if family in known)
    yield BESIDE
    if any_font:
        yield from (family for family in sorted(known) if family not in FAMILIES)


@cache
def installed() -> frozenset[str]:
    """List the families of fonts, with the one that the extra brings."""
    manager = optional("matplotlib.font_manager").fontManager
    try:
        brought: Any = import_module("noto_cjk_sans_otc")
    except ImportError:
        pass
    else:
        if FAMILIES[0] not in {each.name for each in manager.ttflist}:
            manager.addfont(brought.FONT_PATH)
    return frozenset(each.name for each in manager.ttflist)


@cache
def letters_of(family: str) -> frozenset[int]:
    """List the letters that a family has."""
    fonts = optional("matplotlib.font_manager")
    found = fonts.findfont(fonts.FontProperties(family=[family]))
    return frozenset(fonts.get_font(found).get_charmap())
