"""Målgruppen: everybody in an area, at the authority that already knows them."""
