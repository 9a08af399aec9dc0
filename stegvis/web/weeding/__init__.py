"""Gallring: what is due, the decisions of two, and whom nothing is weeded about."""
