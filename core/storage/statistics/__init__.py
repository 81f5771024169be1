"""The event log and its counters."""
