"""Answer planners' questions that take many runs: tipping points."""
