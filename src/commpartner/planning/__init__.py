"""Questions of a planner that take more than one run: tipping points."""
