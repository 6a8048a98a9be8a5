"""Draw charts, one subject a module; `commpartner.plots` has the public names."""
