"""The benchmark: a big database, the pages, the floor beside them."""
