"""Move a few levers of a policy and see what follows: sliders, and an emulator of the model."""
