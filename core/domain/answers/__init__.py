"""Answers: which are right, how they are counted, and which may be shown."""
