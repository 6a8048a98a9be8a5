"""Names: which are known, and what is said of one that is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from commpartner.wording import among, as_names, near


@pytest.mark.parametrize("name", [3, None, ["fee"], np.array(["fee"]), 10**400])
def test_what_is_no_text_is_no_name_and_is_answered_all_the_same(name: Any) -> None:
    for known in (["fee"], {"fee": 1}):
        assert not among(name, known)
        assert "fee" in near(name, known)


def test_one_name_or_several_become_a_list() -> None:
    assert as_names("fee") == ["fee"]
    assert as_names(("fee", "cap")) == as_names(iter(["fee", "cap"])) == ["fee", "cap"]
    assert as_names(3) == [3]
