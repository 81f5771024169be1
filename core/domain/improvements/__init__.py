"""Improvements: rules that raise tasks, their evidence, and decisions."""
