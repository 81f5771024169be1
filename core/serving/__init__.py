"""Receives requests completely, then processes them, senders in turn."""
