"""Run the comparison of policies in common draws, on any number of workers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import pandas as pd

from commpartner.assumptions.designs import Correlations, Method
from commpartner.assumptions.table import AssumptionTable
from commpartner.errors import CommpartnerError, InputError, Problem
from commpartner.experiments.comparison import Comparison
from commpartner.experiments.running.experiment import Experiment, Failure, Part, columns
from commpartner.experiments.running.plan import Plan, planned, settings_of
from commpartner.experiments.running.store import Store, open_store
from commpartner.experiments.running.tasks import Span, check_executor, run_parts
from commpartner.facts.outcomes import OUTCOMES
from commpartner.model.control import FeedbackPolicy
from commpartner.model.engines import Engine
from commpartner.model.scheme import unknown_policy
from commpartner.problems.arguments import Progress, check_arguments, check_progress
from commpartner.problems.reading import path_of
from commpartner.problems.wording import as_names
from commpartner.programme import Policy, Programme
from commpartner.programme.programme import check_programme
from commpartner.results.unread import unused_warning
from commpartner.texts import Text

PART = 256  # draws of a task; with a few policies it takes half a second or more

Policies = Mapping[str, Policy | FeedbackPolicy | str] | Sequence[str]


def compare(
    programme: Programme,
    policies: Policies,
    *,
    months: int = 120,
    draws: int = 1000,
    seed: int = 0,
    engine: Engine = "numpy",
    assumptions: AssumptionTable | None = None,
    sampling: Method = "monte_carlo",
    correlations: Correlations | None = None,
    scenarios: Mapping[str, Mapping[str, float]] | None = None,
    executor: Executor | int | None = None,
    store: str | Path | None = None,
    part: int = PART,
    chunk: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare policies in the same draws of the assumptions.

    Every policy meets the same draws (common random numbers), so that differences between policies
    are paired. What policies have in common is computed once. Results are the same to the bit for
    every executor, number of workers, chunk, and number of interruptions.

    Parameters
    ----------
    programme
        What exists.
    policies
        By name: a policy, the name of one of the programme's, or a `FeedbackPolicy`. A sequence of
        names will do.
    months, draws, seed, engine, assumptions, chunk
        As in `simulate`, with which it shares its draws.
    sampling
        ``"monte_carlo"``, ``"latin_hypercube"`` or ``"sobol"`` (scrambled; `draws` a power of 2).
    correlations
        Correlation of the normal scores of pairs of assumptions (Gaussian copula), each
        between -1 and 1.
    scenarios
        Named scenarios in place of draws: the values of some assumptions by name of the scenario;
        the others have their central value.
    executor
        None: in this process. A number: so many processes. Or any `concurrent.futures.Executor`,
        one of `dask.distributed` (``client.get_executor(pure=False)``) included.
    store
        A folder that keeps finished parts (extra ``research``). The same call with the same folder
        goes on where an earlier one was stopped; with more draws it adds to them.
    part
        Draws of a task. It changes no bit of the result.
    progress
        Called with (draws done, draws in all) after every part.

    Returns
    -------
    Comparison
        If an experiment failed it warns, and `failures` says which and why.

    Raises
    ------
    InputError
        If a policy is unknown or names what the programme lacks, or the store cannot be made
        or was made from other inputs: each difference.
    ValueError
        If an argument is out of range.
    StoreBusyError
        If another run is writing to the store.
    CommpartnerError
        If every experiment of a policy failed, or the disk is full.
    MissingExtraError
        If an extra that is asked for is not installed.

    Examples
    --------
    >>> import commpartner as cp
    >>> xiashan = cp.datasets.load("xiashan")
    >>> found = cp.compare(xiashan, ["stand_alone", "clustered"], months=12, draws=8, seed=7)
    >>> found.outcomes.shape[0], list(found.policies)
    (16, ['stand_alone', 'clustered'])
    """
    check_arguments(
        months=months, draws=draws, seed=seed, part=part, chunk=1 if chunk is None else chunk
    )
    check_executor(executor)
    check_progress(progress)
    folder = None if store is None else path_of(store)
    named = named_policies(programme, policies)
    settings = settings_of(
        months=months,
        draws=draws,
        seed=seed,
        engine=engine,
        sampling=sampling,
        correlations=correlations,
        part=part,
    )
    ledger = programme.assumption_table(assumptions)
    plan = planned(programme, named, settings, ledger, scenarios, chunk)
    plain = [each.policy if isinstance(each, FeedbackPolicy) else each for each in named.values()]
    unused = unused_warning(programme, plain, assumptions)
    if unused is not None:
        warnings.warn(unused, stacklevel=2)
    if folder is None:
        parts = collect(plan, executor, None, progress)
    else:
        with open_store(folder, plan.identity(), plan.text()) as kept:
            parts = collect(plan, executor, kept, progress)
    return assembled(plan, parts)


def named_policies(programme: Programme, policies: Policies) -> dict[str, Policy | FeedbackPolicy]:
    """Find the policies that are given by name."""
    check_programme(programme)
    if isinstance(policies, Mapping):
        given = list(policies.items())
    else:
        given = [(name, name) for name in as_names(policies)]
    if not given:
        raise _not_policies(Text("none"), Text("at_least_one_policy"))
    found: dict[str, Policy | FeedbackPolicy] = {}
    for name, policy in given:
        if isinstance(policy, str):
            if policy not in programme.policies:
                raise unknown_policy(policy, programme)
            policy = programme.policies[policy]
        if not (isinstance(name, str) and isinstance(policy, Policy | FeedbackPolicy)):
            what = type(policy if isinstance(name, str) else name).__name__
            allowed = Text("names_or_policies_or_adaptive")
            raise _not_policies(Text("of_type", type=what), allowed)
        if name in found:
            raise _not_policies(Text("name_twice", name=repr(name)), Text("each_name_once"))
        found[name] = policy
    return found


def _not_policies(found: str, allowed: str) -> InputError:
    return InputError([Problem("compare", None, "policies", found, allowed)])


def collect(
    plan: Plan,
    executor: Executor | int | None,
    store: Store | None,
    progress: Progress | None,
    known: Sequence[Part] = (),
) -> list[Part]:
    """Read the stored parts and compute the others, in the order of the draws."""
    whole, size = plan.settings.draws, plan.settings.part
    spans = [(start, min(start + size, whole)) for start in range(0, whole, size)]
    parts = {(part.start, part.stop): part for part in known}
    if store is not None:
        kept = ((span, store.read(*span)) for span in spans if span not in parts)
        parts |= {span: part for span, part in kept if part is not None}
        for span in spans:
            if span not in parts and store.is_there(*span):
                first, last = span[0], span[1] - 1
                warnings.warn(Text("part_computed_again", first=first, last=last), stacklevel=4)
    done = sum(stop - start for start, stop in parts)
    if progress is not None and done:
        progress(done, whole)

    def keep(part: Part) -> None:
        nonlocal done
        if store is not None:
            store.write(part)
        parts[part.start, part.stop] = part
        done += part.stop - part.start
        if progress is not None:
            progress(done, whole)

    missing = [span for span in spans if span not in parts]
    lost = run_parts(plan.experiment, missing, executor, keep)
    for span, error in lost.items():
        parts[span] = _lost(plan.experiment, span, error)
    return [parts[span] for span in spans]


def _lost(experiment: Experiment, span: Span, error: str) -> Part:
    """Make the part of a worker that died repeatedly: every experiment has failed."""
    failures = tuple(
        Failure(policy, draw, f"its worker died: {error}")
        for policy in experiment.policies
        for draw in range(*span)
    )
    nothing = np.full((len(experiment.policies), span[1] - span[0], 0), np.nan)
    return Part(*span, (), nothing, {}, failures)


def assembled(plan: Plan, parts: Sequence[Part]) -> Comparison:
    """Join the parts of an experiment into tables."""
    experiment, draws = plan.experiment, plan.settings.draws
    names = next((part.names for part in parts if part.names), ())
    failures = [failure for part in parts for failure in part.failures]
    _check_some_succeeded(experiment, failures, draws)
    drawn = _assumptions(experiment, parts)
    tables = []
    for number, policy in enumerate(experiment.policies):
        failed = {failure.draw for failure in failures if failure.policy == policy}
        values = np.concatenate(
            [
                part.outcomes[number]
                if part.names
                else np.full((part.stop - part.start, len(names)), np.nan)
                for part in parts
            ]
        )
        table = pd.DataFrame(values, columns=pd.Index(names))
        table.insert(0, "policy", policy)
        table.insert(1, "draw", np.arange(len(values)))
        tables.append(table[~table["draw"].isin(failed)])
    outcomes = pd.concat(tables, ignore_index=True)
    outcomes.attrs["units"] = {name: OUTCOMES[name].unit for name in names}
    outcomes.attrs |= experiment.programme.mark()
    failed_rows = pd.DataFrame(failures, columns=pd.Index(Failure._fields))
    failed_rows = failed_rows.join(drawn, on="draw")
    if failures:
        first = failures[0]
        warnings.warn(
            Text(
                "experiments_failed",
                failed=len(failures),
                count=draws * len(experiment.policies),
                policy=repr(first.policy),
                draw=first.draw,
                error=first.error,
            ),
            stacklevel=3,
        )
    return Comparison(
        programme=experiment.programme,
        policies=experiment.policies,
        rules=experiment.rules,
        months=experiment.months,
        draws=draws,
        seed=experiment.seed,
        engine=experiment.engine,
        sampling=plan.settings.sampling,
        scenarios=plan.scenarios,
        outcomes=outcomes,
        assumptions=drawn,
        failures=failed_rows,
        assumption_table=experiment.ledger,
    )


def _check_some_succeeded(experiment: Experiment, failures: list[Failure], draws: int) -> None:
    for policy in experiment.policies:
        errors = [failure.error for failure in failures if failure.policy == policy]
        if len(errors) == draws:
            told = {"policy": repr(policy), "error": errors[0]}
            raise CommpartnerError(Text("failed_in_every_draw", **told))


def _assumptions(experiment: Experiment, parts: Sequence[Part]) -> pd.DataFrame:
    read = {name for part in parts for name in part.assumptions}

    table = pd.DataFrame(
        {
            name: np.concatenate(columns(experiment, parts, name))
            for name in experiment.ledger
            if name in read
        }
    )
    table.index.name = "draw"
    return table
