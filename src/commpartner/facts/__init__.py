"""Read the facts of the model: accounts, outcomes, series, equations, units, labels.

Each table is a CSV file in ``data/``, read once. Modules of this package give the rows their types;
they know no arrays and no models, so that every part of the package may read them.
"""
