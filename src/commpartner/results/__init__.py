"""What a run comes to: outcomes, accumulated tables, savings, explanation."""
