"""How a programme is run: staff, steering group, deviations, planned work and its own end."""
