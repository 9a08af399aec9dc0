"""Bevakning av ersättning: whose livelihood ends when, and who acts."""
