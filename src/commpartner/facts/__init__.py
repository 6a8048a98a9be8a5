"""Facts of the model as tables: accounts, outcomes, series, equations, mechanisms, units, labels.

Each table is a CSV file in ``data/``, read once. Modules of this package give the rows their types;
they know no arrays and no models, so that every part of the package may read them.
"""
