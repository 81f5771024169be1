"""Summaries as their readers see them: rates with n, answers to be shown."""
