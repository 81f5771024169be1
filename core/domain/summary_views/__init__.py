"""Summaries as creators see them: rates with n, answers that may be shown."""
