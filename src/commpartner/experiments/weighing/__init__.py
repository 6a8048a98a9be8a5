"""Compare cost and effect at a willingness to pay, and the gain of a survey with its cost."""
