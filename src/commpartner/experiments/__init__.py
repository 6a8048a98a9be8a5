"""Policies compared the way decision science does it."""
