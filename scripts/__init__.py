"""Run from the project folder, never part of the installed product."""
