"""Results and models for other packages: SALib, the EMA Workbench, xarray, Parquet."""
