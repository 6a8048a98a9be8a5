"""A study: which policies it runs, what it leaves out, what it refuses."""

from __future__ import annotations

import pytest
from town import BASE, TOWN

import commpartner as cp
from commpartner.report.study import study

PROGRAMME = TOWN.replace(
    policies={
        "unmanaged": cp.Policy(organisation="unmanaged"),
        "stand_alone": BASE.replace(organisation="stand_alone", staffing_step=0.25),
        "partner": BASE.replace(ventures=("market",)),
        "plain": BASE,
    }
)


def test_a_study_holds_every_policy_in_the_same_draws() -> None:
    steps: dict[str, list[tuple[int, int]]] = {}

    def follow(step: str, count: int) -> cp.experiments.Progress:
        return lambda done, whole: steps.setdefault(step, []).append((done, whole))

    found = study(PROGRAMME, months=12, draws=100, play=False, follow=follow)
    assert (found.focus, found.baseline) == ("partner", "stand_alone")
    assert list(found.results) == list(PROGRAMME.policies)
    assert found.main is found.results["partner"]
    alone = cp.simulate(PROGRAMME, "partner", months=12, draws=100, seed=7)
    assert found.main.outcomes.equals(alone.outcomes)
    assert found.savings is not None
    assert found.information is not None
    assert found.emulator is None
    assert all(done[-1][0] == done[-1][1] for done in steps.values())
    assert set(steps) == {"progress_policies", "progress_savings"}


def test_a_single_policy_has_nothing_to_choose() -> None:
    found = study(PROGRAMME, policies=["unmanaged"], months=12, draws=100, play=True)
    assert (found.focus, found.baseline) == ("unmanaged", "unmanaged")
    assert found.savings is None
    assert found.information is None
    assert found.emulator is None


@pytest.mark.parametrize(
    "asked",
    [{"focus": "nobody"}, {"baseline": "nobody"}, {"policies": ["nobody"]}, {"policies": []}],
)
def test_unknown_policies_are_refused(asked: dict[str, object]) -> None:
    with pytest.raises(cp.InputError):
        study(PROGRAMME, months=12, draws=4, play=False, **asked)  # type: ignore[arg-type]
