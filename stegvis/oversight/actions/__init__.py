"""Every permitted change in this room, one module per noun."""
