"""The pages of how a programme is run."""
