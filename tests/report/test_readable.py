"""A user's text acts on no screen and no page, and does not imitate our own lines."""

from __future__ import annotations

from commpartner.report.readable import one_line, readable
from commpartner.report.words import say


def test_invisible_characters_are_written_out_and_others_kept() -> None:
    assert readable("a\x1b\u202e\ud83d") == r"a\x1b\u202e\ud83d"
    for text in ("小区 [草案]", "a\nb", "é ½ 𠮷 😀", "\u0646\u200c\u0627"):
        assert readable(text) == text


def test_text_in_a_sentence_cannot_imitate_our_lines() -> None:
    assert one_line("mine\n\tThe ledger balances") == "mine The ledger balances"
    assert "\n" not in say("synthetic", "en", note="a\nb")
