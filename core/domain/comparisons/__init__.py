"""Comparison of two versions or two ranges of days."""
