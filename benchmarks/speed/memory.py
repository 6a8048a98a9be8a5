"""Show that memory does not grow with the number of draws.

    python benchmarks/speed/memory.py

Runs Xiashan's roll-out with 100 and with 5,000 draws in processes of their own and prints the peak
resident memory of each.
"""

from __future__ import annotations

import subprocess
import sys

CODE = """
import resource, sys
import commpartner as cp
cp.simulate(cp.datasets.load("xiashan"), "rollout", months=120, draws=int(sys.argv[1]), seed=7)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    for draws in (100, 5000):
        done = subprocess.run(
            [sys.executable, "-c", CODE, str(draws)], capture_output=True, text=True, check=True
        )
        print(f"{draws:5d} draws: peak {float(done.stdout):.0f} MiB")


if __name__ == "__main__":
    main()
