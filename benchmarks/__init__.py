"""What things cost, measured; run as python -m benchmarks.NAME."""
