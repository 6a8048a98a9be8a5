"""Which draws, scenarios and variants of levers are run."""
