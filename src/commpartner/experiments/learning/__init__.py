"""What it is worth to know better, and where a policy fails."""
