"""The directory: how to reach each authority, its units and its people."""
