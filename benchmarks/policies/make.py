"""Make the golden tables and the page of the ten problems anew.

    python benchmarks/policies/make.py [--processes 2]

Scores every file in submissions/ at the official draws, and at 64 draws for the test. The tables
change with the code; a change of an old table needs a reason in CHANGELOG.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from commpartner.benchmark import Score, problems, score
from commpartner.benchmark.loading import load_submission
from commpartner.benchmark.manifest import (
    QUICK,
    file_name,
    golden_table,
    read_kept,
    submissions_table,
)
from commpartner.benchmark.page import page
from commpartner.io.atomic import replace_files

HERE = Path(__file__).parent


def answers() -> dict[tuple[str, str], str]:
    """Places of the submissions, by name of the submission and of the problem."""
    files = sorted((HERE / "submissions").glob("*.py"))
    return {
        (file.stem, name): f"{file}:{name.replace('-', '_')}"
        for name in problems()
        for file in files
        if f"def {name.replace('-', '_')}(" in file.read_text(encoding="utf-8")
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    processes = parser.parse_args().processes
    texts: dict[str, str] = {}
    for quick in (True, False):
        scores: dict[tuple[str, str], Score] = {}
        for (submission, name), place in answers().items():
            problem = problems()[name]
            found = score(
                problem,
                load_submission(place),
                draws=QUICK if quick else problem.draws,
                executor=processes if processes > 1 else None,
            )
            scores[submission, name] = found
            texts[file_name(problem, found.draws)] = golden_table(found).to_csv(index=False)
            print(submission, name, found.draws, "solved" if found.solved else "not solved")
        scored = submissions_table(scores)
        texts[f"submissions.{QUICK}.csv" if quick else "submissions.csv"] = scored.to_csv(
            index=False
        )
    replace_files(HERE / "golden", texts)
    replace_files(HERE, {"README.md": page(problems().values(), *read_kept(HERE / "golden"))})


if __name__ == "__main__":
    main()
