"""Every block of docs/adaptors.md prints what it shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from commpartner import adaptors

TEXT = (Path(__file__).parents[3] / "docs" / "adaptors.md").read_text(encoding="utf-8")


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore:ipyparallel not installed:UserWarning")
def test_the_document_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(
        "\n".join(blocks), {}, "docs/adaptors.md", "docs/adaptors.md", 0
    )
    shown: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(example, out=shown.append)
    assert found.failed == 0, "".join(shown)
    assert found.attempted > 20


def test_every_adaptor_is_in_the_document() -> None:
    for name in adaptors.__all__:
        assert f"adaptors.{name}(" in TEXT, name
