"""Summaries of sessions, computed from their events, and exact sums of them."""
