"""Show a programme in a local page: move levers, and see the figures beside a baseline."""
