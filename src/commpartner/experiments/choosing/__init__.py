"""Which policy: how sure that is, and what a wrong choice costs."""
