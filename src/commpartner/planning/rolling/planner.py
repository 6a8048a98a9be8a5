"""Plan a roll-out under a yearly budget by the model's own value of each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from numpy.typing import ArrayLike

from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import Problem
from commpartner.experiments.joining import joined
from commpartner.facts.quantities import number
from commpartner.facts.words import say
from commpartner.flows.namespace import Array
from commpartner.model.engines import Engine, check_engine
from commpartner.model.scheme import Scheme, build_scheme, named_policy
from commpartner.planning.rolling.checks import read_asked, refuse
from commpartner.planning.rolling.margins import Margins, margins
from commpartner.planning.rolling.orders import as_listed, smallest_first
from commpartner.planning.rolling.result import RollOutPlan
from commpartner.planning.rolling.runs import OUTLAYS, Runs
from commpartner.planning.rolling.schedules import Budget
from commpartner.planning.rolling.search import Search, Stopped
from commpartner.planning.rolling.steps import Schedule
from commpartner.planning.rolling.tables import (
    PLANNED,
    differences_table,
    orders_table,
    payers_by_order,
    renewals_table,
    schedule_table,
    spent_table,
)
from commpartner.problems.arguments import Progress, check_arguments, check_progress, whole_number
from commpartner.problems.wording import as_names
from commpartner.programme import Policy, Programme
from commpartner.programme.calendar import MONTHS_OF_YEAR
from commpartner.simulation import simulate_together
from commpartner.texts import Text

LAST = 5  # orders that are compared


def plan_roll_out(
    programme: Programme,
    policy: Policy | str,
    budget: ArrayLike,
    *,
    years: int = 10,
    steps: Mapping[str, str | Iterable[str]] | str | None = None,
    needs: Mapping[str, str | Iterable[str]] | None = None,
    fixed: Mapping[str, int] | Iterable[str] | None = None,
    outcome: str = "social_net_benefit",
    reliability: float | None = None,
    carry_over: bool = False,
    complete: bool = False,
    accounts: Sequence[str] = OUTLAYS,
    outlay_years: int = 3,
    draws: int = 100,
    seed: int = 0,
    engine: Engine = "numpy",
    runs: int = 200,
    assumptions: AssumptionTable | None = None,
    progress: Progress | None = None,
) -> RollOutPlan:
    r"""Choose in which year each cluster, venture or batch of estates opens under a yearly budget.

    Maximise the mean over the draws of the model's outcome, less that without any step, with
    :math:`\sum_s c_{s y_s k} \le B_k` in each year k. :math:`c_{syk}` is what the model spends in
    year k on step s that opens in year y. If there are few schedules, all are run. Otherwise a
    whole-number programme on the marginal values (HiGHS), a greedy order by value per yuan and
    two simple orders are run, and moves with the model improve the best of them.

    Parameters
    ----------
    programme
        What exists.
    policy
        What is there once everything is open, or its name; its lever joins must be empty.
    budget
        A number for every year, or one a year [yuan/year]. After the last there is none, and
        nothing opens.
    years
        Horizon [year].
    steps
        What opens together: names of steps, each with ids of centres, ventures, works or estates,
        or names of communities or sub-districts. What no step names opens at once. None: one step
        a centre, one a venture, one a programme of works with the ventures that wait for it.
        ``"community"`` or ``"subdistrict"``: estates join by it and not by centre.
    needs
        Steps that must open in the same year or before, by name of the step that needs them.
    fixed
        Opening years of some steps, from 1; names alone open in year 1.
    outcome
        By which schedules are judged; a row of the outcomes of which more or less is better.
    reliability
        Share of the draws in which each year must be within its budget. None: the mean over the
        draws must be.
    carry_over
        Whether what is left of a year can be spent later.
    complete
        Whether every step must open. If not, those that lose value stay closed.
    accounts
        Of the ledger, that the budget pays: one-off spending.
    outlay_years
        Years from its opening in which spending is the outlay of a step. Later spending on the
        same accounts renews what is worn out; the budget does not pay it.
    draws, seed, engine, assumptions
        As in `simulate`, with which it shares its draws; two draws or more.
    runs
        Runs of the model that the search may take, beside one for each step and opening year. If
        there are at most so many schedules, all are run.
    progress
        Called with runs done and runs in all. The search may end before the last.

    Returns
    -------
    RollOutPlan
        ``.schedule``, ``.spent``, ``.differences``, ``.payers``, ``.policy(programme)``. If it is
        interrupted (KeyboardInterrupt) during the search, the best plan so far.

    Raises
    ------
    InputError
        If an argument is not allowed, with all problems at once: unknown names, steps that need
        each other in a circle, a budget too small for any step.
    ArgumentError
        If a count, the engine or the progress function is not allowed.

    Notes
    -----
    The budget of a year is compared with the sum of the steps' outlays, which is exact: the
    accounts that it may pay add up over steps. Steps begin with the first month of their year;
    ventures and works keep their own months within it.

    Examples
    --------
    >>> import commpartner as cp
    >>> village = cp.datasets.load("qingyunpu")
    >>> plan = cp.planning.plan_roll_out(
    ...     village, "village", 400_000, years=3, draws=2, runs=4,
    ...     steps={"first": ["c1"], "then": ["c2"]},
    ... )
    >>> plan.schedule["step"].tolist(), plan.stopped in ("enumerated", "searched", "runs")
    (['first', 'then'], True)
    """
    check_progress(progress)
    whole_number("draws", draws, 2)
    check_arguments(seed=seed, years=years, outlay_years=outlay_years, runs=runs)
    check_arguments(months=MONTHS_OF_YEAR * years, draws=draws)
    check_engine(engine)
    _, policy = named_policy(programme, policy)
    table = programme.assumption_table(assumptions)
    scheme = build_scheme(programme, policy)
    amounts, opens, openings, given = read_asked(
        scheme,
        budget,
        years,
        steps=steps,
        needs=needs,
        fixed=fixed,
        outcome=outcome,
        reliability=reliability,
        accounts=accounts,
        carry_over=carry_over,
        complete=complete,
    )

    done = 0
    # Nothing, all at once, each step in each other year and never; the search; the comparison.
    whole = 2 + len(opens) * openings + runs + LAST

    def tell(count: int = 1) -> None:
        nonlocal done
        done = min(done + count, whole)
        if progress is not None:
            progress(done, whole)

    model = Runs(
        programme,
        policy,
        opens,
        years=years,
        outcome=outcome,
        accounts=as_names(accounts),
        draws=draws,
        seed=seed,
        engine=engine,
        table=table,
        tell=tell,
    )
    marginal = margins(model, openings, outlay_years)
    limits = Budget(opens, amounts, marginal.outlays, reliability, carry_over, given)
    _check_budget(limits, marginal, complete)
    search = Search(model, limits, marginal, runs, complete)
    stopped: Stopped
    try:
        stopped = search.run()
    except KeyboardInterrupt:
        if search.best is None:
            raise
        stopped = "interrupted"
    if search.best is None:
        refuse([_too_small(amounts, Text("budget_for_all"))])
    return _told(model, scheme, limits, marginal, search, stopped, tell)


def _check_budget(limits: Budget, marginal: Margins, complete: bool) -> None:
    """Refuse a budget that pays for no step, or not for those that must open."""
    steps = limits.steps
    begun = tuple(limits.fixed.get(each, limits.years) for each in range(len(steps)))
    if limits.fixed and not limits.holds(limits.spent(begun)):
        most = limits.spent(begun).mean(axis=0).max()
        refuse([_too_small(limits.amounts, Text("budget_for_fixed", amount=number(most)))])
    cost = marginal.mean_outlays[:, 0]
    alone = [
        any(
            limits.holds(limits.spent((*begun[:each], year, *begun[each + 1 :])))
            for year in ([limits.fixed[each]] if each in limits.fixed else range(limits.openings))
        )
        for each in range(len(steps))
    ]

    def too_small(code: str, each: int) -> Problem:
        told = {"amount": number(cost[each]), "step": repr(steps[each].name)}
        return _too_small(limits.amounts, Text(code, **told))

    if not any(alone):
        refuse([too_small("budget_for_a_step", int(cost.argmin()))])
    if complete:
        refuse([too_small("budget_for_each", each) for each, fits in enumerate(alone) if not fits])


def _too_small(amounts: Array, allowed: Text) -> Problem:
    return Problem("", None, "budget", number(float(amounts.max())), allowed)


def _told(
    model: Runs,
    scheme: Scheme,
    limits: Budget,
    marginal: Margins,
    search: Search,
    stopped: Stopped,
    tell: Callable[[int], None],
) -> RollOutPlan:
    """Compare the plan with other orders in fresh draws, and tabulate it."""
    best = search.best
    assert best is not None
    orders: dict[str, Schedule] = {
        PLANNED: best,
        "as_listed": as_listed(limits),
        "smallest_first": smallest_first(limits, marginal),
        "all_at_once": model.at_once,
    }
    compared = orders | {"nothing": model.nothing}
    policies = {
        name: model.policy_of(each).replace(
            label_en=say(f"roll_out_{name}", "en"), label_zh=say(f"roll_out_{name}", "zh")
        )
        for name, each in compared.items()
    }
    results = simulate_together(
        model.programme,
        policies,
        months=MONTHS_OF_YEAR * model.years,
        draws=model.draws,
        seed=model.seed + 1,
        engine=model.engine,
        ledger=model.table,
    )
    comparison = joined(results)
    fresh = results[PLANNED].outcomes[model.outcome] - results["nothing"].outcomes[model.outcome]
    value = model.value(best)
    tell(10**9)  # the search may have taken fewer runs than it could
    return RollOutPlan(
        schedule=schedule_table(model, scheme, limits, marginal, best),
        spent=spent_table(limits, orders),
        renewals=renewals_table(model, limits, best),
        orders=orders_table(model, orders),
        comparison=comparison,
        differences=differences_table(comparison, model.outcome),
        payers=payers_by_order(results),
        outcome=model.outcome,
        value=value,
        value_fresh=model.sign * float(fresh.mean()),
        added=marginal.added(best),
        bound=value if stopped == "enumerated" else search.bound,
        stopped=stopped,
        runs=model.made,
        years=model.years,
        budget=tuple(limits.amounts.tolist()),
        reliability=limits.reliability,
        carry_over=limits.carry_over,
        planned=model.policy_of(best),
    )
