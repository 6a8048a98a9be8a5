"""The command `explore` refuses what cannot run before it opens a page."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from calling import commpartner

import commpartner as cp
from commpartner.problems import optional as packages


@pytest.fixture(autouse=True)
def _no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("a page opens")

    monkeypatch.setattr("commpartner.cli.explore._serve", forbidden)


WRONG = {
    "no programme": (("no/such",), "no/such"),
    "no policy": (("xiashan", "--policy", "partnr"), "'partner'"),
    "no baseline": (("xiashan", "--baseline", "clusterd"), "'clustered'"),
    "no file": (("xiashan", "--policies", "no/such.toml"), "such.toml"),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_words_are_refused_before_the_page(what: str, language: str) -> None:
    words, told = WRONG[what]
    called = commpartner("explore", *words, "--lang", language)
    assert called.status == 2 and told in called.err
    assert "Traceback" not in called.err


def test_a_programme_without_policies_is_refused(tmp_path: Path) -> None:
    cp.save_programme(cp.datasets.load("qingyunpu").replace(policies={}), tmp_path / "mine")
    called = commpartner("explore", str(tmp_path / "mine"))
    assert called.status == 2 and "at least one policy" in called.err


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        port = str(used.getsockname()[1])
        called = commpartner("explore", "qingyunpu", "--port", port)
    assert called.status == 2 and port in called.err and "no other program" in called.err


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(packages, "import_module", missing)
    called = commpartner("explore", "qingyunpu", "--no-browser")
    assert called.status == 2 and "commpartner[explorer]" in called.err
