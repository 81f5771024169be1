"""Measurements of costs; run as python -m benchmarks.NAME."""
