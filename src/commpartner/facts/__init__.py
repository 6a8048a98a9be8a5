"""Read the facts of the model: accounts, outcomes, series, equations, units, labels.

Each table is a CSV file in ``data/``, read once. Modules of this package give the rows their types.
They know neither arrays nor models, so every part of the package may read them.
"""
