"""Report results as charts and documents, without Rich and Typer."""
