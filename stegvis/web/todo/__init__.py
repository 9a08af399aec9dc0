"""Att göra: what has a date and is the actor's to act on."""
