"""Job runs and their results."""
