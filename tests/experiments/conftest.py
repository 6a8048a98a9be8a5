"""The town of the tests above is the town of these, too."""

from __future__ import annotations

import sys
from pathlib import Path

# Workers find rules of tests by their modules: they are handed this path.
sys.path.insert(0, str(Path(__file__).parent.parent))
