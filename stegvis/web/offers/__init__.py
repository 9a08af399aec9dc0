"""The inventory: what there is to take part in, and what is lacking."""
