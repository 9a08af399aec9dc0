"""Workplaces: the list, one of them, and the contacts with it."""
