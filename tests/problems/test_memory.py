"""What needs more memory than there is is refused before it is begun."""

from __future__ import annotations

import pytest
from calling import Streams
from town import BASE, TOWN

import commpartner as cp
from commpartner.problems import memory
from commpartner.problems.memory import check_memory
from commpartner.texts import Text

HUGE = 10**9


@pytest.fixture(autouse=True)
def sixteen_gb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "memory_of_the_machine", lambda: 16 * 10**9)


def told(error: cp.CommpartnerError) -> Text:
    text = error.args[0]
    assert isinstance(text, Text)
    return text


@pytest.mark.parametrize(
    ("months", "draws"), [(HUGE, 1), (1, HUGE), (10**18, 10**18), (200_000, 1000)]
)
def test_what_cannot_fit_says_what_it_would_need(months: int, draws: int) -> None:
    for call in (cp.simulate, cp.sensitivity):
        with pytest.raises(cp.ArgumentError) as refused:
            if call is cp.simulate:
                cp.simulate(TOWN, BASE, months=months, draws=draws)
            else:
                cp.sensitivity(TOWN, BASE, months=months, samples=draws)
        text = told(refused.value)
        assert text.code in ("too_much_memory", "too_much_memory_for_any")
        assert text.values["there"] == 16
        assert text.values.get("needed", 17) > 16
    with pytest.raises(cp.ArgumentError) as refused:
        cp.compare(TOWN, {"a": BASE, "b": BASE}, months=months, draws=draws)
    assert told(refused.value).code in ("too_much_memory", "too_much_memory_for_any")


def test_what_fits_is_let_through() -> None:
    check_memory(months=1200, draws=10_000)
    check_memory(months=120, draws=1_000_000)


def test_where_the_machine_does_not_tell_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "memory_of_the_machine", lambda: None)
    check_memory(months=HUGE, draws=HUGE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "xiangyang", "--months", str(HUGE)),
        ("run", "xiangyang", "--draws", str(HUGE)),
        ("compare", "xiangyang", "--months", str(HUGE)),
        ("explain", "xiangyang", "trial_0", "fallback_per_year", "--draws", str(HUGE)),
        ("sensitivity", "xiangyang", "trial_0", "--samples", str(HUGE)),
        ("sensitivity", "xiangyang", "trial_0", "--method", "tornado", "--months", str(HUGE)),
    ],
    ids=" ".join,
)
def test_commands_say_it_in_their_language(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Streams(monkeypatch).call(*arguments, "--lang", "zh")
    assert (found.status, found.out) == (2, "")
    assert "GB内存" in found.err.replace("\n", "") and "Traceback" not in found.err


def test_a_memory_that_ends_in_the_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("commpartner.cli.running.simulate_together", full)
    found = Streams(monkeypatch).call("run", "xiangyang", "--draws", "2")
    assert found.status == 2
    assert "memory" in found.err and "Traceback" not in found.err
