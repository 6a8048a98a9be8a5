"""Pass results and models to SALib, the EMA Workbench, xarray and Parquet."""
