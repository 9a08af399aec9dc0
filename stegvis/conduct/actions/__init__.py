"""What the coordinator writes down about the running of a programme."""
