"""Formulas of statistics: pure functions, each with its source."""
