"""Recognise numbers as people write them in spreadsheets and suggest valid ones."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata

from commpartner.texts import Text

# A unit may stand in front, too, where it is no latin letter, as in 户240 and ¥800.
_NUMBER = re.compile(
    r"(?:[^\W0-9_a-zA-Z]{0,4}|[¥$€])"
    r"([+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15}))(%|万|亿)?[^\W0-9_]{0,4}[²³]?"
)
_SCALE = {"%": 0.01, "万": 1e4, "亿": 1e8}
_WITH_MARKS = re.compile(r"([^0-9+-]{0,4}[+-]?)([0-9][0-9.,' _]*)")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){0,4},[0-9]{1,15}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,' _][0-9]{3}){1,4}(?:\.[0-9]{0,15})?")


def meant(text: str) -> str | None:
    """Guess the number that a slip most likely means.

    Examples
    --------
    >>> [meant(text) for text in ("１２００", "50%", "0,5", "1.200,5", "1,200", "120户", "0.74万")]
    ['1200', '0.5', '0.5', '1200.5', '1200', '120', '7400']
    >>> [meant(text) for text in ("户240", "￥800", ".5", "2,600元", "-1.200,5")]
    ['240', '800', '0.5', '2600', '-1200.5']
    >>> meant("many") is None
    True
    """
    plain = unicodedata.normalize("NFKC", text[:60]).strip(" \t\"'“”‘’")
    if found := _WITH_MARKS.match(plain):
        before, digits, behind = found[1], found[2].rstrip(), plain[found.end() :]
        if _GROUPED.fullmatch(digits):
            digits = re.sub(r"[,' _]", "", digits)
        elif _CONTINENTAL.fullmatch(digits):
            digits = digits.replace(".", "").replace(",", ".")
        plain = f"{before}{digits}{behind}"
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    value = float(found[1]) * _SCALE.get(found[2] or "", 1.0)
    return f"{value:.12g}"


_QUOTES = "\"'“”‘’「」＂＇"
_YES, _NO = ("true", "yes", "是", "对"), ("false", "no", "否", "不")
_NONE = ("none", "null", "nil", "na", "n/a", "-", "无", "空")
_WITHOUT_EQUALS = re.compile(
    r"([A-Za-z_][A-Za-z0-9_.-]{0,60})\s{0,9}(?:[:：＝]\s{0,9}|\s)(\S.{0,200})"
)
# A name of other letters than a-z in front of an equals sign, as in {新华街道 = 6}.
_IN_KEY = r"[^\s\"'“”=#{}\[\],]{0,60}"
_CHINESE_KEY = re.compile(
    r"^(?:[A-Za-z0-9_.-]{1,60}\s{0,9}=\s{0,9}\{[^\"'“”]{0,200}?)?\s{0,9}"
    rf"({_IN_KEY}[^\W\x00-\x7f]{_IN_KEY})\s{{0,9}}="
)


def toml_hint(line: str) -> Text | None:
    """Suggest valid TOML for an invalid line; None if the meaning is unclear.

    Examples
    --------
    >>> for line in ("name = 霞山", "rent = 户240", "managed = 是", "rent： 800", "fee = null"):
    ...     print(toml_hint(line))
    write "霞山", in quotes
    write 240
    write true
    write rent = 800
    leave the line out: without it there is none
    """
    if found := _CHINESE_KEY.search(line):
        return Text("write_in_quotes", value=f'"{found[1]}"')
    key, equals, rest = line.partition("=")
    if not equals:
        found = _WITHOUT_EQUALS.fullmatch(line.partition("#")[0].strip())
        if not found:
            return None
        value = _value_meant(found[2].strip())
        return None if value is None else Text("write_instead", value=f"{found[1]} = {value}")
    written = rest.partition("#")[0].strip()
    if not written:
        return Text("value_after_equals", key=key.strip())
    if written.casefold() in _NONE:
        return Text("leave_line_out")
    value = _value_meant(written)
    if value is None or value == written:
        return None
    return Text("write_in_quotes" if value[0] == '"' else "write_instead", value=value)


def _value_meant(written: str) -> str | None:
    """Read what a value is meant to be, as TOML has it."""
    bare = written.rstrip(",;，；。 ")
    word = unicodedata.normalize("NFKC", bare).strip(_QUOTES + " ").casefold()
    if word in _YES or word in _NO:
        return "true" if word in _YES else "false"
    if number := meant(bare):
        return number
    if bare[:1] in ("[", "{") or not bare:
        return None
    if _is_toml(bare):
        return bare
    text = bare.strip(_QUOTES)
    # Several values, or a quote inside, may be meant otherwise.
    return None if re.search("[\"'\\\\,，=]", text) else json.dumps(text, ensure_ascii=False)


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"value = {value}")
    except ValueError:
        return False
    return True
