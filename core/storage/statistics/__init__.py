"""The event log, and what is counted from it."""
