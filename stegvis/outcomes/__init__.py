"""Whether it helps: a programme's goals, measured from the work as it is registered."""
