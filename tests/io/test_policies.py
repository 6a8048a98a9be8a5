"""Files of policies: what is written is read back, and every mistake has its row."""

from __future__ import annotations

from pathlib import Path

import pytest

import commpartner as cp
from commpartner.io.policies import policy_text, with_policies


@pytest.mark.parametrize("case", cp.datasets.names())
def test_every_policy_is_read_back_from_its_file(case: str, tmp_path: Path) -> None:
    programme = cp.datasets.load(case)
    file = tmp_path / "more.toml"
    texts = [policy_text(f"{name}_2", each) for name, each in programme.policies.items()]
    file.write_text("\n".join(texts), encoding="utf-8")
    found = with_policies(programme, file)
    for name, policy in programme.policies.items():
        assert found.policies[f"{name}_2"] == policy
    assert found.replace(policies=programme.policies) == programme


def test_a_policy_is_appended_to_a_programme_unchanged(tmp_path: Path) -> None:
    programme = cp.datasets.load("qingyunpu")
    name, policy = next(iter(programme.policies.items()))
    cp.save_programme(programme, tmp_path / "mine")
    file = tmp_path / "mine" / "programme.toml"
    added = policy_text("added", policy.replace(description='="x" <b>\n[policies.evil]\n'))
    file.write_text(file.read_text(encoding="utf-8") + "\n" + added, encoding="utf-8")
    found = cp.load_programme(tmp_path / "mine").policies
    assert list(found) == [*programme.policies, "added"]
    assert found["added"].replace(description=policy.description) == programme.policies[name]


WRONG = {
    "values": (
        "[policies.a]\nfee = -1\nfeee = 3\n",
        [(2, "policies.a.fee"), (3, "policies.a.feee")],
    ),
    "names": ("[policies.a]\ncentres = ['zz']\n", [(2, "policies.a.centres")]),
    "taken": ("[policies.partner]\nfee = 1.0\n", [(1, "policies.partner")]),
    "other parts": ("[estates]\n[policies.a]\ncentres = ['c01']\n", [(1, "estates")]),
    "none": ("", [(None, "policies")]),
    "no table": ("policies = 3", [(None, "policies")]),
}


@pytest.mark.parametrize("what", WRONG)
def test_mistakes_in_a_file_have_their_rows(what: str, tmp_path: Path) -> None:
    text, places = WRONG[what]
    file = tmp_path / "more.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(cp.InputError) as caught:
        with_policies(cp.datasets.load("xiashan"), file)
    assert [(problem.row, problem.field) for problem in caught.value.problems] == places


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(cp.InputError):
        with_policies(cp.datasets.load("xiashan"), tmp_path / "no.toml")
