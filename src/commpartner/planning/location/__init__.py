"""Locate centres: which candidates open, and which centre serves each estate."""
