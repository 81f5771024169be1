"""The fold: keeps processed data up to date with the event log."""
