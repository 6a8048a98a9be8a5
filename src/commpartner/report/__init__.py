"""What is shown of results: charts and documents; no Rich, no Typer."""
